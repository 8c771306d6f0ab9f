"""Changing a piece that stands.

Read `editing` first: an edit is a value, and `apply_edit` makes of it a plan and a score in which
all else is as it was. `altering` and `moves` give a piece another character, `harmonising` chords
to a tune. `spoken` says what somebody wants of the song that is there, by the finders of `asking`.
"""
