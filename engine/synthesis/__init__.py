"""From a score to sound."""
