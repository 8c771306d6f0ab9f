"""Teaches the critic what people write and what our composers draw."""
