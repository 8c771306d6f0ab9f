"""Widgets of our own, each of use without the rest.

`painting` and `focus` are what the painted ones share; `time_window` and `time_camera` keep chords,
notes and playhead in line.
"""
