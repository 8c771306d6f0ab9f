"""Cuts songs into half bars and measures them: what a library of fragments is made of."""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.composition.fragments.cues import CUES, pack_cues
from engine.composition.fragments.library import FRAGMENT, NOTE, QUALITY_NAMES
from engine.composition.grid import CENTRE, TICKS_PER_COLUMN
from engine.composition.harmony import SLOTS_PER_BAR, slot_columns
from engine.composition.score import TICKS_PER_BEAT, Key, Metre, Note
from engine.training.fragments.key_course import find_keys, scale_of
from engine.training.fragments.source_songs import SourceSong

__all__ = ["KeyStretch", "cut_song"]

_MOST_CHROMATIC = 0.2
_SHORTEST_STRETCH = 4  # half bars
_REST = 1.5 * TICKS_PER_BEAT  # from onset to onset, where a phrase of melody ends
_BREATH = 0.5 * TICKS_PER_BEAT  # of silence, which ends one too
_UPBEAT = 1.25 * TICKS_PER_BEAT
_USUAL_TEMPO = 96.0


@dataclass(frozen=True)
class KeyStretch:
    """Half bars that follow each other in one key.

    Attributes
    ----------
    fragments
        Of type `FRAGMENT`; ``first_note`` counts from the stretch's first note, ``source`` is 0.
    notes
        Of type `NOTE`.
    """

    key: Key
    metre: Metre
    is_accompanied: bool
    fragments: NDArray[np.void]
    notes: NDArray[np.void]


@dataclass(frozen=True)
class _Slot:
    """A half bar and what sounds in it; notes are those that begin in it."""

    number: int
    start: int
    end: int
    melody: tuple[Note, ...]
    upper: tuple[Note, ...]
    lower: tuple[Note, ...]
    sounding: tuple[Note, ...]

    @property
    def accompaniment(self) -> tuple[Note, ...]:
        return self.upper + self.lower

    @property
    def notes(self) -> tuple[Note, ...]:
        return self.melody + self.upper + self.lower

    @property
    def beats(self) -> float:
        return (self.end - self.start) / TICKS_PER_BEAT


def cut_song(song: SourceSong) -> Iterator[KeyStretch]:
    """Give the stretches of a song that keep to one key."""
    slots = list(_slots(song))
    if not slots:
        return
    profiles = np.array([_profile(slot) for slot in slots])
    keys = find_keys(profiles)
    cutter = _Cutter(song, slots, profiles)
    for first, end in _runs(slots, profiles, keys):
        if end - first >= _SHORTEST_STRETCH:
            yield cutter.cut(first, end, keys[first])


def _slots(song: SourceSong) -> Iterator[_Slot]:
    """Cut at every half bar."""
    second, length = slot_columns(song.metre)[1] * TICKS_PER_COLUMN, song.metre.ticks_per_bar
    edges = [bar * length + half for bar in range(song.n_bars) for half in (0, second)]
    edges.append(song.n_bars * length)
    parts = [_by_slot(part, edges) for part in (song.melody, song.upper, song.lower)]
    sounding: list[Note] = []
    for number, (start, end) in enumerate(itertools.pairwise(edges)):
        own = [part[number] for part in parts]
        sounding = [note for note in sounding if note.end > start] + own[0] + own[1] + own[2]
        yield _Slot(
            number, start, end, tuple(own[0]), tuple(own[1]), tuple(own[2]), tuple(sounding)
        )


def _by_slot(notes: Sequence[Note], edges: Sequence[int]) -> list[list[Note]]:
    """Sort notes into the half bars in which they begin."""
    rows: list[list[Note]] = [[] for _ in edges[1:]]
    for note in notes:
        rows[bisect.bisect_right(edges, note.start) - 1].append(note)
    return rows


def _profile(slot: _Slot) -> NDArray[np.float64]:
    """Say how long each pitch class sounds."""
    profile = np.zeros(12)
    for note in slot.sounding:
        profile[note.pitch % 12] += min(note.end, slot.end) - max(note.start, slot.start)
    return profile


def _runs(
    slots: Sequence[_Slot], profiles: NDArray[np.float64], keys: Sequence[Key]
) -> Iterator[tuple[int, int]]:
    """Find the longest runs in one key of half bars that sound and keep to their scale."""
    first = None
    for number in range(len(slots) + 1):
        fits = number < len(slots) and _is_clean(profiles[number], keys[number])
        if first is not None and not (fits and keys[number] == keys[first]):
            yield first, number
            first = None
        if fits and first is None:
            first = number


def _is_clean(profile: NDArray[np.float64], key: Key) -> bool:
    return bool(profile.sum()) and _chromatic(profile, key) <= _MOST_CHROMATIC


def _chromatic(profile: NDArray[np.float64], key: Key) -> float:
    return 1 - float(profile[sorted(scale_of(key))].sum() / max(profile.sum(), 1e-9))


class _Cutter:
    """Measures the half bars of one song."""

    def __init__(
        self, song: SourceSong, slots: Sequence[_Slot], profiles: NDArray[np.float64]
    ) -> None:
        self.song, self.slots, self.profiles = song, slots, profiles
        self.onsets = [note.start for note in song.melody]
        self.bars = sorted((tick, number) for number, tick in song.bar_starts.items())
        self.begins = [_begins(song.melody, index) for index in range(len(song.melody))]

    def cut(self, first: int, end: int, key: Key) -> KeyStretch:
        """Write down the half bars from ``first`` to before ``end``, as if the tonic were C."""
        shifts = self._shifts(first, end, key)
        fragments = np.zeros(end - first, FRAGMENT)
        notes: list[tuple[int, int, int, int]] = []
        pitch = 0
        for row, slot in zip(fragments, self.slots[first:end], strict=True):
            own = list(_packed(slot, shifts))
            row["first_note"], row["n_notes"] = len(notes), len(own)
            notes += own
            self._describe(row, slot, key, shifts)
            pitch = row["last_pitch"] = row["last_pitch"] or pitch
        fragments["follows"][1:] = 1
        is_accompanied = bool(self.song.upper or self.song.lower)
        return KeyStretch(key, self.song.metre, is_accompanied, fragments, np.array(notes, NOTE))

    def _shifts(self, first: int, end: int, key: Key) -> tuple[int, int]:
        """Give the ways to tonic C: the melody goes to its usual height, the rest the shortest."""
        pitches = [note.pitch for slot in self.slots[first:end] for note in slot.melody]
        mean = float(np.mean(pitches)) if pitches else CENTRE
        octaves = round((CENTRE - mean + key.tonic) / 12)
        return 12 * octaves - key.tonic, -key.tonic if key.tonic <= 6 else 12 - key.tonic

    def _describe(self, row: Any, slot: _Slot, key: Key, shifts: tuple[int, int]) -> None:
        profile = self.profiles[slot.number]
        root, quality = self._chord(slot, key)
        row["root"], row["quality"] = (root - key.tonic) % 12, QUALITY_NAMES.index(quality)
        row["bar"] = min(self._bar_number(slot), 65535)
        row["half"] = slot.number % SLOTS_PER_BAR
        if slot.melody:
            row["first_pitch"] = _midi(slot.melody[0].pitch + shifts[0])
            row["last_pitch"] = _midi(slot.melody[-1].pitch + shifts[0])
        if slot.accompaniment:
            pitches = [note.pitch + shifts[1] for note in slot.accompaniment]
            row["bass"], row["upper"] = _midi(min(pitches)), _midi(round(np.mean(pitches)))
        row["texture"] = _texture(slot)
        row["carried"] = self._carried(slot)
        row["entry"] = min((n.start - slot.start for n in slot.notes), default=255)
        row["cues"] = pack_cues(self._measure(slot, profile, key, shifts[0], quality))

    def _chord(self, slot: _Slot, key: Key) -> tuple[int, str]:
        """Give root and quality; the tonic where no chord is known."""
        chords = self.song.chords
        found = bisect.bisect_right(chords, slot.start, key=lambda chord: chord.start) - 1
        if found >= 0 and slot.start < chords[found].end:
            return chords[found].root, chords[found].quality
        return key.tonic, "m" if key.mode == "minor" else ""

    def _bar_number(self, slot: _Slot) -> int:
        found = bisect.bisect_right(self.bars, (slot.start, 65535)) - 1
        return max(self.bars[found][1], 0) if found >= 0 else 0

    def _carried(self, slot: _Slot) -> int:
        """Say for how long the melody still holds its last note."""
        index = bisect.bisect_left(self.onsets, slot.start) - 1
        return 0 if index < 0 else min(255, max(0, self.song.melody[index].end - slot.start))

    def _measure(
        self, slot: _Slot, profile: NDArray[np.float64], key: Key, shift: int, quality: str
    ) -> list[float]:
        """Measure the cues, in the order of `CUES`."""
        onsets = {note.start for note in slot.notes}
        lengths = [note.duration / TICKS_PER_BEAT for note in slot.notes]
        pitches = [note.pitch + shift for note in slot.melody]
        values = {
            "tempo": math.log2(self.song.tempo or _USUAL_TEMPO),
            "density": math.log2(max(len(onsets), 0.25) / slot.beats),
            "melody": len(slot.melody) / slot.beats,
            "register": float(np.mean(pitches)) if pitches else CENTRE,
            "fullness": len(slot.notes) / max(len(onsets), 1),
            "length": math.log2(np.mean(lengths)) if lengths else 1.0,
            "chromatic": _chromatic(profile, key),
            "minor": float(quality.startswith(("m", "dim")) and quality != "maj7"),
            "offbeat": float(np.mean([_offbeat(onset) for onset in onsets])) if onsets else 0.0,
            "silent": float(not pitches and not self._carried(slot)),
            "opens": float(self._opens(slot)),
            "closes": float(self._closes(slot)),
        }
        return [values[cue.name] for cue in CUES]

    def _opens(self, slot: _Slot) -> bool:
        """Whether the first note here, or an upbeat to it, begins a phrase."""
        first = bisect.bisect_left(self.onsets, slot.start - _UPBEAT)
        last = bisect.bisect_left(self.onsets, slot.start)
        if not slot.melody:
            return False
        return any(self.begins[first : last + 1])

    def _closes(self, slot: _Slot) -> bool:
        """Whether the melody's last note ends a phrase: it is long, or rest follows."""
        index = bisect.bisect_left(self.onsets, slot.end) - 1
        if index < 0:
            return False
        following = self.onsets[index + 1] if index + 1 < len(self.onsets) else slot.end + _REST
        is_recent = slot.start - self.onsets[index] < self.song.metre.ticks_per_bar
        return is_recent and following - self.onsets[index] >= _REST and following >= slot.end


def _begins(melody: Sequence[Note], index: int) -> bool:
    """Whether a note begins a phrase: it comes after a long wait or a breath."""
    if index == 0:
        return True
    before, note = melody[index - 1], melody[index]
    return note.start - before.start >= _REST or note.start - before.end >= _BREATH


def _midi(pitch: int) -> int:
    return min(max(pitch, 1), 127)


def _offbeat(tick: int) -> float:
    place = tick % TICKS_PER_BEAT
    return 0.0 if place == 0 else 0.5 if place == TICKS_PER_BEAT // 2 else 1.0


def _texture(slot: _Slot) -> int:
    """Give a bit for every place, an eighth of the half bar apart, at which something strikes.

    The eight bits above tell the same of the triplets, which fall between.
    """
    bits = 0
    length = slot.end - slot.start
    for note in slot.accompaniment:
        place = (note.start - slot.start) * 24 // length
        bits |= 1 << (place // 3) if place % 3 == 0 else 1 << (8 + place // 3)
    return bits


def _packed(slot: _Slot, shifts: tuple[int, int]) -> Iterator[tuple[int, int, int, int]]:
    """Give the notes that begin here, by start: the melody and the rest each in its octave."""
    parts = (slot.melody, slot.upper, slot.lower)
    every = [(note, part) for part, notes in enumerate(parts) for note in notes]
    for note, part in sorted(every, key=lambda pair: (pair[0].start, pair[1], pair[0].pitch)):
        pitch = note.pitch + shifts[part > 0]
        yield note.start - slot.start, min(note.duration, 255), _midi(pitch), part
