"""Learns how people play, what `engine.performance` adds to a score.

`played_songs` reads, `train` counts.
"""
