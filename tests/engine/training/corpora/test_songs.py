from __future__ import annotations

import pytest

from engine.composition.score import Chord, Key, Metre, Note
from engine.training.corpora.lead_sheets import LeadSheet
from engine.training.corpora.songs import (
    Voices,
    accompanied_score,
    lead_sheet_song,
    make_score,
    song_of,
    split_bass,
)


def every(step: int, pitch: int, n_bars: int = 8, bar: int = 96) -> list[Note]:
    return [Note(tick, step, pitch, 64) for tick in range(0, n_bars * bar, step)]


def test_lead_sheets_are_songs_without_accompaniment() -> None:
    sheet = LeadSheet(
        "x/1", Key(0, "major"), Metre(2, 4), tuple(every(24, 72, 16, 48)), (Chord(0, 768, 0),)
    )
    song = lead_sheet_song(sheet, "folk")
    assert song is not None
    assert (song.score.metre, song.score.n_bars, song.is_full) == (Metre(4, 4), 8, False)


def test_the_bass_is_what_is_lowest_in_its_half_bar() -> None:
    low = [Note(0, 12, 40, 64), Note(12, 12, 47, 64), Note(24, 12, 52, 64), Note(48, 12, 60, 64)]
    bass, rest = split_bass(low, 48)
    assert bass == low[:1]
    assert rest == low[1:]


def test_a_score_begins_with_its_first_bar_of_notes() -> None:
    notes = [Note(200, 24, 60, 64), *(Note(tick, 24, 62, 64) for tick in range(288, 1200, 24))]
    score = make_score(Metre(4, 4), [Chord(0, 2000, 0)], {"melody": notes}, None)
    assert score is not None
    assert score.tracks[0].notes[0].start == 8
    assert score.chords == (Chord(0, score.n_ticks, 0),)


@pytest.mark.parametrize("metre", [Metre(5, 4), Metre(9, 8)])
def test_other_metres_make_no_score(metre: Metre) -> None:
    assert make_score(metre, [], {"melody": every(24, 60, 20)}, None) is None


def test_nothing_and_next_to_nothing_make_no_score() -> None:
    assert make_score(Metre(4, 4), [], {"melody": []}, None) is None
    assert make_score(Metre(4, 4), [], {"melody": every(24, 60, 7)}, None) is None


def test_chords_alone_make_a_score_as_long_as_they_are() -> None:
    chords = [Chord(96 * bar, 96, 5 * (bar % 2)) for bar in range(8)]
    score = make_score(Metre(4, 4), chords, {}, 80.0, Key(5, "major"))
    assert score is not None
    assert (score.n_bars, score.key, score.tracks) == (8, Key(5, "major"), ())
    assert make_score(Metre(4, 4), chords[:7], {}, None) is None


def accompanied() -> Voices:
    """Nine bars of C and G in turn, the second with its third in the bass."""
    others = [
        Note(96 * bar, 96, pitch, 64)
        for bar in range(9)
        for pitch in ((48, 60, 64, 67), (47, 62, 65, 67))[bar % 2]
    ]
    return Voices(Metre(4, 4), every(24, 67, 9), others)


def test_chords_that_are_not_known_are_heard_with_their_basses() -> None:
    score = accompanied_score(accompanied())
    assert score is not None
    assert score.key == Key(0, "major")
    assert [(c.root, c.quality, c.bass) for c in score.chords[:2]] == [(0, "", 0), (7, "7", 11)]
    parts = {track.role: track.notes[0].pitch for track in score.tracks}
    assert parts == {"melody": 67, "bass": 48, "chords": 60}


def test_a_song_is_full_if_more_than_a_melody_plays() -> None:
    voices = accompanied()
    full = song_of("x/1", None, accompanied_score(voices))
    alone = song_of("x/2", None, accompanied_score(Voices(Metre(4, 4), voices.melody, ())))
    assert full is not None
    assert alone is not None
    assert (full.is_full, alone.is_full) == (True, False)
    assert song_of("x/3", None, accompanied_score(Voices(Metre(5, 4), voices.melody, ()))) is None
    assert song_of("x/4", None, accompanied_score(Voices(Metre(4, 4), (), voices.others))) is None
