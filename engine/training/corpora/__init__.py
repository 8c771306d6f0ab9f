"""Reading collections of music.

Read `lead_sheets` first, a melody with chords, and `songs`, a whole texture: every reader here
gives one of them, by `datasets` for those with annotations, `engine.musicxml` for engraved ones,
`midi_songs` for anybody's MIDI files, whose beat, chords and voices are estimated.
"""
