"""Makes the library of drummers' bars: what `engine.composition.playing.drummers` plays from."""
