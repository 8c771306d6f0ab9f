"""What the windows show and can do, without widgets.

Read `session` first, the way from a wish to a song, then `wish`, `song` and `conversation`.
`song_making` and `song_playback` are a song while it is made and heard, `takes` and `restoring`
what was kept, `history` what can be undone. `wording` puts feelings and music into words.
"""
