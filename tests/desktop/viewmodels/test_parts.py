from __future__ import annotations

from typing import Any

import pytest

from desktop.viewmodels.locks import spare
from desktop.viewmodels.parts import ShownPart, instrument_of
from desktop.viewmodels.session import SessionViewModel
from desktop.viewmodels.step import Step
from engine import Alter, EditJob, Failure, PartsJob, Recast, RenderJob, Rewrite, edit_called

pytestmark = pytest.mark.usefixtures("song")


def part(session: SessionViewModel, role: str) -> ShownPart:
    return next(part for part in session.parts.parts if part.role == role)


def test_parts_have_plain_names(session: SessionViewModel) -> None:
    names = {part.role: (part.name, part.instrument) for part in session.parts.parts}
    assert names["melody"] == ("Melody", "flute")
    assert names["drums"] == ("Drums", "")
    assert not part(session, "drums").players


def test_who_strikes_or_swells_has_no_instrument_beside_its_name() -> None:
    assert instrument_of("melody", 73) == "flute"
    assert instrument_of("percussion", 0) == ""
    assert instrument_of("effects", 119) == ""


def test_a_silent_part_is_mixed_away_and_undo_brings_it_back(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    session.parts.mute("drums", is_muted=True)
    assert part(session, "drums").is_muted, "it shows at once"
    assert session.step is Step.READY, "other things can be done meanwhile"
    job = stage.client.last(RenderJob).job
    assert job.render_options.mix.faders.of("drums").is_muted
    assert job.keep.file == session.song.take.file, "it is kept with the take"
    stage.client.render()
    stage.settle(qtbot)
    assert part(session, "drums").is_muted
    session.song.undo()
    assert not part(session, "drums").is_muted
    stage.settle(qtbot)


def test_two_quick_moves_are_both_done(qtbot: Any, stage: Any, session: SessionViewModel) -> None:
    session.parts.mute("drums", is_muted=True)
    session.parts.set_level("bass", -6)
    faders = stage.client.last(RenderJob).job.render_options.mix.faders
    assert (faders.of("drums").is_muted, faders.of("bass").level) == (True, -6)
    stage.client.render()
    stage.settle(qtbot)
    assert part(session, "bass").level == -6


def test_the_faders_stay_when_something_else_plays(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    session.parts.mute("drums", is_muted=True)
    stage.client.render()
    session.choices.choose_synthesizer("wavenet")
    assert stage.client.last(RenderJob).job.render_options.mix.faders.of("drums").is_muted
    stage.settle(qtbot)


def test_another_instrument_plays_the_part(stage: Any, session: SessionViewModel) -> None:
    name, program = part(session, "bass").players[1]
    session.parts.recast("bass", program)
    job = stage.client.last(EditJob).job
    assert job.edits == (Recast(bass=program),)
    assert job.keep.change == name


def test_a_locked_part_keeps_its_notes(stage: Any, session: SessionViewModel) -> None:
    session.parts.lock("melody", is_locked=True)
    assert part(session, "melody").is_locked
    session.change("sadder")
    (edit,) = stage.client.last(EditJob).job.edits
    assert edit.parts == {"harmony", "chords", "bass", "drums"}
    session.regenerate()
    (edit,) = stage.client.last(EditJob).job.edits
    assert isinstance(edit, Rewrite), "another take keeps the lock"
    assert "melody" not in edit.parts
    session.parts.lock("melody", is_locked=False)
    session.change("sadder")
    assert stage.client.last(EditJob).job.edits[0].parts is None


def test_what_has_no_part_left_to_change_is_dropped() -> None:
    sadder, new = edit_called("sadder", 1), edit_called("new melody", 1)
    assert spare((sadder, new), frozenset({"melody"}))[0] == Alter(
        sadder.move, 1, None, frozenset({"harmony", "chords", "bass", "drums"})
    )
    assert len(spare((sadder, new), frozenset({"melody"}))) == 1
    (spared,) = spare((sadder,), frozenset({"bass"}))
    assert "harmony" not in spared.parts, "it would clash with the bass that stays"
    other = Recast(melody=40)
    assert spare((other,), frozenset({"melody"})) == (other,)


def n_asked(stage: Any) -> int:
    """Count how often the parts were asked for."""
    return sum(isinstance(request.job, PartsJob) for request in stage.client.requests)


@pytest.fixture
def apart(qtbot: Any, stage: Any, session: SessionViewModel) -> SessionViewModel:
    """A song whose parts are at hand."""
    qtbot.waitUntil(lambda: n_asked(stage) == 1)
    stage.client.take_apart()
    qtbot.waitUntil(lambda: stage.is_settled and bool(stage.player.parts))
    return session


def test_a_fader_is_heard_before_anything_is_rendered(
    qtbot: Any, stage: Any, apart: SessionViewModel
) -> None:
    player = stage.player
    apart.parts.mute("drums", is_muted=True)
    stage.settle(qtbot)
    assert player.faders.of("drums").is_muted
    assert apart.song.piece.render_options.mix.faders.of("drums").is_muted, "it is so at once"
    stage.client.render()
    stage.settle(qtbot)
    assert stage.player is player, "what sounds goes on"
    assert apart.song.piece.waveform is not None
    apart.song.undo()
    stage.settle(qtbot)
    assert not player.faders.of("drums").is_muted, "undone at once, too"
    job = stage.client.last(RenderJob).job
    assert job.keep.file == apart.song.take.file, "and kept so"
    assert not job.render_options.mix.faders.of("drums").is_muted


def test_a_held_knob_is_heard_and_undone_as_one(
    qtbot: Any, stage: Any, apart: SessionViewModel
) -> None:
    for level in (-2, -5, -9):
        apart.parts.try_level("bass", level)
    stage.settle(qtbot)
    assert stage.player.faders.of("bass").level == -9
    assert not any(isinstance(request.job, RenderJob) for request in stage.client.requests)
    apart.parts.set_level("bass", -9)
    apart.song.undo()
    assert part(apart, "bass").level == 0
    stage.settle(qtbot)


def test_the_engine_is_asked_for_parts_only_when_it_is_idle(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    qtbot.waitUntil(lambda: n_asked(stage) == 1)
    session.change("sadder")
    assert stage.client.last(PartsJob) in stage.client.cancelled
    assert n_asked(stage) == 1
    stage.client.edit()
    qtbot.waitUntil(lambda: n_asked(stage) == 2)
    stage.settle(qtbot)


def test_parts_that_could_not_be_had_are_asked_for_again_a_few_times(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    died = Failure("EngineError", "the engine stopped unexpectedly")
    for n_times in (1, 2):
        qtbot.waitUntil(lambda n=n_times: n_asked(stage) == n)
        stage.client.fail(PartsJob, died)
    qtbot.waitUntil(lambda: n_asked(stage) == 3)
    stage.client.take_apart()
    stage.settle(qtbot)
    session.parts.mute("drums", is_muted=True)
    stage.settle(qtbot)
    assert stage.player.faders.of("drums").is_muted, "heard at once after all"


def test_what_cannot_be_played_is_not_asked_for_for_ever(
    qtbot: Any, stage: Any, session: SessionViewModel
) -> None:
    for n_times in (1, 2, 3):
        qtbot.waitUntil(lambda n=n_times: n_asked(stage) == n)
        stage.client.fail(PartsJob, Failure("SynthesisError", "no soundfont"))
    qtbot.wait(700)
    assert n_asked(stage) == 3
    session.change("sadder")
    stage.client.edit()
    qtbot.waitUntil(lambda: n_asked(stage) == 4)  # another song, another chance
    stage.settle(qtbot)


def test_a_part_that_is_solo_is_heard_alone(session: SessionViewModel) -> None:
    session.parts.solo("melody", is_solo=True)
    assert part(session, "melody").is_solo
    faders = session.song.piece.render_options.mix.faders
    assert (faders.gain("melody"), faders.gain("bass")) == (1.0, 0.0)
