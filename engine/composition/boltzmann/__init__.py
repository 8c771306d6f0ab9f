"""The Boltzmann composer: restricted machines over bars of piano roll, and what asks them.

Read `composer` first, then `phrase_writing`, which goes through a brief phrase by phrase: it asks
`progressions` for chords and, with a `course` of bars, `melodies` for the tune. Both sample
`machine`, a restricted Boltzmann machine that sees what `conditions` and `piano_roll` encode;
`settling` shows its chain. `rewriting` and `given` write parts of a piece anew, `assembly` puts
all in its place. `loading` reads the machines from their folder.
"""
