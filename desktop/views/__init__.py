"""One view per step of the way from wish to song."""
