"""Lets a theme that has been heard come back changed, or on other chords than it had."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from engine.composition.planning.brief import SectionBrief
from engine.composition.planning.phrases import split_bars
from engine.composition.playing.development import adapt, augment, fragment, invert, sequence
from engine.composition.playing.reharmony import reharmonise
from engine.composition.score import Chord, Metre, Note

__all__ = ["come_back", "other_chords"]

_UP = 2  # steps of the scale that a theme returns higher: a third keeps most tones of its chords
_LEAST = 3  # notes of a phrase below which there is nothing to develop


def come_back(
    section: SectionBrief, melody: Sequence[Note], chords: Sequence[Chord], metre: Metre
) -> tuple[Note, ...]:
    """Develop each phrase of a section's tune as its brief says; closes are reached as written.

    Parameters
    ----------
    melody, chords
        Of the section, as the composer wrote its return.
    """
    if section.return_as in ("", "reharmonised") or not melody:
        return tuple(melody)
    bar = metre.ticks_per_bar
    low, high = (choose(note.pitch for note in melody) for choose in (min, max))
    found: list[Note] = []
    starts = itertools.accumulate(split_bars(section.n_bars), initial=section.first_bar)
    for first, end in itertools.pairwise(starts):
        own = [note for note in melody if first * bar <= note.start < end * bar]
        close = (end - 1) * bar
        body = [note for note in own if note.start < close]
        if end - first < 2 or len(body) < _LEAST:
            found += own
            continue
        changed = _changed(body, section, first * bar, close, bar)
        found += adapt(changed, chords, low - _UP, high + 2 * _UP)
        found += [note for note in own if note.start >= close]
    return tuple(found)


def other_chords(
    section: SectionBrief, melody: Sequence[Note], chords: Sequence[Chord], metre: Metre
) -> tuple[Chord, ...]:
    """Put other chords under a theme whose brief says so; closes are reached as written."""
    if section.return_as != "reharmonised":
        return tuple(chords)
    bar = metre.ticks_per_bar
    ends = itertools.accumulate(split_bars(section.n_bars), initial=section.first_bar)
    kept = {end - back for end in list(ends)[1:] for back in (1, 2)}  # the close, what leads to it
    free = [chord for chord in chords if chord.start // bar not in kept]
    new = {chord.start: chord for chord in reharmonise(melody, free, section.key)}
    return tuple(new.get(chord.start, chord) for chord in chords)


def _changed(
    body: Sequence[Note], section: SectionBrief, start: int, close: int, bar: int
) -> list[Note]:
    match section.return_as:
        case "half as fast":
            middle = start + (close - start + bar) // 2
            head = [note for note in body if note.start < middle]
            shift = head[0].start - start if head else 0  # a pick-up stays one
            wide = augment(head)
            moved = [(note, note.start + shift) for note in wide]
            return [
                Note(at, min(note.duration, close - at), note.pitch, note.velocity)
                for note, at in moved
                if at < close
            ]
        case "a third higher":
            return sequence(body, _UP, section.key)
        case "mirrored":
            return invert(body, section.key)
        case _:
            head = [note for note in body if note.start < start + bar]
            times = (close - start) // bar
            return fragment(head, bar, times, 1, section.key) if len(head) > 1 else list(body)
