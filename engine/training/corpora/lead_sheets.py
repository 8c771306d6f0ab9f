"""Melodies with chords on a grid of sixteenths: what the composers are trained on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from engine.composition.score import QUALITIES, Chord, Key, Metre, Mode, Note

__all__ = ["STEP_TICKS", "LeadSheet", "estimate_key", "match_chord", "monophonic"]

STEP_TICKS = 6
"""Ticks in a sixteenth, the grid on which lead sheets lie."""

_PROFILES: dict[Mode, tuple[float, ...]] = {
    # Temperley, "What's key for key?", Music Perception 17 (1999), table 2
    "major": (5.0, 2.0, 3.5, 2.0, 4.5, 4.0, 2.0, 4.5, 2.0, 3.5, 1.5, 4.0),
    "minor": (5.0, 2.0, 3.5, 4.5, 2.0, 4.0, 2.0, 4.5, 3.5, 2.0, 1.5, 4.0),
}
_CADENCE_BONUS = 0.25
"""What a last chord on the tonic adds to a key's correlation; without it relatives are mixed up."""


@dataclass(frozen=True)
class LeadSheet:
    """One song's melody and chords.

    Attributes
    ----------
    name
        Data set and song, such as ``"pop909/001"``; a song has one name, whatever its versions.
    key, metre
        Of the whole song.
    melody
        Monophonic, sorted, on the grid of `STEP_TICKS`; tick 0 is a bar line. Velocities mean
        nothing.
    chords
        Sorted; gaps mean that no chord is known.
    """

    name: str
    key: Key
    metre: Metre
    melody: tuple[Note, ...]
    chords: tuple[Chord, ...]


def estimate_key(melody: Iterable[Note], chords: Iterable[Chord]) -> Key:
    """Find the key by correlation with Temperley's profiles, helped by the last chord.

    Parameters
    ----------
    melody, chords
        Weighted by their durations.
    """
    weights = np.full(12, 1e-6)
    for note in melody:
        weights[note.pitch % 12] += note.duration
    last: Chord | None = None
    for chord in chords:
        weights[list(chord.pitch_classes)] += chord.duration / 2
        last = chord
    scores = {
        Key(tonic, mode): float(np.corrcoef(np.roll(profile, tonic), weights)[0, 1])
        for mode, profile in _PROFILES.items()
        for tonic in range(12)
    }
    if last is not None:
        mode: Mode = "minor" if 3 in QUALITIES[last.quality] else "major"
        scores[Key(last.root, mode)] += _CADENCE_BONUS
    return max(scores, key=lambda key: scores[key])


def match_chord(pitches: Iterable[int]) -> tuple[int, str] | None:
    """Name the chord that some pitches make, as root and quality; None for fewer than two.

    The lowest pitch decides between equally good names, as in C6 against Am7.
    """
    ordered = sorted(pitches)
    found = {pitch % 12 for pitch in ordered}
    if len(found) < 2:
        return None

    def misfit(root: int, quality: str) -> tuple[int, bool, int]:
        tones = {(root + step) % 12 for step in QUALITIES[quality]}
        return len(tones ^ found), root != ordered[0] % 12, len(tones)

    return min(
        ((root, quality) for root in range(12) for quality in QUALITIES),
        key=lambda name: misfit(*name),
    )


def monophonic(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Snap notes to the grid and let each end where the next begins; of a chord keep the top."""
    top: dict[int, Note] = {}
    for note in notes:
        start = round(note.start / STEP_TICKS) * STEP_TICKS
        duration = max(STEP_TICKS, round(note.duration / STEP_TICKS) * STEP_TICKS)
        if start not in top or note.pitch > top[start].pitch:
            top[start] = Note(start, duration, note.pitch, note.velocity)
    starts = sorted(top)
    return tuple(
        Note(start, min(top[start].duration, following - start), top[start].pitch, 64)
        for start, following in zip(starts, [*starts[1:], 10**9], strict=True)
    )
