"""What words ask of a song that is there.

Read `song` first, what the finders look at, then `requests`, which asks them in turn: `measures`,
`parts`, `anew` and `moving`.
"""
