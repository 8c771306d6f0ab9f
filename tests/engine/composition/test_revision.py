from __future__ import annotations

from dataclasses import replace

import pytest

from engine.composition.revision import PARTS, Part, Revision, splice
from engine.composition.score import (
    Chord,
    Key,
    Metre,
    Note,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)
from engine.errors import CompositionError, OptionError

C = Key(0, "major")
BAR = 96


def score_of(pitch: int, *, held: int = 24, roles: tuple[str, ...] = ("melody", "bass")) -> Score:
    """Four bars with a note on each beat; the last of each bar lasts ``held`` ticks."""
    notes = tuple(
        Note(bar * BAR + beat * 24, held if beat == 3 and bar < 3 else 24, pitch, 80)
        for bar in range(4)
        for beat in range(4)
    )
    return Score(
        C, Metre(), 4, (TempoChange(0, 120.0),), (ScoreSection("A", 0, 4, C),),
        (Chord(0, 3 * BAR, 0), Chord(3 * BAR, BAR, 7)),
        tuple(Track(role, 0, notes) for role in roles),
    )  # fmt: skip


def revision_of(score: Score, *parts: Part) -> Revision:
    return Revision(score, range(1, 3), frozenset(parts))


def test_only_the_bars_and_parts_asked_for_change() -> None:
    old, new = score_of(60), score_of(72)
    revised = splice(revision_of(old, "melody"), new)
    pitches = [note.pitch for note in revised.track("melody").notes]
    assert pitches == [60] * 4 + [72] * 8 + [60] * 4
    assert revised.track("bass") is old.track("bass")
    assert revised.chords is old.chords


def test_new_notes_end_with_the_bars() -> None:
    revised = splice(revision_of(score_of(60), "bass"), score_of(72, held=60))
    assert max(note.end for note in revised.track("bass").notes if note.pitch == 72) == 3 * BAR


def test_a_melody_waits_for_an_old_note_to_end() -> None:
    old = score_of(60, held=30)
    revised = splice(revision_of(old, "melody", "bass"), score_of(72))
    fresh = [note for note in revised.track("melody").notes if note.pitch == 72]
    assert fresh[0].start == BAR + 24
    assert len([note for note in revised.track("bass").notes if note.pitch == 72]) == 8


def test_harmony_outside_the_bars_sounds_as_before() -> None:
    written = replace(score_of(60), chords=(Chord(0, 2 * BAR, 2, "m"), Chord(2 * BAR, 2 * BAR, 5)))
    revised = splice(revision_of(score_of(60), "harmony"), written)
    told = [(chord.start // BAR, chord.duration // BAR, chord.root) for chord in revised.chords]
    assert told == [(0, 1, 0), (1, 1, 2), (2, 1, 5), (3, 1, 7)]


def test_a_part_may_fall_silent_or_join() -> None:
    alone = score_of(60, roles=("melody",))
    whole = Revision(alone, range(4), frozenset({"bass", "melody"}))
    assert [track.role for track in splice(whole, score_of(50, roles=("bass",))).tracks] == ["bass"]


@pytest.mark.parametrize("bars", [range(0), range(3, 5), range(-1, 2), range(0, 4, 2)])
def test_bars_outside_the_piece_are_refused(bars: range) -> None:
    with pytest.raises(OptionError, match="not in the piece") as caught:
        Revision(score_of(60), bars, frozenset(PARTS))
    assert "between 1 and 4" in caught.value.hint


@pytest.mark.parametrize("parts", [frozenset(), frozenset({"kazoo"})])
def test_parts_that_do_not_exist_are_refused(parts: frozenset[Part]) -> None:
    with pytest.raises(OptionError, match="parts"):
        Revision(score_of(60), range(1), parts)


def test_scores_of_different_length_are_not_joined() -> None:
    longer = replace(score_of(60), n_bars=5, sections=(ScoreSection("A", 0, 5, C),))
    with pytest.raises(CompositionError, match="5 bars"):
        splice(revision_of(score_of(60), "melody"), longer)
