"""Fragments of real music: how they are kept, found, chosen and sewn together."""
