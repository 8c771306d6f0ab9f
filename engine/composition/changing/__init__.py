"""Changing a piece that stands.

Read `editing` first: an edit is a value, and applying it makes of it a plan and a score in which
all else is as it was. `altering` and `moving_piece` give a piece another character, `recasting`
other instruments, `extending` and `resizing` another length, `harmonising` chords to a tune;
`likeness` says how much of a tune is left. `spoken` says what somebody wants of the song that is
there, by the finders of `asking`.
"""
