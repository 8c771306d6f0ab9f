"""Colours the chords of tense music with the dissonances that minor keys keep ready for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from engine.composition.score import Chord, Key, Note

__all__ = ["colour_chords"]

_COLOURS: dict[tuple[int, str], tuple[int, str]] = {
    # A chord's degree above the tonic and its quality, and what sounds over its bass instead.
    (7, ""): (11, "dim7"), (7, "7"): (11, "dim7"),  # a dominant's ninth, its root in the bass
    (7, "m"): (11, "dim7"),
    (5, "m"): (5, "m6"), (5, "m7"): (5, "m6"),  # a tritone above the third
    (8, ""): (8, "maj7"),  # a semitone against the root
    (3, ""): (3, "aug"),  # the leading tone in place of the seventh
    (0, "m7"): (0, "m6"),
}  # fmt: skip


def colour_chords(chords: Sequence[Chord], key: Key, melody: Iterable[Note] = ()) -> list[Chord]:
    """Replace chords by darker ones for those who play them; what they are called stays.

    A chord is left plain where its colour would stand a semitone from a tone of the melody, and in
    major, whose dissonances sound bright.
    """
    notes = list(melody)
    return [_colour(chord, key, notes) for chord in chords]


def _colour(chord: Chord, key: Key, melody: Sequence[Note]) -> Chord:
    degree = (chord.root - key.tonic) % 12
    if key.mode == "major" or (degree, chord.quality) not in _COLOURS:
        return chord
    root, quality = _COLOURS[degree, chord.quality]
    dark = replace(chord, root=(root + key.tonic) % 12, quality=quality)
    added = set(dark.pitch_classes) - set(chord.pitch_classes)
    sung = {note.pitch for note in melody if note.start < chord.end and note.end > chord.start}
    rubs = any((pitch - tone) % 12 in (1, 11) for pitch in sung for tone in added)
    return chord if rubs else dark
