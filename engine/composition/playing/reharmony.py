"""Sets other chords under a tune that is known, each with the function of the one it replaces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.composition.harmony import Degree
from engine.composition.score import TICKS_PER_BEAT, Chord, Key, Mode, Note

__all__ = ["reharmonise"]

_SUBSTITUTES: dict[Mode, dict[int, tuple[Degree, ...]]] = {
    "major": {
        0: (Degree(9, "m"), Degree(4, "m"), Degree(0, "maj7")),
        2: (Degree(5), Degree(2, "7"), Degree(2, "m7")),
        4: (Degree(0), Degree(9, "m"), Degree(4, "7")),
        5: (Degree(2, "m"), Degree(5, "m"), Degree(9, "m")),
        7: (Degree(11, "dim"), Degree(7, "7"), Degree(4, "m")),
        9: (Degree(0), Degree(5), Degree(9, "7")),
        11: (Degree(7, "7"), Degree(4, "7")),
    },
    "minor": {
        0: (Degree(8), Degree(3), Degree(0, "m7")),
        2: (Degree(5, "m"), Degree(8)),
        3: (Degree(0, "m"), Degree(8), Degree(7, "m")),
        5: (Degree(2, "m7♭5"), Degree(8), Degree(1)),
        7: (Degree(11, "dim7"), Degree(7, "7"), Degree(3)),
        8: (Degree(5, "m"), Degree(0, "m"), Degree(1)),
        10: (Degree(7, "m"), Degree(3)),
    },
}
"""By the root of a chord above the tonic, the chords of its function, the nearest first: those a
third away share two tones (Riemann's parallels), the rest is borrowed or leads on."""
_WORTH_A_STEP = 0.3
"""What a bass that moves by step is worth beside a tone of the tune that fits."""


def reharmonise(chords: Sequence[Chord], melody: Sequence[Note], key: Key) -> list[Chord]:
    """Replace chords where another one carries the tune as well; the close stays.

    Parameters
    ----------
    chords
        Of a phrase, in order; the first, and the last two, which close it, are kept.
    melody
        Sorted.
    """
    found = list(chords[:1])
    for chord in chords[1:-2]:
        found.append(max(_candidates(chord, key), key=lambda c: _merit(c, found[-1], melody)))
        if _merit(found[-1], found[-2], melody) < _merit(chord, found[-2], melody) - 0.5:
            found[-1] = chord
    return [*found, *chords[max(1, len(chords) - 2) :]]


def _candidates(chord: Chord, key: Key) -> Iterator[Chord]:
    known = _SUBSTITUTES[key.mode].get((chord.root - key.tonic) % 12, ())
    for degree in known:
        root = (degree.root + key.tonic) % 12
        if (root, degree.quality) != (chord.root, chord.quality):
            yield replace(chord, root=root, quality=degree.quality, bass=None)
    if not known:
        yield chord


def _merit(chord: Chord, before: Chord, melody: Sequence[Note]) -> float:
    """Weigh the tones of the tune that are the chord's, and how the bass reaches it."""
    fitting = total = 0.0
    for note in melody:
        together = min(note.end, chord.end) - max(note.start, chord.start)
        if together <= 0:
            continue
        weight = together / TICKS_PER_BEAT * (2 if note.start % TICKS_PER_BEAT == 0 else 1)
        total += weight
        fitting += weight * (note.pitch % 12 in chord.pitch_classes)
    bass, last = (c.root if c.bass is None else c.bass for c in (chord, before))
    moves_by_step = (bass - last) % 12 in (1, 2, 10, 11)
    repeats = (chord.root, chord.quality) == (before.root, before.quality)
    fit = fitting / total if total else 0.5
    return fit + _WORTH_A_STEP * moves_by_step - _WORTH_A_STEP * repeats
