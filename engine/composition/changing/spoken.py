"""Recognises when words ask for a change to the song that is there, such as "make it sadder".

A request is a comparative and nothing else that matters; "a song about growing older" is a wish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["find_changes"]

_ADJECTIVES: dict[str, str] = {
    **dict.fromkeys(("sad", "gloomy", "melancholic", "melancholy", "sorrowful"), "sadder"),
    **dict.fromkeys(("happy", "cheerful", "joyful", "merry", "upbeat", "funny"), "happier"),
    **dict.fromkeys(("bright", "light", "sunny", "hopeful", "friendly", "warm"), "brighter"),
    **dict.fromkeys(("dark", "sombre", "somber", "grim", "bleak"), "darker"),
    **dict.fromkeys(
        ("calm", "gentle", "peaceful", "relaxed", "relaxing", "tender", "soothing", "dreamy"),
        "calmer",
    ),
    **dict.fromkeys(
        ("tense", "dramatic", "threatening", "scary", "angry", "aggressive", "nervous"),
        "more tense",
    ),
    **dict.fromkeys(
        ("exciting", "energetic", "lively", "excited", "powerful", "wild"), "more exciting"
    ),
    **dict.fromkeys(("busy", "dense", "complex", "full", "rich"), "busier"),
    **dict.fromkeys(("sparse", "simple", "plain", "empty", "thin"), "sparser"),
    "slow": "slower",
    **dict.fromkeys(("fast", "quick"), "faster"),
    **dict.fromkeys(("loud", "strong"), "louder"),
    **dict.fromkeys(("soft", "quiet"), "softer"),
    "high": "higher",
    **dict.fromkeys(("low", "deep"), "lower"),
    "long": "longer",
}
_OPPOSITES = {
    "sadder": "happier", "happier": "sadder", "brighter": "darker", "darker": "brighter",
    "calmer": "more exciting", "more tense": "calmer", "more exciting": "calmer",
    "busier": "sparser", "sparser": "busier", "slower": "faster", "faster": "slower",
    "louder": "softer", "softer": "louder", "higher": "lower", "lower": "higher",
}  # fmt: skip
"""What "less" asks for."""

_NOISE = frozenset((
    "a", "again", "and", "be", "bit", "but", "can", "could", "do", "even", "far", "feel", "i",
    "it", "just", "let", "little", "make", "me", "much", "music", "need", "no", "now", "of",
    "ok", "okay", "play", "please", "quite", "rather", "shall", "should", "slightly", "so",
    "somewhat", "song", "sound", "tad", "thank", "thanks", "that", "the", "this", "to", "too",
    "tune", "uh", "um", "want", "way", "whole", "with", "would", "yes", "you",
))  # fmt: skip
"""Words that a request may hold beside its comparatives."""


def find_changes(text: str) -> tuple[str, ...]:
    """Name the changes that are asked for: moves of `moves.MOVES`, or ``"longer"``.

    Returns
    -------
    tuple of str
        In the order said; empty if the words are anything but a request for a change.
    """
    words = re.findall(r"[a-z']+", text.lower())
    changes: list[str] = []
    index = 0
    while index < len(words):
        word, following = words[index], words[index + 1] if index + 1 < len(words) else ""
        if word in ("more", "less") and following in _ADJECTIVES:
            change = _ADJECTIVES[following]
            wanted = change if word == "more" else _OPPOSITES.get(change)
            index += 1
        else:
            wanted = _compared(word)
        if wanted is None and word not in _NOISE:
            return ()
        if wanted is not None:
            changes.append(wanted)
        index += 1
    return tuple(dict.fromkeys(changes))


def _compared(word: str) -> str | None:
    """Give the change that a comparative such as "gloomier" asks for."""
    return next((_ADJECTIVES[base] for base in _bases(word) if base in _ADJECTIVES), None)


def _bases(word: str) -> Iterator[str]:
    """Undo the ways in which English forms comparatives."""
    stem = word.removesuffix("er")
    if stem == word:
        return
    yield stem
    yield f"{stem}e"
    if stem.endswith("i"):
        yield f"{stem[:-1]}y"
    if stem[-1:] == stem[-2:-1]:
        yield stem[:-1]
