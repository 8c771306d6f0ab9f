"""Changing a piece that stands."""
