"""Two feelings at once are both heard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.composition.plan import Plan, Shade
from engine.composition.planning.briefing import brief_piece
from engine.composition.planning.manner import manner_of
from engine.composition.planning.mixtures import mixtures_of
from engine.composition.planning.planner import Planner
from engine.composition.playing.motifs import gesture_of, motifs
from engine.composition.score import Chord, Note
from engine.emotion.feelings import FEELINGS
from engine.emotion.music_vectors import MusicVectors
from engine.emotion.reading import EmotionReading, Segment
from engine.options import ComposeOptions

HOPE = Segment(0, 0, 0.6, 0.4, "Q1", share=0.64, feelings={"hope": 1.0})
DISGUST = Segment(1, 1, -0.7, 0.5, "Q2", share=0.36, feelings={"disgust": 1.0})


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner(MusicVectors())


def plan_of(planner: Planner, *segments: Segment) -> Plan:
    reading = EmotionReading("both", segments=segments, quadrant="Q1")
    return planner.plan(reading, ComposeOptions(seconds=60, seed=2))


def test_feelings_sound_at_once_or_follow_each_other() -> None:
    (both,) = mixtures_of([HOPE, DISGUST])
    assert (both.leading.feelings, both.second, both.share) == (HOPE.feelings, DISGUST, 0.36)
    assert both.leading.share == pytest.approx(1.0)
    assert len(mixtures_of([HOPE, replace(DISGUST, kind="then")])) == 2


def test_a_mixture_keeps_its_tempo_and_changes_places_in_another_theme(planner: Planner) -> None:
    plan = plan_of(planner, HOPE, DISGUST)
    assert len({section.expression.tempo for section in plan.sections}) == 1
    first, other = (next(s for s in plan.sections if s.name == name) for name in "AB")
    assert (first.key.mode, other.key.mode) == ("major", "minor")
    assert first.shade is not None
    assert other.shade is not None
    assert (first.shade.leading, other.shade.leading) == ("disgust", "hope")
    assert plan.sections[-1].key.mode == "major"


def test_the_second_feeling_counts_by_its_share(planner: Planner) -> None:
    plain = plan_of(planner, HOPE).sections[0]
    dark = [
        manner_of(
            replace(plain, shade=Shade(-0.7, 0.5, "minor", "disgust", share)),
            plan_of(planner, HOPE).metre,
        )
        for share in (0.15, 0.3, 0.45)
    ]
    assert manner_of(plain, plan_of(planner, HOPE).metre).darkness < dark[0].darkness
    assert dark[0].darkness < dark[1].darkness < dark[2].darkness
    assert dark[0].chromatic < dark[2].chromatic


def test_the_motif_sounds_more_often_the_larger_the_share(planner: Planner) -> None:
    brief = brief_piece(plan_of(planner, HOPE, DISGUST))
    section = next(s for s in brief.sections if s.name == "A")
    bar = brief.metre.ticks_per_bar
    bars = range(section.first_bar, section.end_bar)
    chords = [Chord(n * bar, bar, section.key.tonic, "") for n in bars]
    tune = [Note(n * bar, bar // 4, 72, 64) for n in bars]

    def heard(share: float) -> list[Note]:
        assert section.shade is not None
        shaded = replace(section, shade=replace(section.shade, share=share))
        return list(motifs(shaded, tune, chords, brief.metre, (46, 64)))

    few, many = (len({n.start // bar for n in heard(share)}) for share in (0.15, 0.45))
    assert 0 < few < many
    assert all(46 <= note.pitch <= 64 for note in heard(0.45))


def test_every_feeling_has_a_gesture() -> None:
    assert len({gesture_of(name) for name in FEELINGS}) == 7
