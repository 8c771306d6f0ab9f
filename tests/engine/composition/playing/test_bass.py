from __future__ import annotations

import pytest

from engine.composition.grid import METRES, columns_of
from engine.composition.playing.bass import (
    BASS_RHYTHMS,
    Approach,
    BassManner,
    ChordSpan,
    bass_line,
)
from engine.composition.score import Chord, Key

C, G = Chord(0, 96, 0), Chord(96, 96, 7)
SPANS = [ChordSpan(0, 16, C), ChordSpan(16, 32, G)]
KEY = Key(0, "major")


def test_chords_begin_on_their_root() -> None:
    strokes = bass_line(SPANS, [4, 8, 12, 20], 16, KEY, BassManner("none"))
    starts = {stroke.column: stroke.pitch % 12 for stroke in strokes}
    assert starts[0] == 0
    assert starts[16] == 7
    assert starts[8] == 7  # the fifth in the middle of the bar
    assert starts[4] == starts[12] == 0


def test_an_inversion_keeps_its_bass() -> None:
    strokes = bass_line(
        [ChordSpan(0, 16, Chord(0, 96, 0, "", 4))], [8], 16, KEY, BassManner("none")
    )
    assert [stroke.pitch % 12 for stroke in strokes] == [4, 4]


def test_the_line_steps_into_the_next_root() -> None:
    strokes = bass_line(SPANS, [8, 12], 16, KEY, BassManner("scale"))
    target, lead = strokes[3].pitch, strokes[2].pitch
    assert 1 <= abs(target - lead) <= 2
    assert lead % 12 in KEY.scale


def test_a_tense_line_leads_by_the_semitone() -> None:
    spans = [SPANS[0], ChordSpan(16, 32, Chord(96, 96, 10))]  # to B flat, in C major
    lead, target = bass_line(spans, [8, 12], 16, KEY, BassManner("chromatic"))[2:4]
    assert target.pitch % 12 == 10
    assert lead.pitch % 12 in (9, 11)
    assert abs(lead.pitch - target.pitch) == 1


def test_a_bass_can_sing_higher() -> None:
    strokes = bass_line(SPANS, [8, 24], 16, KEY, BassManner(lowest=45))
    assert all(45 <= stroke.pitch < 62 for stroke in strokes)
    assert [stroke.pitch % 12 for stroke in strokes] == [0, 7, 7, 2]


def test_notes_fill_the_time_and_stay_low() -> None:
    strokes = bass_line(SPANS, [4, 8, 12, 20], 16, KEY, BassManner("scale"))
    assert sum(stroke.n_columns for stroke in strokes) == 32
    assert all(33 <= stroke.pitch <= 52 for stroke in strokes)


def test_rhythms_fit_their_bar() -> None:
    for rhythms in BASS_RHYTHMS.values():
        for metre in METRES:
            assert max(rhythms[str(metre)]) < columns_of(metre)


@pytest.mark.parametrize("target", [2, 5, 7, 9, 10])
@pytest.mark.parametrize("approach", ["scale", "chromatic"])
def test_the_bass_leads_in_from_where_it_comes(target: int, approach: Approach) -> None:
    """From below into a higher root, from above into a lower one, never from beyond it."""
    spans = [SPANS[0], ChordSpan(16, 32, Chord(96, 96, target))]
    root, lead, arrived = (
        stroke.pitch for stroke in bass_line(spans, [12], 16, KEY, BassManner(approach))[:3]
    )
    assert 0 < abs(arrived - lead) <= 2
    assert (lead < arrived) == (root < arrived)
