"""Sets chords and a melody for instruments, as each section's expression asks."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from engine.composition.accompaniment import (
    RHYTHMS,
    Figure,
    Span,
    Stroke,
    bass_line,
    play_figure,
    voice_chords,
)
from engine.composition.drums import drum_bar, wants_drums
from engine.composition.dynamics import articulate, shape_velocities, tempo_course
from engine.composition.instruments import choose_ensemble
from engine.composition.piano_roll import TICKS_PER_COLUMN, columns_of
from engine.composition.plan import Plan, PlannedSection
from engine.composition.score import Chord, Note, Role, Score, ScoreSection, Track

__all__ = ["arrange"]

_GAP_TO_MELODY = 3


@dataclass(frozen=True)
class _Passage:
    """One section with what is known of it before it is set."""

    section: PlannedSection
    first_bar: int
    n_columns: int
    chords: tuple[Chord, ...]
    melody: tuple[Note, ...]

    @property
    def first_column(self) -> int:
        return self.first_bar * self.n_columns

    @property
    def end_column(self) -> int:
        return self.first_column + self.section.n_bars * self.n_columns

    @property
    def melody_columns(self) -> set[int]:
        return {note.start // TICKS_PER_COLUMN for note in self.melody}


def arrange(plan: Plan, chords: Sequence[Chord], melody: Sequence[Note]) -> Score:
    """Make a score: melody, chords, bass, and drums where the music moves.

    Parameters
    ----------
    chords
        Covering the piece, in order.
    melody
        Sorted, monophonic; velocities are set here.

    Raises
    ------
    CompositionError
        If a note or chord lies outside the plan's bars.
    """
    chance = random.Random(f"arrangement {plan.seed}")
    passages = _passages(plan, chords, melody)
    parts: dict[Role, list[Note]] = {"melody": [], "chords": [], "bass": [], "drums": []}
    style = _Style.choose(plan, chance)
    for index, passage in enumerate(passages):
        is_last = index == len(passages) - 1
        set_parts = _set_passage(passage, style, plan, is_last=is_last)
        for role, notes in shape_velocities(set_parts, passage.section, plan.metre, chance).items():
            parts[role] += notes
    return _score(plan, chords, parts, chance)


@dataclass(frozen=True)
class _Style:
    """How the accompaniment goes: a figure for the calmer sections, one for the others."""

    calm: Figure
    lively: Figure
    divide: float
    walks: bool

    @classmethod
    def choose(cls, plan: Plan, chance: random.Random) -> _Style:
        arousals = [section.arousal for section in plan.sections]
        middle = (min(arousals) + max(arousals)) / 2
        valence = plan.sections[len(plan.sections) // 2].valence
        lively: tuple[Figure, ...] = (
            ("rolling", "offbeat", "alberti", "pulse") if valence >= 0
            else ("pulse", "broken", "rolling")
        )  # fmt: skip
        quiet: tuple[Figure, ...] = ("broken", "alberti", "sustained", "rolling")
        figures = lively if middle >= 0 else quiet
        first = chance.choice(figures)
        return cls(first, chance.choice(figures), middle, chance.random() < 0.6)

    def figure(self, section: PlannedSection) -> Figure:
        return self.lively if section.arousal > self.divide else self.calm


def _passages(plan: Plan, chords: Sequence[Chord], melody: Sequence[Note]) -> list[_Passage]:
    passages, bar = [], 0
    n_columns = columns_of(plan.metre)
    for section in plan.sections:
        start = bar * plan.metre.ticks_per_bar
        end = start + section.n_bars * plan.metre.ticks_per_bar
        passages.append(
            _Passage(
                section, bar, n_columns,
                tuple(chord for chord in chords if start <= chord.start < end),
                tuple(note for note in melody if start <= note.start < end),
            )
        )  # fmt: skip
        bar += section.n_bars
    return passages


def _set_passage(
    passage: _Passage, style: _Style, plan: Plan, *, is_last: bool
) -> dict[Role, list[Note]]:
    expression = passage.section.expression
    rhythm = _choose_rhythm(passage, plan)
    hold_from = passage.end_column - passage.n_columns if is_last else passage.end_column
    chords = _strokes_of_chords(passage, style, rhythm, hold_from)
    bass = _strokes_of_bass(passage, style, rhythm, hold_from)
    drums = _strokes_of_drums(passage, plan, is_last=is_last)
    end = passage.end_column
    share = expression.articulation
    return {
        "melody": articulate(passage.melody, share, end * TICKS_PER_COLUMN),
        "chords": articulate(_notes(chords), share, end * TICKS_PER_COLUMN),
        "bass": articulate(_notes(bass), share, end * TICKS_PER_COLUMN),
        "drums": _notes(drums),
    }


def _choose_rhythm(passage: _Passage, plan: Plan) -> tuple[int, ...]:
    """Choose the rhythm with which all parts together have the onsets a second asked for."""
    section = passage.section
    seconds = section.n_bars * plan.metre.ticks_per_bar / 24 * 60 / section.expression.tempo
    wanted = section.expression.density * seconds

    def misfit(rhythm: tuple[int, ...]) -> float:
        played = {
            bar * passage.n_columns + column
            for bar in range(passage.first_bar, passage.first_bar + section.n_bars)
            for column in rhythm
        }
        chord_starts = {chord.start // TICKS_PER_COLUMN for chord in passage.chords}
        return abs(len(played | chord_starts | passage.melody_columns) - wanted)

    return min(RHYTHMS[str(plan.metre)], key=misfit)


def _columns(chord: Chord) -> tuple[int, int]:
    return chord.start // TICKS_PER_COLUMN, chord.end // TICKS_PER_COLUMN


def _strokes_of_chords(
    passage: _Passage, style: _Style, rhythm: tuple[int, ...], hold_from: int
) -> list[Stroke]:
    figure: Figure = style.figure(passage.section) if len(rhythm) > 2 else "sustained"
    lowest = min((note.pitch for note in passage.melody), default=72)
    centre = min(61.0, max(52.0, lowest - _GAP_TO_MELODY - 4.0))
    strokes: list[Stroke] = []
    for chord, voicing in zip(passage.chords, voice_chords(passage.chords, centre), strict=True):
        start, end = _columns(chord)
        held = start >= hold_from
        columns = [start] + [
            column
            for column in range(start + 1, end)
            if column % passage.n_columns in rhythm and not held
        ]
        strokes += play_figure("sustained" if held else figure, voicing, columns, end)
    return strokes


def _strokes_of_bass(
    passage: _Passage, style: _Style, rhythm: tuple[int, ...], hold_from: int
) -> list[Stroke]:
    """Write the bass; in an introduction it enters halfway, in the last bar it rests."""
    section = passage.section
    enters = passage.first_column
    if section.name == "introduction":
        enters += section.n_bars // 2 * passage.n_columns
    spans = [Span(*_columns(chord), chord) for chord in passage.chords]
    columns = [
        column
        for column in range(passage.first_column, hold_from)
        if column % passage.n_columns in _bass_rhythm(passage, rhythm)
    ]
    return bass_line(
        [span for span in spans if span.end > enters], columns, section.key, approach=style.walks
    )


def _bass_rhythm(passage: _Passage, rhythm: tuple[int, ...]) -> set[int]:
    """Choose where the bass moves besides the chords: busily only where the music is."""
    if passage.section.arousal < 0.3 or len(rhythm) <= 4:
        return {8} & set(rhythm)
    return {column for column in rhythm if column % 4 == 0 or len(rhythm) > 8}


def _strokes_of_drums(passage: _Passage, plan: Plan, *, is_last: bool) -> list[Stroke]:
    section = passage.section
    if not wants_drums(section.arousal, section.expression.tempo):
        return []
    n_bars = section.n_bars - 1 if is_last else section.n_bars
    is_introduction = section.name == "introduction"
    strokes: list[Stroke] = []
    for bar in range(n_bars // 2 if is_introduction else 0, n_bars):
        opens = bar == 0 and not is_introduction
        column = passage.first_column + bar * passage.n_columns
        strokes += [
            replace(stroke, column=stroke.column + column)
            for stroke in drum_bar(
                plan.metre, section.arousal, opens=opens, closes=bar == n_bars - 1
            )
        ]
    return strokes


def _notes(strokes: Iterable[Stroke]) -> list[Note]:
    """Turn strokes into notes whose velocity is 64 and the accent."""
    notes = {
        (stroke.column, stroke.pitch): Note(
            stroke.column * TICKS_PER_COLUMN,
            stroke.n_columns * TICKS_PER_COLUMN,
            stroke.pitch,
            64 + stroke.accent,
        )
        for stroke in strokes
    }
    return [notes[place] for place in sorted(notes)]


def _score(
    plan: Plan, chords: Sequence[Chord], parts: dict[Role, list[Note]], chance: random.Random
) -> Score:
    bars = [0]
    for section in plan.sections:
        bars.append(bars[-1] + section.n_bars)
    loudest = max(plan.sections, key=lambda section: section.arousal * section.n_bars)
    pitches = [note.pitch for note in parts["melody"]] or [60]
    ensemble = choose_ensemble(
        loudest.valence, loudest.arousal, (min(pitches), max(pitches)), chance
    )
    programs = {**vars(ensemble), "drums": 0}
    return Score(
        key=plan.key,
        metre=plan.metre,
        n_bars=plan.n_bars,
        tempos=tempo_course(plan),
        sections=tuple(
            ScoreSection(section.name, bar, section.n_bars, section.key)
            for section, bar in zip(plan.sections, bars, strict=False)
        ),
        chords=tuple(replace(chord) for chord in chords),
        tracks=tuple(
            Track(role, programs[role], tuple(sorted(notes, key=lambda n: (n.start, n.pitch))))
            for role, notes in parts.items()
            if notes
        ),
    )
