"""Teaches the critic what people write and what our composers draw.

`leads` gathers it, `train` learns.
"""
