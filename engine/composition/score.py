"""Notes, chords and sections on a grid: what composers write and synthesizers play."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, get_args

from engine.composition.line_of_fifths import (
    centre_of,
    chord_places,
    name_of,
    nearest,
    pitch_class_of,
    tonic_place,
)
from engine.errors import CompositionError

__all__ = [
    "QUALITIES",
    "ROLES",
    "SCALES",
    "TICKS_PER_BEAT",
    "Chord",
    "Excerpt",
    "Key",
    "Metre",
    "Mode",
    "Note",
    "ProgramChange",
    "Role",
    "Score",
    "ScoreSection",
    "TempoChange",
    "Track",
    "pitch_class",
    "top_line",
]

TICKS_PER_BEAT = 24
"""Ticks in a quarter note: divides into sixteenths (6) and triplets (8)."""

Mode = Literal["major", "minor"]
SCALES: dict[Mode, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10),
}  # fmt: skip
"""Semitones above the tonic; minor is the natural one, its leading tone comes with the harmony."""
Role = Literal[
    "melody", "second", "counter", "chords", "arpeggio", "pad", "bass", "drums", "percussion",
    "effects",
]  # fmt: skip
"""What a part does: the tune; a voice beside it; one against it; the comping; broken chords; a bed
of chords; the bass; the kit; other percussion; swells."""
ROLES: tuple[Role, ...] = get_args(Role)
"""All of them, as they stand on a page, from above."""

_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
QUALITIES: dict[str, tuple[int, ...]] = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "dim": (0, 3, 6),
    "aug": (0, 4, 8),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "7": (0, 4, 7, 10),
    "maj7": (0, 4, 7, 11),
    "m7": (0, 3, 7, 10),
    "m7♭5": (0, 3, 6, 10),
    "dim7": (0, 3, 6, 9),
    "6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9),
}
"""Chord qualities by suffix, as semitones above the root."""


def pitch_class(name: str) -> int:
    """Read a note name such as ``"B♭"``, ``"Bb"``, ``"B-"`` or ``"F#"``."""
    letter, accidentals = name[0].upper(), name[1:]
    sharps = accidentals.count("#") + accidentals.count("♯")
    flats = sum(accidentals.count(sign) for sign in "b♭-")
    return (_LETTERS[letter] + sharps - flats) % 12


@dataclass(frozen=True)
class Key:
    """A tonic (pitch class, 0 is C) and a mode."""

    tonic: int
    mode: Mode

    def __post_init__(self) -> None:
        if not 0 <= self.tonic < 12:
            raise CompositionError(f"tonic is {self.tonic}, expected a pitch class from 0 to 11")

    @property
    def name(self) -> str:
        """The tonic as written in this key, such as ``"B♭"``."""
        return name_of(tonic_place(self.tonic, self.mode))

    @property
    def scale(self) -> tuple[int, ...]:
        """Pitch classes of the major or natural minor scale, tonic first."""
        return tuple((self.tonic + step) % 12 for step in SCALES[self.mode])

    def __str__(self) -> str:
        return f"{self.name} {self.mode}"


@dataclass(frozen=True)
class Metre:
    """Beats in a bar over the note value of a beat, such as 4/4 or 6/8."""

    numerator: int = 4
    denominator: int = 4

    @property
    def ticks_per_bar(self) -> int:
        """Length of a bar in ticks."""
        return self.numerator * TICKS_PER_BEAT * 4 // self.denominator

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"


@dataclass(frozen=True)
class Note:
    """One note: ``start`` and ``duration`` in ticks, MIDI ``pitch`` and ``velocity`` (1–127)."""

    start: int
    duration: int
    pitch: int
    velocity: int

    @property
    def end(self) -> int:
        """First tick after the note."""
        return self.start + self.duration


@dataclass(frozen=True)
class Chord:
    """One chord: ``start`` and ``duration`` in ticks, ``root`` and ``bass`` as pitch classes."""

    start: int
    duration: int
    root: int
    quality: str = ""
    bass: int | None = None

    def __post_init__(self) -> None:
        if self.quality not in QUALITIES:
            raise CompositionError(f"chord quality {self.quality!r} is none of {list(QUALITIES)}")

    @property
    def end(self) -> int:
        """First tick after the chord."""
        return self.start + self.duration

    @property
    def pitch_classes(self) -> tuple[int, ...]:
        """The chord's tones, root first."""
        return tuple((self.root + interval) % 12 for interval in QUALITIES[self.quality])

    def symbol(self, key: Key) -> str:
        """Write the chord as a player reads it, such as ``"F♯m7/A"``."""
        intervals = QUALITIES[self.quality]
        places = chord_places(self.root, intervals, centre_of(key.tonic, key.mode))
        name = name_of(places[0]) + self.quality
        if self.bass in (None, self.root):
            return name
        own = {pitch_class_of(place): place for place in places}
        return f"{name}/{name_of(own.get(self.bass or 0, nearest(self.bass or 0, places[0])))}"


@dataclass(frozen=True)
class ProgramChange:
    """From ``bar`` (from 0) on, General MIDI ``program`` plays the part."""

    bar: int
    program: int


@dataclass(frozen=True)
class Track:
    """One instrument's part.

    Attributes
    ----------
    role
        What it does in the piece.
    program
        General MIDI program, 0–127; ignored for drums.
    notes
        Sorted by start, then pitch.
    changes
        Who takes the part over on the way, in order.
    """

    role: Role
    program: int
    notes: tuple[Note, ...]
    changes: tuple[ProgramChange, ...] = ()

    def program_at(self, bar: int) -> int:
        """Give the program that plays in a bar, counted from 0."""
        programs = [change.program for change in self.changes if change.bar <= bar]
        return programs[-1] if programs else self.program

    @property
    def is_drum(self) -> bool:
        """Whether it is played on General MIDI's percussion channel."""
        return self.role in ("drums", "percussion")


@dataclass(frozen=True)
class TempoChange:
    """From ``tick`` on, ``tempo`` quarter notes a minute."""

    tick: int
    tempo: float


@dataclass(frozen=True)
class ScoreSection:
    """A named stretch of bars, such as an introduction, in a key of its own."""

    name: str
    first_bar: int
    n_bars: int
    key: Key


@dataclass(frozen=True)
class Excerpt:
    """A stretch of a piece that was taken over from another work.

    Attributes
    ----------
    start, duration
        Of the stretch, in ticks.
    work, composer
        Where it is from; the composer may be unknown and empty.
    bar
        Number of the bar in that work with which it begins.
    """

    start: int
    duration: int
    work: str
    composer: str
    bar: int

    def __str__(self) -> str:
        by = f"{self.composer}: " if self.composer else ""
        return f"{by}{self.work}, bar {self.bar}"


@dataclass(frozen=True)
class Score:
    """A whole piece, ready to be played.

    Attributes
    ----------
    key, metre
        Of the piece; sections may have other keys.
    n_bars
        Length of the piece.
    tempos
        The first one at tick 0.
    sections
        In order, covering every bar.
    chords
        In order, covering the piece.
    tracks
        One per role.
    excerpts
        What was taken over from other works, in order; empty where a composer wrote every note.

    Raises
    ------
    CompositionError
        If a note, chord or section lies outside the piece, or no tempo stands at tick 0.
    """

    key: Key
    metre: Metre
    n_bars: int
    tempos: tuple[TempoChange, ...]
    sections: tuple[ScoreSection, ...]
    chords: tuple[Chord, ...]
    tracks: tuple[Track, ...]
    excerpts: tuple[Excerpt, ...] = ()

    def __post_init__(self) -> None:
        if not self.tempos or self.tempos[0].tick != 0:
            raise CompositionError("a score needs a tempo at tick 0")
        for track in self.tracks:
            for note in track.notes:
                inside = 0 <= note.start < note.end <= self.n_ticks
                if not inside or not 0 <= note.pitch <= 127 or not 1 <= note.velocity <= 127:
                    raise CompositionError(f"{note} in {track.role} lies outside the piece")
        if any(chord.start < 0 or chord.end > self.n_ticks for chord in self.chords):
            raise CompositionError("a chord lies outside the piece")
        if sum(section.n_bars for section in self.sections) != self.n_bars:
            raise CompositionError(f"the sections do not cover the piece's {self.n_bars} bars")

    @property
    def n_ticks(self) -> int:
        """Length of the piece in ticks."""
        return self.n_bars * self.metre.ticks_per_bar

    @property
    def tempo(self) -> float:
        """Tempo at the start, in quarter notes a minute."""
        return self.tempos[0].tempo

    @property
    def duration(self) -> float:
        """Length in seconds, up to the last bar line."""
        return self.seconds_at(self.n_ticks)

    def seconds_at(self, tick: float) -> float:
        """Time of a tick, in seconds from the start."""
        seconds = 0.0
        ends = [*(change.tick for change in self.tempos[1:]), None]
        for change, end in zip(self.tempos, ends, strict=True):
            stop = tick if end is None else min(tick, end)
            if stop > change.tick:
                seconds += (stop - change.tick) * 60 / (change.tempo * TICKS_PER_BEAT)
        return seconds

    def track(self, role: Role) -> Track | None:
        """Give the part with that role, if there is one."""
        return next((track for track in self.tracks if track.role == role), None)

    def key_at(self, bar: int) -> Key:
        """Key of the section that ``bar`` (from 0) lies in."""
        for section in self.sections:
            if section.first_bar <= bar < section.first_bar + section.n_bars:
                return section.key
        return self.key


def top_line(notes: Iterable[Note]) -> Iterator[Note]:
    """Give one line: the highest of notes that begin together, cut where the next begins."""
    top = {note.start: note for note in sorted(notes, key=lambda note: note.pitch)}
    starts = sorted(top)
    for start, following in zip(starts, [*starts[1:], None], strict=False):
        room = top[start].duration if following is None else following - start
        yield replace(top[start], duration=min(top[start].duration, room))
