"""What words ask of a song that is there."""
