"""Melodies with chords on a grid of sixteenths: what the composers are trained on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.composition.key_finding import find_key, sum_lengths
from engine.composition.score import QUALITIES, Chord, Key, Metre, Mode, Note, top_line
from engine.tonality import TEMPERLEY

__all__ = ["STEP_TICKS", "LeadSheet", "estimate_key", "match_chord", "monophonic"]

STEP_TICKS = 6
"""Ticks in a sixteenth, the grid on which lead sheets lie."""

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
    weights = sum_lengths(melody)
    cadence: dict[Key, float] = {}
    for chord in chords:
        weights[list(chord.pitch_classes)] += chord.duration / 2
        mode: Mode = "minor" if 3 in QUALITIES[chord.quality] else "major"
        cadence = {Key(chord.root, mode): _CADENCE_BONUS}
    return find_key(weights, TEMPERLEY, cadence)


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
    on_grid = (Note(_snap(n.start), _snap(n.duration) or STEP_TICKS, n.pitch, 64) for n in notes)
    return tuple(top_line(on_grid))


def _snap(tick: int) -> int:
    return round(tick / STEP_TICKS) * STEP_TICKS
