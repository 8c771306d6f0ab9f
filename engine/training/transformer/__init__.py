"""How the transformer is trained.

`prepare` turns collections into shards, each tune once (`tunes`); `mixture` says how often which
song comes, `rows` cuts what is learned. `train` is the command, a `training_run` teaches
`network` by a `recipe` and writes the `card`.
"""
