"""How Boltzmann machines are trained.

`bars` makes examples of lead sheets, `machine_pair` trains a machine for chords and one for melody
by `contrastive_divergence`; `contrastive_run` and `timed_run` are how it goes on, `card` what is
written of it, `train` the command.
"""
