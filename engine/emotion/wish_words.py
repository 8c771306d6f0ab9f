"""The words that wishes for music are made of: what is asked for, and how it shall feel."""

from __future__ import annotations

from engine import resources
from engine.demands.gazetteer import names
from engine.demands.words import read_words, split_names

__all__ = ["wish_words"]

_ALWAYS = (
    "music song piece tune melody theme rhythm beat beats chords solo tempo minor major sharp flat "
    "slow slower fast faster quick loud louder soft softer quiet quieter gentle sound ending drums "
    "without instruments orchestra violins singing minute minutes feel feeling "
    "three four five seven eight nine"
)
"""Of music, whatever is asked of it; `engine.demands` reads most of them by patterns."""


def wish_words() -> set[str]:
    """Give the words, in lower case; some names are of several."""
    found = {*_ALWAYS.split(), *names()}
    for row in read_words("styles"):
        found.update((row["name"], *split_names(row["others"])))
    for row in read_words("moves"):
        found.update(split_names(row["adjectives"]) + split_names(row["nouns"]))
    moods = resources.path("datasets/mood_words.txt").read_text(encoding="utf-8")
    for line in moods.splitlines():
        found.update(line.partition(":")[2].split())
    return found
