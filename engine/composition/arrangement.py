"""Sets chords and a melody for instruments, as each section's expression asks."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from engine.composition.accompaniment import Stroke, let_ring, play_figure, voice_chords
from engine.composition.bass import Span, bass_line
from engine.composition.drums import play_drums
from engine.composition.dynamics import articulate, shape_velocities, tempo_course
from engine.composition.instruments import choose_ensemble
from engine.composition.piano_roll import TICKS_PER_COLUMN
from engine.composition.plan import Plan
from engine.composition.score import Chord, Note, Role, Score, ScoreSection, Track
from engine.composition.texture import Passage, Style, Texture, choose_texture, cut_passages

__all__ = ["arrange"]

_GAP_TO_MELODY = 7
_PEDALLED = 0.75  # articulation from which on broken chords ring together


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
    style = Style.choose(plan, chance)
    parts: dict[Role, list[Note]] = {"melody": [], "chords": [], "bass": [], "drums": []}
    for passage in cut_passages(plan, chords, melody):
        played = _set_passage(passage, style)
        shaped = shape_velocities(played, passage.section, plan.metre, chance)
        for role, notes in shaped.items():
            parts[role] += notes
    return _make_score(plan, chords, parts, chance)


def _set_passage(passage: Passage, style: Style) -> dict[Role, list[Note]]:
    texture = choose_texture(passage, style)
    share, end = passage.section.expression.articulation, passage.end_column * TICKS_PER_COLUMN
    return {
        "melody": articulate(passage.melody, share, end),
        "chords": articulate(_notes(_play_chords(passage, texture)), share, end),
        "bass": articulate(_notes(_play_bass(passage, style, texture)), share, end),
        "drums": _notes(play_drums(passage)),
    }


def _columns(chord: Chord) -> tuple[int, int]:
    return chord.start // TICKS_PER_COLUMN, chord.end // TICKS_PER_COLUMN


def _play_chords(passage: Passage, texture: Texture) -> list[Stroke]:
    """Voice the chords below the melody and break them as the texture says."""
    lowest = min((note.pitch for note in passage.melody), default=72)
    centre = min(61.0, max(52.0, lowest - _GAP_TO_MELODY))
    struck = passage.columns(texture.rhythm, texture.relaxed)
    strokes: list[Stroke] = []
    for chord, voicing in zip(passage.chords, voice_chords(passage.chords, centre), strict=True):
        start, end = _columns(chord)
        later = [column for column in struck if start < column < end]
        figure = "sustained" if start >= passage.held_from else texture.figure
        played = play_figure(figure, voicing, [start, *later], end)
        rings = passage.section.expression.articulation >= _PEDALLED
        strokes += let_ring(played, end) if rings else played
    return strokes


def _play_bass(passage: Passage, style: Style, texture: Texture) -> list[Stroke]:
    """Write the bass; in an introduction it enters halfway."""
    enters = passage.first_column
    if passage.is_introduction:
        enters += passage.section.n_bars // 2 * passage.n_columns
    spans = [Span(*_columns(chord), chord) for chord in passage.chords]
    return bass_line(
        [span for span in spans if span.end > enters],
        passage.columns(texture.bass_rhythm, texture.bass_relaxed),
        passage.n_columns,
        passage.section.key,
        approach=style.walks,
    )


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


def _make_score(
    plan: Plan, chords: Sequence[Chord], parts: dict[Role, list[Note]], chance: random.Random
) -> Score:
    pitches = [note.pitch for note in parts["melody"]] or [60]
    weightiest = max(plan.sections, key=lambda section: abs(section.arousal) * section.n_bars)
    feeling = (weightiest.valence, weightiest.arousal)
    ensemble = choose_ensemble(*feeling, (min(pitches), max(pitches)), chance)
    programs: dict[Role, int] = {
        "melody": ensemble.melody, "chords": ensemble.chords, "bass": ensemble.bass, "drums": 0,
    }  # fmt: skip
    return Score(
        key=plan.key,
        metre=plan.metre,
        n_bars=plan.n_bars,
        tempos=tempo_course(plan),
        sections=_sections(plan),
        chords=tuple(chords),
        tracks=tuple(
            Track(role, programs[role], tuple(sorted(notes, key=lambda n: (n.start, n.pitch))))
            for role, notes in parts.items()
            if notes
        ),
    )


def _sections(plan: Plan) -> tuple[ScoreSection, ...]:
    sections, bar = [], 0
    for section in plan.sections:
        sections.append(ScoreSection(section.name, bar, section.n_bars, section.key))
        bar += section.n_bars
    return tuple(sections)
