"""From a feeling to a score.

Conventions
-----------
Time is counted in ticks, 24 a quarter note (`score`); composers lay everything on a grid of
columns, four a quarter (`grid`). Bars and sections count from 0. Pitches are MIDI note numbers,
pitch classes 0 to 11 from C, tempos quarter notes a minute, velocities 1 to 127. All values are
frozen; the same plan gives the same score.

Where to begin
--------------
`score` and `plan` say what a piece is, and what it shall be before a note is written. `planning`
makes the plan of a wish, and of the plan a brief; `boltzmann`, `transformer` and `fragments` are
three composers that know nothing of each other and write a `draft` of tunes and chords as the brief
asks; `playing` gives these to instruments; `obedient` is the whole way. `changing` alters a piece
that stands. `composers` lists who composes.
"""
