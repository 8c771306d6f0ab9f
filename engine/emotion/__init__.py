"""From words to what they feel like."""
