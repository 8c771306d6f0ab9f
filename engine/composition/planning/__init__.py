"""From a feeling to a plan."""
