from __future__ import annotations

from typing import Any

import pytest

from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.timeline import TimedChord, Timeline
from engine import ChordJob, DeviceError, EditJob, Piece, Rechord


@pytest.fixture
def place(song: Piece) -> TimedChord:
    """The third chord of the song."""
    return Timeline.of(song).chords[2]


def test_six_other_chords_are_offered_with_what_they_do(
    qtbot: Any, stage: Any, session: SessionViewModel, place: TimedChord
) -> None:
    assert len(session.chords.offers(place)) == 6
    assert all(offer.does for offer in session.chords.offers(place))
    assert place.symbol not in {offer.symbol for offer in session.chords.offers(place)}
    stage.settle(qtbot)


def test_a_chord_is_heard_while_the_song_is_silent(
    qtbot: Any, stage: Any, session: SessionViewModel, place: TimedChord
) -> None:
    session.song_playback.play()
    stage.settle(qtbot)
    song_player = stage.player
    session.chords.sound(place.chord)
    stage.client.strike()
    stage.settle(qtbot)
    assert stage.player is not song_player
    assert stage.player.is_playing
    assert not song_player.is_playing
    session.song_playback.play()
    stage.settle(qtbot)
    assert not stage.player.is_playing, "the song has the ear"
    n_asked = len(stage.client.requests)
    session.chords.sound(place.chord)
    stage.settle(qtbot)
    assert len(stage.client.requests) == n_asked, "it is known by now"
    assert stage.player.is_playing


def test_only_the_last_chord_that_was_clicked_is_heard(
    qtbot: Any, stage: Any, session: SessionViewModel, place: TimedChord
) -> None:
    first, second = (offer.chord for offer in session.chords.offers(place)[:2])
    session.chords.sound(first)
    session.chords.sound(second)
    chords = [r for r in stage.client.requests if isinstance(r.job, ChordJob)]
    assert chords[0] in stage.client.cancelled
    stage.client.strike()
    stage.settle(qtbot)


def test_a_chord_is_put_in_as_one_change_and_heard_from_there(
    qtbot: Any, stage: Any, session: SessionViewModel, place: TimedChord
) -> None:
    offer = session.chords.offers(place)[0]
    session.chords.put_in(place, offer)
    job = stage.client.last(EditJob).job
    expected = Rechord(place.ticks.start, place.ticks.stop, offer.chord.root, offer.chord.quality)
    assert job.edits == (expected,)
    assert job.keep.change == offer.symbol
    stage.client.edit()
    stage.settle(qtbot)
    assert session.playback.position == pytest.approx(place.start)
    session.song.undo()
    assert session.song.can_redo
    stage.settle(qtbot)


def test_no_loudspeaker_is_told(
    qtbot: Any, stage: Any, session: SessionViewModel, place: TimedChord
) -> None:
    told: list[Any] = []
    session.news.noticed.connect(told.append)
    session.chords.sound(place.chord)
    stage.loudspeaker_error.append(DeviceError("no loudspeaker", hint="Plug one in."))
    stage.client.strike()
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].message == "No loudspeaker."
    stage.settle(qtbot)
