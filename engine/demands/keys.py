"""Finds keys, modes, chords and changes of key: "B flat minor", "in a minor key", "C Am F G"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.demands.context import Wish
from engine.demands.demand import Demand, Span

__all__ = ["find_chords", "find_keys", "find_modes"]

_ACCIDENTAL = r"(?:\s*[#♯♭]|b(?=\b|m)|[\s-]+(?:sharp|flat)\b)"
_FULL_KEY = re.compile(
    rf"\b([a-g])({_ACCIDENTAL})?[\s-]*(major|minor|maj\b|min\b|dur\b|moll\b|m(?=[\s,.;]|$))"
)
_KEY_OF = re.compile(
    rf"\b(?:in(?:\s+the)?\s+key(?:\s+of)?|key(?:\s+is|\s+of|:)?|in|to"
    rf"|into)\s+([a-g])({_ACCIDENTAL})?(?![\w'#♯♭])"
)
_MODES = {"dorian": "minor", "phrygian": "minor", "aeolian": "minor", "lydian": "major",
          "mixolydian": "major", "ionian": "major"}  # fmt: skip
_MODE = re.compile(
    r"\b(?:(?:in|on)\s+(?:a\s+|the\s+)?)?(?:harmonic\s+|natural\s+|melodic\s+)?(major|minor)"
    r"[\s-]+(?:key|keys|mode|scale|chord|chords|tonality|harmony|harmonies|tune|song|melody|piece"
    r"|music|waltz|ballad|blues|track|theme|triads?)\b"
    r"|\b(?:in|to|into|keep it|make it|but)\s+(?:the\s+)?(major|minor)(?=\s*(?:$|[,.;!?]"
    r"|\b(?:please"
    r"|but|and|with|though|at|for|not)\b))"
    r"|(?:^|[,.;] ?|\b(?:from|starts?|begins?) )(major|minor)(?= (?:at first|first|to start"
    r"|to begin|in the beginning|at the (?:start|beginning)|to (?:major|minor)|verses?|intro"
    r"|chorus|then))"
    r"|\b(?:then|later|finally|ends?|ending|minor to|major to|chorus(?: is)?|turning|turns) "
    r"(?:in |to |into )?(?:a )?(major|minor)(?=\s*(?:$|[,.;!?]|chorus|verses?|ending"
    r"|end\b|at the end))"
    r"|\b(dorian|phrygian|aeolian|lydian|mixolydian|ionian)\b"
)
_MINOR_THING = re.compile(
    r"\s*(?:$|[,.;:!?)]|\b(?:and|but|with|at|for|please|like|as|or|about|that|in|on|played|without"
    r"|slow|fast|calm|sad|happy|song|waltz|ballad|piece|tune|melody|music|key|theme|track"
    r"|lullaby|march|then|to|by|from|quiet|gentle|moving|using|chords?|blues|nocturne|,)\b)"
)
_KEY_NOTE = re.compile(r"\b[a-g](?:[\s-]+(?:flat|sharp)|#|b|♭|♯)?-?$")
_CHORD = (
    r"[A-G](?:#|♯|b|♭)?(?:maj7|maj9|maj|min7|min|mi|m7b5|m7|m9|m6|m|dim7|dim|aug|sus2|sus4|add9"
    r"|7|9|6|\+|°|ø)?(?:/[A-G](?:#|♯|b|♭)?)?(?![\w#♯♭])"
)
_JOIN = r"(?:\s*[-–—,|>→]+\s*|\s*,?\s+(?:and|then|to)\s+|\s+)"
_CHORDS = re.compile(rf"(?<![\w'#]){_CHORD}(?:{_JOIN}{_CHORD}){{2,}}")
_NUMERAL = r"(?:b|♭)?(?:VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)(?:7|maj7|°|o)?(?![\w'])"
_NUMERALS = re.compile(rf"(?<![\w']){_NUMERAL}(?:{_JOIN}{_NUMERAL}){{2,}}")


def find_keys(wish: Wish) -> Iterator[Demand]:
    """Find keys; without a mode only where the letter is a capital: "in G", not "in a flat"."""
    for found in _FULL_KEY.finditer(wish.plain):
        letter, accidental, mode = found.groups()
        if letter == "a" and accidental is None and not _is_key_of_a(wish, found):
            continue
        yield _key(letter, accidental, mode, Span(*found.span()))
    for found in _KEY_OF.finditer(wish.plain):
        letter, accidental = found.groups()
        is_written = wish.text[found.start(1)].isupper() or "key" in found[0]
        if is_written and wish.ends_phrase(found.end()) and not wish.is_told(found.start()):
            yield _key(letter, accidental, "", Span(*found.span()))


def _is_key_of_a(wish: Wish, found: re.Match[str]) -> bool:
    """Whether "a minor" is a key: not in "a minor accident", nor in "a minor key"."""
    mode, end = found[3], found.end()
    if mode in ("m", "maj", "min"):
        return wish.text[found.start()].isupper()
    is_capital = wish.text[found.start()] == "A"
    if re.match(r"[\s-]+(?:key|mode|scale|chords?|tonality|harmony)\b", wish.plain[end:]):
        return is_capital and found.start() > 0
    begins = wish.plain[: found.start()].rstrip().endswith(("in", "key of", "in the key of"))
    return _MINOR_THING.match(wish.plain, end) is not None and (is_capital or begins)


def _key(letter: str, accidental: str | None, mode: str, span: Span) -> Demand:
    name = letter.upper()
    if accidental and accidental.strip():
        mark = accidental.strip(" -")
        name += "b" if mark in ("b", "♭", "flat") else "#"
    word = ""
    if mode:
        word = " minor" if mode[:2] in ("mi", "mo") or mode == "m" else " major"
    return Demand("key", name + word, span)


def find_modes(wish: Wish) -> Iterator[Demand]:
    """Find modes without a key note."""
    for found in _MODE.finditer(wish.plain):
        if not wish.is_told(found.start()) and not _has_key_note(wish, found):
            word = _word_at(found)
            name = next(name for name in found.groups() if name)
            yield Demand(
                "mode", name, Span(found.start() if found[1] or found[2] else word, found.end())
            )


def _has_key_note(wish: Wish, found: re.Match[str]) -> bool:
    """Whether a key note stands before: "D minor key", but not "a minor key"."""
    before = wish.text[: _word_at(found)].rstrip()
    is_article = before.endswith(("a", "A")) and not before.endswith(" A")
    return _KEY_NOTE.search(before.lower()) is not None and not is_article


def _word_at(found: re.Match[str]) -> int:
    return next(found.start(number) for number in range(1, 6) if found[number])


def find_chords(wish: Wish) -> Iterator[Demand]:
    """Find three chords or more in a row, by letters or by Roman numerals."""
    for pattern, kind in ((_CHORDS, "letters"), (_NUMERALS, "numerals")):
        for found in pattern.finditer(wish.text):
            names = re.findall(_CHORD if kind == "letters" else _NUMERAL, found[0])
            if kind == "letters" and not _are_chords(wish, found, names):
                continue
            yield Demand("chords", " ".join(names), Span(*found.span()))


def _are_chords(wish: Wish, found: re.Match[str], names: list[str]) -> bool:
    """Whether letters in a row are chords: some is more than a letter, or the word stands by."""
    around = wish.plain[max(0, found.start() - 30) : found.end() + 20]
    if any(len(name) > 1 for name in names):
        return True
    return re.search(r"\b(?:chords?|progression|over|changes|harmon)", around) is not None
