"""How songs become libraries of fragments.

`source_songs` and `midi_sources` read songs, `key_course` their keys; `cutting` makes fragments of
them, `library_files` writes them, `train` is the command.
"""
