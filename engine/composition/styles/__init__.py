"""Styles as data: what a waltz or a piece of techno is, in one card each.

`style` is a card, `cards` reads them, `nearest` finds the one that is meant, `hints` says what a
wish feels like that names nothing else.
"""
