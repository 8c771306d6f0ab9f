"""Fragments of real music: how they are kept, found, chosen and sewn together.

Read `composer` first, then `library` and `cues`, what is kept and measured of half bars. `targets`
says what is wanted, `neighbours` finds what is near, `search` the way that costs least by `costs`,
`patchwork` sews it together.
"""
