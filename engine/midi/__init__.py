"""Anybody's MIDI files, also damaged ones: what is there is read, and what was mended is said.

Read `music` first, what a file holds, then `parsing`: `chunks` takes the file apart, `events` reads
a track, `names` the text in it.
"""
