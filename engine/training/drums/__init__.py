"""Makes the library of drummers' bars that `engine.composition.playing.drummers` plays from.

`groove` reads the drummers, `train` chooses among their bars.
"""
