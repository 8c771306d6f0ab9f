"""Another chord in one place."""

from __future__ import annotations

import pytest

from engine.composition.changing.chord_offers import chords_that_fit
from engine.composition.changing.rechording import Rechord, rechord
from engine.composition.score import (
    TICKS_PER_BEAT,
    Chord,
    Key,
    Metre,
    Note,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)
from engine.errors import OptionError

BAR = 4 * TICKS_PER_BEAT
HALF = BAR // 2


def block(bar: int, *pitches: int) -> list[Note]:
    """Strike a chord twice in a bar."""
    return [Note(bar * BAR + n * HALF, HALF, pitch, 60) for n in range(2) for pitch in pitches]


@pytest.fixture
def score() -> Score:
    """C, F, G, C in C major, with a tune, a bed that is held throughout, and drums."""
    roots = (0, 5, 7, 0)
    tune = [Note(bar * BAR, BAR, pitch, 80) for bar, pitch in enumerate((76, 77, 74, 72))]
    chords = [*block(0, 60, 64, 67), *block(1, 60, 65, 69), *block(2, 59, 62, 67),
              *block(3, 60, 64, 67)]  # fmt: skip
    bass = [Note(bar * BAR, BAR, 36 + root, 70) for bar, root in enumerate(roots)]
    drums = [Note(bar * BAR, 12, 36, 90) for bar in range(4)]
    key = Key(0, "major")
    return Score(
        key, Metre(), 4, (TempoChange(0, 90.0),), (ScoreSection("A", 0, 4, key),),
        tuple(Chord(bar * BAR, BAR, root) for bar, root in enumerate(roots)),
        (
            Track("melody", 0, tuple(tune)), Track("chords", 0, tuple(chords)),
            Track("pad", 48, (Note(0, 4 * BAR, 55, 50), Note(0, 4 * BAR, 60, 50))),
            Track("bass", 32, tuple(bass)), Track("drums", 0, tuple(drums)),
        ),
    )  # fmt: skip


def sounding(score: Score, role: str, tick: int) -> set[int]:
    track = score.track(role)  # type: ignore[arg-type]
    assert track is not None
    return {note.pitch for note in track.notes if note.start <= tick < note.end}


def test_six_chords_that_fit_are_of_the_key_and_go_with_the_tune(score: Score) -> None:
    offers = chords_that_fit(score, BAR, 2 * BAR)
    assert len(offers) == 6
    assert len({offer.chord.root for offer in offers}) == 6
    assert "F" not in {offer.symbol for offer in offers}, "it is there already"
    assert offers[0].symbol in {"Dm", "Dm7"}, "it has the tune's F, follows C and leads to G"
    assert offers[0].function == "subdominant"


def test_what_would_rub_against_the_tune_comes_last(score: Score) -> None:
    symbols = [offer.symbol for offer in chords_that_fit(score, 0, BAR)]  # the tune has an E
    assert symbols.index("Am") < 3
    assert "D♭maj7" not in symbols


def test_the_accompaniment_follows_in_its_rhythm(score: Score) -> None:
    changed = rechord(score, Rechord(BAR, 2 * BAR, 2, "m"))
    assert [c.symbol(score.key) for c in changed.chords] == ["C", "Dm", "G", "C"]
    assert {pitch % 12 for pitch in sounding(changed, "chords", BAR)} == {2, 5, 9}
    assert sounding(changed, "bass", BAR) == {38}
    old, new = score.track("chords"), changed.track("chords")
    assert old is not None
    assert new is not None
    assert [n.start for n in new.notes] == [n.start for n in old.notes]
    steps = [abs(a.pitch - b.pitch) for a, b in zip(old.notes, new.notes, strict=True)]
    assert max(steps) <= 2, "the voices lead by steps"


def test_all_else_stays(score: Score) -> None:
    changed = rechord(score, Rechord(BAR, 2 * BAR, 2, "m"))
    assert changed.track("melody") == score.track("melody"), "its F is in the chord"
    assert changed.track("drums") == score.track("drums")
    for bar in (0, 2, 3):
        for role in ("melody", "chords", "bass", "pad"):
            assert sounding(changed, role, bar * BAR) == sounding(score, role, bar * BAR)


def test_a_held_note_moves_there_alone(score: Score) -> None:
    changed = rechord(score, Rechord(BAR, 2 * BAR, 2, "m"))
    assert {pitch % 12 for pitch in sounding(changed, "pad", BAR)} <= {2, 5, 9}
    assert sounding(changed, "pad", 2 * BAR) == {55, 60}


def test_half_of_a_chord_can_be_another_one(score: Score) -> None:
    changed = rechord(score, Rechord(HALF, BAR, 9, "m"))
    assert [c.symbol(score.key) for c in changed.chords[:3]] == ["C", "Am", "F"]
    assert sounding(changed, "bass", 0) == {36}
    assert sounding(changed, "bass", HALF) == {33}


def test_a_long_note_of_the_tune_gives_way_where_it_would_rub(score: Score) -> None:
    changed = rechord(score, Rechord(BAR, 2 * BAR, 4, "m"))
    (pitch,) = sounding(changed, "melody", BAR)
    assert pitch == 76, "F beside E minor's E"


@pytest.mark.parametrize("edit", [Rechord(BAR, BAR, 0), Rechord(0, 9 * BAR, 0), Rechord(0, 9, 12)])
def test_what_is_no_place_or_chord_is_refused(score: Score, edit: Rechord) -> None:
    with pytest.raises(OptionError):
        rechord(score, edit)
