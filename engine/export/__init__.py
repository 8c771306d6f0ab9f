"""From a piece to files."""
