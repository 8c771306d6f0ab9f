"""Another chord in one place, and the notes that follow it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from engine.composition.changing.edit import Edit
from engine.composition.score import QUALITIES, TICKS_PER_BEAT, Chord, Note, Score, Track
from engine.errors import OptionError

__all__ = ["Rechord", "rechord"]

_TUNES = ("melody", "second", "counter")
_LONG = TICKS_PER_BEAT
"""From a quarter note on a tune's note is heard against its chord; shorter ones pass by."""


@dataclass(frozen=True)
class Rechord(Edit):
    """Let another chord sound from tick ``start`` to tick ``end``.

    Attributes
    ----------
    root
        A pitch class.
    quality
        One of `engine.composition.score.QUALITIES`.
    """

    start: int
    end: int
    root: int
    quality: str = ""


def rechord(score: Score, edit: Rechord) -> Score:
    """Put a chord in, its notes in the old rhythm; the tune gives way only where it would rub.

    Raises
    ------
    OptionError
        If there is no such place in the score, or no such chord.
    """
    length = score.n_bars * score.metre.ticks_per_bar
    if not 0 <= edit.start < edit.end <= length:
        raise OptionError(
            f"ticks {edit.start} to {edit.end} are no place in a song of {length}",
            hint="Choose a chord of the song.",
        )
    if edit.quality not in QUALITIES or not 0 <= edit.root < 12:
        raise OptionError(f"{edit.root}{edit.quality} is no chord", hint="Choose another one.")
    new = Chord(edit.start, edit.end - edit.start, edit.root, edit.quality)
    inside = [c for c in score.chords if c.start < edit.end and edit.start < c.end]
    chords = (*(part for c in score.chords for part in _outside(c, edit)), new)
    tracks = tuple(
        track if track.is_drum or track.role == "effects" else _follow(track, inside, new)
        for track in score.tracks
    )
    return replace(
        score, chords=tuple(sorted(chords, key=lambda chord: chord.start)), tracks=tracks
    )


def _outside(chord: Chord, edit: Rechord) -> Iterator[Chord]:
    """Give what of a chord is left beside the place."""
    if chord.start < min(chord.end, edit.start):
        yield replace(chord, duration=min(chord.end, edit.start) - chord.start)
    if max(chord.start, edit.end) < chord.end:
        start = max(chord.start, edit.end)
        yield replace(chord, start=start, duration=chord.end - start)


def _follow(track: Track, old: list[Chord], new: Chord) -> Track:
    notes = (piece for note in track.notes for piece in _changed(note, track, old, new))
    return replace(track, notes=tuple(_once(notes)))


def _changed(note: Note, track: Track, old: list[Chord], new: Chord) -> Iterator[Note]:
    """Give a note, cut where the place begins and ends if it moves there."""
    start, end = max(note.start, new.start), min(note.end, new.end)
    if start >= end:
        yield note
        return
    inside = replace(note, start=start, duration=end - start)
    if track.role in _TUNES:
        moved = _give_way(inside, new)
    else:
        here = next((c for c in old if c.start <= start < c.end), None)
        moved = _moved(inside, _target(inside, here, new, is_bass=track.role == "bass"))
    if moved.pitch == note.pitch:
        yield note
        return
    if note.start < start:
        yield replace(note, duration=start - note.start)
    yield moved
    if end < note.end:
        yield replace(note, start=end, duration=note.end - end)


def _once(notes: Iterable[Note]) -> list[Note]:
    """Let no pitch be struck twice at once, nor sound on where it is struck again."""
    longest: dict[tuple[int, int], Note] = {}
    for note in notes:
        place = note.start, note.pitch
        if place not in longest or longest[place].duration < note.duration:
            longest[place] = note
    kept: list[Note] = []
    struck: dict[int, int] = {}
    for note in sorted(longest.values(), key=lambda n: (-n.start, -n.pitch)):
        room = struck.get(note.pitch, note.end) - note.start
        kept.append(replace(note, duration=min(note.duration, room)))
        struck[note.pitch] = note.start
    return kept[::-1]


def _give_way(note: Note, chord: Chord) -> Note:
    """Move a long note of a tune that would rub against the chord, by a step."""
    tones = set(chord.pitch_classes)
    pitch = note.pitch % 12
    if note.duration < _LONG or pitch in tones or not {(pitch - 1) % 12, (pitch + 1) % 12} & tones:
        return note
    return _moved(note, _nearest(pitch, tones))


def _target(note: Note, old: Chord | None, new: Chord, *, is_bass: bool) -> int:
    """Give the pitch class that a note of the accompaniment becomes."""
    pitch = note.pitch % 12
    if old is not None and is_bass and pitch == (old.root if old.bass is None else old.bass):
        return new.root
    if old is not None and pitch in (led := _voice_leading(old, new)):
        return led[pitch]
    return _nearest(pitch, set(new.pitch_classes))


def _voice_leading(old: Chord, new: Chord) -> dict[int, int]:
    """Say where each tone of a chord goes, all together by the shortest way."""
    tones, targets = old.pitch_classes, new.pitch_classes
    n_common = min(len(tones), len(targets))
    ways = (
        dict(zip(some, ends, strict=True))
        for some in itertools.combinations(tones, n_common)
        for ends in itertools.permutations(targets, n_common)
    )
    return min(ways, key=lambda way: sum(_distance(*step) for step in way.items()))


def _nearest(pitch: int, tones: set[int]) -> int:
    return min(sorted(tones), key=lambda tone: _distance(pitch, tone))


def _distance(one: int, other: int) -> int:
    return min((one - other) % 12, (other - one) % 12)


def _moved(note: Note, pitch_class: int) -> Note:
    """Take a note to a pitch class by the shorter way."""
    step = (pitch_class - note.pitch) % 12
    step -= 12 * (step > 6 or (step == 6 and note.pitch > 60))
    pitch = note.pitch + step
    return replace(note, pitch=pitch - 12 * (pitch > 127) + 12 * (pitch < 0))
