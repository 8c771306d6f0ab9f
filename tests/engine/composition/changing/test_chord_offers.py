"""Which chords fit in a place, and what they do there: the harmony of textbooks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.composition.changing.chord_offers import _OFFERED, _function, _leads, chords_that_fit
from engine.composition.score import (
    Chord,
    Key,
    Metre,
    Mode,
    Note,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)

BAR = 96
FUNCTIONS: dict[Mode, dict[str, str]] = {
    "major": {
        "tonic": "C Cmaj7 Em Em7 Am Am7", "subdominant": "Dm Dm7 F Fmaj7",
        "dominant": "G G7 Bdim", "applied": "C7 D7 E7 A7 B7",
        "borrowed": "E♭ E♭maj7 Fm Fm7 A♭ A♭maj7 B♭ B♭7",
    },
    "minor": {
        "tonic": "Cm Cm7 E♭ E♭maj7 A♭ A♭maj7", "subdominant": "Ddim Fm Fm7",
        "dominant": "G Gm G7 Gm7 B♭ B♭7 Bdim", "applied": "C7 D7 E♭7 F7 A7",
        "borrowed": "C Cmaj7 F Fmaj7",
    },
}  # fmt: skip


@pytest.mark.parametrize("mode", ["major", "minor"])
@pytest.mark.parametrize("tonic", [0, 3, 10])
def test_each_chord_does_in_its_key_what_textbooks_say(tonic: int, mode: Mode) -> None:
    key, home = Key(tonic, mode), Key(0, mode)
    found: dict[str, list[str]] = {}
    for root in range(12):
        for quality in _OFFERED:
            function = _function(Chord(0, BAR, (root + tonic) % 12, quality), key)
            if function is not None:
                found.setdefault(function, []).append(Chord(0, BAR, root, quality).symbol(home))
    assert {name: set(symbols) for name, symbols in found.items()} == {
        name: set(symbols.split()) for name, symbols in FUNCTIONS[mode].items()
    }


def chord(root: int, quality: str = "") -> Chord:
    return Chord(0, BAR, root, quality)


@pytest.mark.parametrize("tonic", [0, 4])
def test_dominants_lead_home_and_usual_steps_are_worth_more_than_unusual_ones(tonic: int) -> None:
    def worth(*roots: int, quality: str = "") -> float:
        one, other = ((root + tonic) % 12 for root in roots)
        return _leads(chord(one, quality), chord(other), Key(tonic, "major"))

    assert worth(7, 0) == worth(2, 7) == worth(5, 7) == worth(0, 5) == worth(9, 2) == 1
    assert worth(4, 9, quality="7") == worth(2, 7, quality="7") == 1  # from fifth to fifth
    usual, sometimes, seldom = worth(7, 0), worth(7, 9), worth(7, 2)
    assert usual > sometimes > seldom > 0
    assert worth(1, 0) == worth(0, 6) == seldom  # foreign to the key
    assert seldom < _leads(None, chord(0), Key(0, "major")) < sometimes
    assert _leads(chord(0), None, Key(0, "major")) == _leads(None, chord(0), Key(0, "major"))


def song(mode: Mode, tune: int | None, *roots: int) -> Score:
    """A chord a bar and one tone of a tune above them all."""
    key = Key(0, mode)
    chords = tuple(
        Chord(n * BAR, BAR, root, "m" if mode == "minor" else "") for n, root in enumerate(roots)
    )
    notes = () if tune is None else tuple(Note(n * BAR, BAR, tune, 64) for n in range(len(roots)))
    n_bars = len(roots)
    return Score(
        key, Metre(), n_bars, (TempoChange(0, 100),), (ScoreSection("A", 0, n_bars, key),), chords,
        (Track("melody", 0, notes),),
    )  # fmt: skip


@pytest.mark.parametrize("mode", ["major", "minor"])
@pytest.mark.parametrize("tune", [60, 62, 63, 64, 65, 67, 69, 70, 71])
def test_what_is_offered_first_goes_with_the_tune(mode: Mode, tune: int) -> None:
    offers = chords_that_fit(song(mode, tune, 0, 5, 7, 0), BAR, 2 * BAR)
    assert len({offer.chord.root for offer in offers}) == len(offers) == 6
    best = offers[0].chord
    assert tune % 12 in best.pitch_classes
    assert all((o.chord.start, o.chord.end) == (BAR, 2 * BAR) for o in offers)
    inside = [tune % 12 in o.chord.pitch_classes for o in offers]
    assert inside == sorted(inside, reverse=True)
    rubs = [(tune - 1) % 12 in o.chord.pitch_classes and not fits
            for o, fits in zip(offers, inside, strict=True)]  # fmt: skip
    assert not rubs[0]


def test_a_tone_that_sounds_longer_counts_more() -> None:
    score = song("major", None, 0, 5, 7, 0)
    for long, short in ((60, 62), (62, 60)):
        notes = (Note(BAR, 72, long, 64), Note(BAR + 72, 24, short, 64))
        told = replace(score, tracks=(Track("melody", 0, notes),))
        (first, *_) = chords_that_fit(told, BAR, 2 * BAR)
        assert long % 12 in first.chord.pitch_classes
    held = (Note(0, BAR + 90, 62, 64), Note(BAR + 90, 6, 71, 64), Note(2 * BAR, BAR, 71, 64))
    (first, *_) = chords_that_fit(replace(score, tracks=(Track("melody", 0, held),)), BAR, 2 * BAR)
    assert 2 in first.chord.pitch_classes  # what began before sounds still


def test_what_sounds_already_is_not_offered_and_its_neighbours_count() -> None:
    score = song("major", None, 0, 5, 7, 0)
    for place, chord_there in enumerate(score.chords):
        offers = chords_that_fit(score, place * BAR, (place + 1) * BAR)
        assert all(
            o.chord.root != chord_there.root
            or o.chord.pitch_classes[1] != chord_there.pitch_classes[1]
            for o in offers
        )
    before_home = chords_that_fit(score, 2 * BAR, 3 * BAR)  # between F and C
    assert before_home[0].function == "dominant"


def test_a_plain_chord_of_the_key_comes_before_a_special_one_that_leads_as_well() -> None:
    score = song("major", None, 0, 5, 7, 0)
    for place in range(4):
        offers = chords_that_fit(score, place * BAR, (place + 1) * BAR)
        assert offers[0].function not in ("applied", "borrowed")
