from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from desktop.viewmodels import wording
from engine import (
    ComposeJob,
    ComposeOptions,
    EmotionReading,
    Piece,
    Rekey,
    RenderOptions,
    Retempo,
    VoiceCue,
    edit_called,
)
from engine.composition.changing.editing import Edit
from engine.composition.score import Excerpt, Key, TempoChange

JOB = ComposeJob("joy", ComposeOptions(seed=1), RenderOptions())


@pytest.mark.parametrize(
    ("valence", "arousal", "name"),
    [
        (0.0, 0.0, "neutral"),
        (0.8, 0.0, "pleasant"),
        (0.7, 0.5, "happy"),
        (0.4, 0.8, "excited"),
        (0.0, 0.8, "restless"),
        (-0.7, 0.6, "tense"),
        (-0.8, 0.0, "unpleasant"),
        (-0.6, -0.5, "sad"),
        (0.0, -0.8, "still"),
        (0.6, -0.5, "calm"),
        (0.7, -0.2, "pleasant"),
        (-0.12, -0.1, "a little sad"),
    ],
)
def test_feelings_have_names(valence: float, arousal: float, name: str) -> None:
    assert wording.feeling(valence, arousal) == name


def test_a_voice_says_how_much_it_counts() -> None:
    def hear(arousal: float) -> str:
        cue = VoiceCue(arousal, 0.0, 0.1)
        return wording.voice(EmotionReading("joy", quadrant="Q1", voice=cue))

    assert hear(0.4) == "Your voice: livelier than usual (+0.40, counts 10%)"
    assert "calmer than usual" in hear(-0.4)
    assert "as usual" in hear(0.1)
    assert wording.voice(EmotionReading("joy")) == wording.voice(None) == ""


def test_a_mood_says_how_sure_it_is() -> None:
    sad = EmotionReading("x", valence=-0.6, arousal=-0.5, quadrant="Q3", confidence=0.71)
    assert wording.mood(sad) == "The whole wish (ring): sad, 71 % sure"
    assert wording.mood(EmotionReading("table")) == "No feeling found in these words yet."
    assert "appear here" in wording.mood(None)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0, "0:00"), (59.9, "0:59"), (65.0, "1:05"), (-1.0, "0:00")]
)
def test_a_clock_has_minutes(seconds: float, text: str) -> None:
    assert wording.clock(seconds) == text


def test_sections_are_named_for_beginners() -> None:
    names = [wording.section_name(name) for name in ("introduction", "A", "ending")]
    assert names == ["Introduction", "Part A", "Ending"]


@pytest.mark.parametrize(
    ("tempo", "pace"),
    [
        (50, "very slow"),
        (72, "slow"),
        (100, "walking pace"),
        (130, "fast"),
        (160, "very fast"),
    ],
)
def test_facts_say_what_they_mean(
    piece_of: Callable[[ComposeJob], Piece], tempo: float, pace: str
) -> None:
    piece = piece_of(JOB)
    score = dataclasses.replace(
        piece.score, key=Key(9, "major"), tempos=(TempoChange(0, float(tempo)),)
    )
    facts = wording.facts(dataclasses.replace(piece, score=score))
    assert facts[0] == ("Key", "A major", "brighter scale")
    assert facts[1] == ("Beats a minute", str(tempo), pace)
    assert facts[2] == ("Beat", "4/4", "like a march")
    assert facts[3] == ("Feeling", "happy", "64 % sure")


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (edit_called("sadder", 5), "then sadder"),
        (edit_called("more tense", 5, range(2, 3)), "then more tense, bar 3"),
        (edit_called("new bars", 5, range(4, 8)), "then new notes, bars 5 to 8"),
        (edit_called("new melody", 5), "then new melody"),
        (edit_called("new accompaniment", 5), "then new chords, bass, drums"),
        (edit_called("longer", 5), "then 30 s longer"),
        (Rekey("D minor"), "then in D minor"),
        (Retempo(99.6), "then 100 beats a minute"),
    ],
)
def test_the_last_change_is_told_instead(
    piece_of: Callable[[ComposeJob], Piece], edit: Edit, said: str
) -> None:
    changed = dataclasses.replace(piece_of(JOB), edits=(edit_called("slower", 1), edit))
    assert wording.facts(changed)[3] == ("Feeling", "happy", said)


def test_a_change_of_an_old_file_is_told_in_its_words(
    piece_of: Callable[[ComposeJob], Piece],
) -> None:
    old = dataclasses.replace(piece_of(JOB), told_edits=("slower", "30 s longer"))
    assert wording.facts(old)[3][2] == "then 30 s longer"


def test_what_was_joined_names_its_origins(piece_of: Callable[[ComposeJob], Piece]) -> None:
    piece = piece_of(JOB)
    assert wording.origins(piece) == ""
    assert "fragments" not in wording.sentence(piece)
    taken = [Excerpt(48 * n, 48, "Erwin", "Fanny Hensel", bar) for n, bar in enumerate((6, 19, 6))]
    score = dataclasses.replace(piece.score, excerpts=(*taken, Excerpt(144, 48, "one.mid", "", 2)))
    joined = dataclasses.replace(piece, score=score)
    assert wording.origins(joined) == "Fanny Hensel: Erwin, from bar 6, 19\none.mid, from bar 2"
    assert wording.sentence(joined).endswith("; fragments of 2 songs, joined")
