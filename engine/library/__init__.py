"""What the user keeps, and what others bring: pieces that can be opened, heard and edited again.

Read `piece_file` first, how a piece is kept. `song_file` and `melody_file` read the files of others
by `voices`; `takes` keeps every piece that was made.
"""
