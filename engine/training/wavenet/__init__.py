"""How a WaveNet is trained.

`data` renders excerpts, `partials` and `predictor` fit what need not be learned, `excerpts` puts
them together; `train` is the command, `wavenet_run` what it does.
"""
