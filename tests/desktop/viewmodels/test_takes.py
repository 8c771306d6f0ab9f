"""Takes are kept, listed, taken up again; what comes back is the whole state, and silent."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from desktop.viewmodels.history import MOST_SOUND, SoundShelf
from desktop.viewmodels.notice import Notice
from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.step import Step
from engine import (
    ComposeJob,
    EditJob,
    Failure,
    Keep,
    OpenJob,
    RenderJob,
    Take,
    TakeLibrary,
    Waveform,
    takes_folder,
)
from engine.library.takes.keeping import keep_take


def listed(stage: Any) -> list[Take]:
    return list(stage.session.takes.takes)


def choose(qtbot: Any, stage: Any, take: Take) -> None:
    stage.session.takes.choose(take)
    stage.settle(qtbot)


def test_takes_of_one_wish_are_one_song(qtbot: Any, stage: Any, session: SessionViewModel) -> None:
    stage.make_song(qtbot, "joy")
    session.change("sadder")
    stage.client.edit()
    stage.make_song(qtbot, "joy")
    stage.make_song(qtbot, "rain")
    rain, third, second, first = listed(stage)
    assert (first.song, first.number, first.change) == (third.song, 1, "")
    assert (second.number, second.change, third.number) == (2, "sadder", 3)
    assert (rain.number, rain.song == first.song) == (1, False)
    assert session.takes.present == rain.file


def test_a_take_comes_back_with_all_that_it_was_made_with(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    session.choices.choose_composer("concatenative")
    joy = stage.make_song(qtbot, "joy")
    session.choices.choose_composer("rbm")
    stage.client.compose()
    stage.make_song(qtbot, "rain")
    seeds: list[int] = []
    session.song.seed_changed.connect(seeds.append)
    choose(qtbot, stage, listed(stage)[-1])
    assert session.song.piece is not None
    assert session.song.piece.score == joy.score
    assert session.wish.text == "joy"
    assert session.wish.reading == joy.reading
    assert session.choices.preferences.composer == "concatenative"
    assert seeds[-1] == joy.seed
    session.song.undo()
    assert (session.wish.text, session.choices.preferences.composer) == ("rain", "rbm")
    stage.settle(qtbot)


def test_undo_brings_back_the_bars_that_were_chosen_and_starts_no_sound(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    stage.make_song(qtbot)
    session.choice.take(range(4, 8))
    session.regenerate()
    stage.client.edit()
    stage.settle(qtbot)
    session.playback.pause()
    session.choice.clear()
    session.song.undo()
    stage.settle(qtbot)
    assert session.choice.bars == range(4, 8)
    assert not stage.player.is_playing
    session.song.redo()
    assert session.choice.bars is None
    stage.settle(qtbot)


def test_a_click_between_takes_plays_on_at_the_same_bar(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    first = stage.make_song(qtbot)
    session.compose()
    second = stage.client.compose()
    stage.settle(qtbot)
    place = second.score.seconds_at(5 * 96 + 48)
    stage.player.position = place
    qtbot.waitUntil(lambda: session.playback.position == pytest.approx(place))
    choose(qtbot, stage, listed(stage)[-1])
    assert stage.player.waveform is first.waveform
    assert stage.player.is_playing
    assert stage.player.position == pytest.approx(first.score.seconds_at(5 * 96 + 48))


def test_a_take_whose_sound_was_let_go_is_silent_until_it_is_there_again(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    joy = stage.make_song(qtbot)
    session.song._sounds = SoundShelf()
    stage.make_song(qtbot, "rain")
    session.song._sounds = SoundShelf()
    session.playback.pause()
    choose(qtbot, stage, listed(stage)[-1])
    assert stage.client.last(RenderJob).job.piece.score == joy.score
    assert session.step is Step.READY, "the next wish need not wait for it"
    session.song_playback.toggle()
    assert session.step is Step.COMPOSING
    stage.client.render()
    stage.settle(qtbot)
    assert stage.player.is_playing
    assert session.step is Step.READY


def test_the_next_start_shows_the_last_take_and_is_silent(
    qtbot: Any, stage: Any, session: SessionViewModel, piece_of: Any
) -> None:
    takes = []
    for text in ("joy", "rain", "sun"):
        job = ComposeJob(text, *session.choices.preferences.song_options(7))
        takes.append(keep_take(stage.folder, piece_of(job), Keep()))
    session.restoring.last, session.restoring.last_bars = takes[1].file, range(1, 3)
    session.takes.look()
    stage.settle(qtbot)
    assert session.wish.text == "rain"
    assert session.choice.bars == range(1, 3)
    assert session.takes.present == takes[1].file
    stage.client.render()
    stage.settle(qtbot)
    assert not stage.player.is_playing
    assert session.playback.is_loaded
    assert not session.song.can_undo
    session.takes.choose(takes[2])
    stage.settle(qtbot)
    assert session.choice.bars is None, "only the take that was shown had these bars chosen"


def test_who_speaks_first_is_not_interrupted_by_the_last_take(
    qtbot: Any, stage: Any, session: SessionViewModel, piece_of: Any
) -> None:
    job = ComposeJob("rain", *session.choices.preferences.song_options(7))
    keep_take(stage.folder, piece_of(job), Keep())
    session.wish.replace("sun")
    session.takes.look()
    stage.settle(qtbot)
    assert session.wish.text == "sun"
    assert session.song.piece is None


def test_a_take_of_which_only_the_beginning_was_kept_is_made_whole(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    piece = stage.make_song(qtbot)
    begun = keep_take(stage.folder, piece, Keep("other"), is_whole=False)
    session.takes.look()
    stage.settle(qtbot)
    choose(qtbot, stage, begun)
    job = stage.client.last(ComposeJob).job
    assert (job.text, job.compose_options) == ("joy", piece.compose_options)
    assert job.keep == Keep(file=begun.file)
    stage.client.compose()
    stage.settle(qtbot)
    assert session.takes.present == begun.file
    assert all(take.is_whole for take in listed(stage))


def test_another_sound_belongs_to_the_take(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    stage.make_song(qtbot)
    session.choices.choose_synthesizer("wavenet")
    stage.client.render()
    stage.make_song(qtbot, "rain")
    session.choices.choose_synthesizer("fluidsynth")
    stage.client.render()
    stage.settle(qtbot)
    choose(qtbot, stage, listed(stage)[-1])
    assert session.choices.preferences.synthesizer == "wavenet"


def test_what_is_thrown_away_is_back_by_one_click(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    notices: list[Notice] = []
    session.news.noticed.connect(notices.append)
    stage.make_song(qtbot)
    session.takes.throw_away([session.takes.present])
    stage.settle(qtbot)
    assert listed(stage) == []
    notices[-1].offers[0].accept()
    stage.settle(qtbot)
    assert len(listed(stage)) == 1


def test_a_take_that_could_not_be_kept_is_said_and_plays(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    notices: list[Notice] = []
    session.news.noticed.connect(notices.append)
    session.wish.replace("joy")
    session.compose()
    request = stage.client.last(ComposeJob)
    request.staged.emit("unkept", Failure("ExportError", "the disk is full", "Free some space."))
    piece = stage.client.compose()
    stage.settle(qtbot)
    assert notices[-1].message == "This take could not be kept: the disk is full."
    assert stage.player.waveform is piece.waveform


def test_the_list_is_of_what_was_searched_for_last(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    stage.make_song(qtbot, "joy and hope")
    stage.make_song(qtbot, "sad rain")
    for words in ("j", "jo", "joy", "joy x", "rain"):
        session.takes.search(words)
    stage.settle(qtbot)
    assert [take.wish for take in listed(stage)] == ["sad rain"]
    session.change("sadder")
    assert stage.client.last(EditJob).job.keep.change == "sadder"
    session.takes.search("")
    stage.settle(qtbot)
    assert len(listed(stage)) == 2


def test_a_damaged_take_is_told_and_the_song_stays(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    notices: list[Notice] = []
    session.news.noticed.connect(notices.append)
    stage.make_song(qtbot)
    take = listed(stage)[0]
    stage.make_song(qtbot, "rain")
    Path(stage.folder / take.file).write_text("{")
    choose(qtbot, stage, take)
    assert "damaged" in notices[-1].message
    assert session.wish.text == "rain"


def test_sounds_that_are_not_heard_are_let_go(piece_of: Any, session: SessionViewModel) -> None:
    options = session.choices.preferences.song_options(1)
    shelf = SoundShelf()
    pieces = [
        piece_of(ComposeJob(f"wish {seed}", dataclasses.replace(options[0], seed=seed), options[1]))
        for seed in range(6)
    ]
    size = pieces[0].waveform.samples.nbytes
    n_fit = MOST_SOUND // 3 // size + 1
    for piece in pieces:
        samples = piece.waveform.samples.repeat(n_fit, axis=0)
        shelf.put(dataclasses.replace(piece, waveform=Waveform(samples, 8_000)))
    held = [shelf.find(piece, piece.render_options) is not None for piece in pieces]
    assert held[-2:] == [True, True]
    assert sum(held) <= 3


def test_music_of_others_becomes_a_take_of_its_own(
    qtbot: Any, stage: Any, session: SessionViewModel, piece_of: Any, tmp_path: Path
) -> None:
    stage.make_song(qtbot, "joy")
    session.open(tmp_path / "Greensleeves.mid")
    job = stage.client.last(OpenJob).job
    assert (job.path.name, job.keep) == ("Greensleeves.mid", Keep())
    made = piece_of(ComposeJob("Greensleeves", *session.choices.preferences.song_options(1)))
    stage.client._keep(stage.client.last(OpenJob), made)
    stage.client.last(OpenJob).finished.emit(made)
    stage.settle(qtbot)
    assert session.wish.text == "Greensleeves"
    assert session.takes.present.startswith("Greensleeves")


def test_takes_go_into_another_folder_from_now_on(
    qtbot: Any, stage: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path / "home"))
    takes = stage.session.takes
    takes._open_library = lambda: TakeLibrary(takes_folder())
    stage.make_song(qtbot, "joy")
    takes.move(tmp_path / "elsewhere")
    stage.settle(qtbot)
    assert takes.takes == ()
    assert takes_folder() == tmp_path / "elsewhere"
    failures: list[Any] = []
    takes.failed.connect(failures.append)
    (tmp_path / "file").touch()
    takes.move(tmp_path / "file")
    stage.settle(qtbot)
    assert len(failures) == 1
    assert takes_folder() == tmp_path / "elsewhere", "what cannot be leaves all as it was"
