"""Between a score and its sound: how people would play what is written.

Read `play` first: it takes a score and its plan bar by bar and part by part. `rules` hold what
studies of performances found, `habits` what was learned from POP909; `planning.interpretation` says
how much of each a feeling asks for. All chance hangs on the seed, the bar and the part alone
(`chance`), so that a bar that is changed leaves the playing of all others as it was.
"""
