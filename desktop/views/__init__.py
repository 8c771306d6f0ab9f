"""One view per step of the way from wish to song, each showing a view-model.

`wish_view` and `song_view` are the two sides of the window; the others stand in them.
"""
