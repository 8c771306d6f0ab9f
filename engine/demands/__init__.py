"""What a wish asks of the music itself: keys, tempos, instruments and the like, in plain words.

Read `demand` first, the value, then `parser`, which asks every grammar: `keys`, `timing`
(`numbers`), `players` (`gazetteer`), `genres` and `directions`; `context` says whether a word means
the music or is part of a story. The words themselves lie in tables, read by `words`. `answer` is
what became of a demand.
"""
