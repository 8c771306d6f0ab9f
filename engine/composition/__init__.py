"""From a feeling to a score."""
