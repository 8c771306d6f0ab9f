"""Anybody's MIDI files, also damaged ones: what is there is read, and what was mended is said."""
