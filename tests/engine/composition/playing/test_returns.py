"""A theme that is heard a third time, or after another feeling, comes back changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.brief import Return, SectionBrief
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.development import in_mode
from engine.composition.playing.returns import come_back, other_chords
from engine.composition.score import Chord, Key, Metre, Mode, Note

BAR = 96
C = Key(0, "major")
FOUR = Metre(4, 4)
EXPRESSION = Expression(90, 4, 66, 60, 0.5)
CALM = PlannedSection("A", 4, C, 0.6, -0.6, EXPRESSION)
STORM = PlannedSection("B", 4, Key(0, "minor"), -0.6, 0.6, EXPRESSION)
GAY = PlannedSection("A", 4, C, 0.6, 0.6, EXPRESSION)


def briefs(*sections: PlannedSection) -> tuple[SectionBrief, ...]:
    return brief_piece(Plan(C, FOUR, sections, 5)).sections


def test_no_theme_is_stated_a_third_time_as_it_was() -> None:
    again = [section.return_as for section in briefs(GAY, GAY, GAY, GAY, GAY)]
    assert again[:2] == ["", ""]
    assert all(again[2:])
    assert len(set(again[2:])) > 1


def test_a_theme_comes_back_half_as_fast_when_the_storm_is_over() -> None:
    assert [section.return_as for section in briefs(CALM, STORM, CALM)] == ["", "", "half as fast"]


THEME = (
    *(Note(24 * n, 24, (60, 64, 67, 65)[n % 4] + n // 8, 64) for n in range(12)),
    Note(3 * BAR, BAR, 60, 64),
)
CHORDS = tuple(Chord(n * BAR, BAR, root) for n, root in enumerate((0, 5, 7, 0)))


def changed(way: Return) -> tuple[Note, ...]:
    (section,) = briefs(CALM)
    return come_back(replace(section, return_as=way), THEME, CHORDS, FOUR)


@pytest.mark.parametrize("way", ["half as fast", "a third higher", "mirrored", "in fragments"])
def test_the_close_stays_and_notes_of_weight_suit_the_chords(way: Return) -> None:
    found = changed(way)
    assert found != THEME
    assert found[-1] == THEME[-1]
    for note in found[:-1]:
        assert note.end <= 3 * BAR
        if note.start % 24 == 0:
            assert note.pitch % 12 in CHORDS[note.start // BAR].pitch_classes


def test_half_as_fast_has_the_first_half_of_the_theme() -> None:
    found = changed("half as fast")
    assert [note.start for note in found[:4]] == [0, 48, 96, 144]
    assert {note.duration for note in found[:-1]} == {48}


def test_fragments_repeat_the_head() -> None:
    found = changed("in fragments")
    heads = [[n.start % BAR for n in found if n.start // BAR == bar] for bar in range(3)]
    assert heads[0] == heads[1] == heads[2]


@pytest.mark.parametrize("mode", ["major", "minor"])
def test_other_chords_carry_the_same_tune_to_the_same_close(mode: Mode) -> None:
    key = Key(0, mode)
    line = [Note(48 * n, 48, pitch, 64) for n, pitch in enumerate((60, 64, 65, 69, 67, 71))]
    tune = in_mode(line, C, key)
    (section,) = briefs(replace(CALM, key=key))
    found = other_chords(replace(section, return_as="reharmonised"), tune, CHORDS, FOUR)
    assert [(chord.start, chord.duration) for chord in found] == [(n * BAR, BAR) for n in range(4)]
    assert found[2:] == CHORDS[2:]  # the close, and what leads to it
    assert found[:2] != CHORDS[:2]
    for chord, old in zip(found[:2], CHORDS[:2], strict=True):
        sung = {note.pitch % 12 for note in tune if chord.start <= note.start < chord.end}
        assert chord == old or (chord.root != old.root and sung <= set(chord.pitch_classes))


def test_a_tune_that_no_other_chord_carries_keeps_its_own() -> None:
    (section,) = briefs(CALM)
    crowded = [Note(24 * n, 24, pitch, 64) for n, pitch in enumerate((60, 62, 64, 65))]
    chords = (Chord(0, BAR, 0), *CHORDS[1:])
    found = other_chords(replace(section, return_as="reharmonised"), crowded, chords, FOUR)
    assert found[0] == chords[0]
