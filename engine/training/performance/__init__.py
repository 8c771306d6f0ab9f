"""Learns how people play: what `engine.performance` adds to a score."""
