"""Styles as data: what a waltz or a piece of techno is, in one card each."""
