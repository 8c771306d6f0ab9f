"""What a wish asks of the music itself: keys, tempos, instruments and the like, in plain words."""
