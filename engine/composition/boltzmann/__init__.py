"""The Boltzmann composer: restricted machines over bars of piano roll, and what asks them."""
