from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.score import Key, Metre, Score, ScoreSection, TempoChange
from engine.emotion.reading import EmotionReading
from engine.errors import EmotionError, EngineError
from engine.jobs import Ask, ComposeJob, EditJob, Event, ReadJob, RenderJob, TeachJob, UnderstandJob
from engine.options import ComposeOptions, RenderOptions
from engine.piece import Piece
from engine.progress import Progress
from engine.service import EngineProcess, _Server, serve
from engine.speech.voice_cue import VoiceCue

C_MAJOR = Key(0, "major")


class FakePipeline:
    """Reads a wish by what it says; composes until it is told to stop."""

    def __init__(self) -> None:
        self.composing = threading.Event()
        self.loaded = threading.Event()
        self.listener = self.editor = self  # one fake is all that a pipeline is made of

    def read(self, text: str, _: Any) -> str:
        if text == "nothing":
            raise EmotionError("nothing felt", hint="Say more.")
        if text == "loading":
            self.loaded.wait(60)
        if text == "bug":
            raise ZeroDivisionError
        return f"reading of {text}"

    def understand(self, text: str, _score: Score, seed: int, chosen: range | None) -> str:
        return f"{text} of {chosen} with {seed}"

    def make(self, text: str, _c: Any, _r: Any, progress: Progress, watch: Any) -> Any:
        watch("reading", f"reading of {text}")
        self.composing.set()
        while text == "endless":
            progress.update("compose", 0.5)
        return SimpleNamespace(text=text)

    def edit(self, piece: Any, edit: Any, _progress: Progress, _watch: Any) -> Any:
        return SimpleNamespace(text=f"{piece.text}, {edit}")

    def expected_seconds(self, _piece: Any, _progress: Progress) -> float:
        return 2.5

    def render(self, piece: Any, _progress: Progress, watch: Any) -> Any:
        watch("remarks", ("no drums",))
        return piece


class Client:
    """The parent's end of a server that runs in a thread."""

    def __init__(self) -> None:
        self.connection, child = multiprocessing.Pipe()
        self.pipeline = FakePipeline()
        self.server = server = _Server(child, self.pipeline)  # type: ignore[arg-type]
        self.threads = [
            threading.Thread(target=server.receive_forever),
            threading.Thread(target=server.work_forever),
            threading.Thread(target=server.work_beside),
        ]
        for thread in self.threads:
            thread.start()

    def send(self, job_id: int, job: Any) -> None:
        self.connection.send((job_id, job))

    def end_of(self, job_id: int) -> Event:
        while True:
            assert self.connection.poll(60)
            event: Event = self.connection.recv()
            if event.job_id == job_id and event.kind in {"done", "failed", "cancelled"}:
                return event


@pytest.fixture
def client() -> Iterator[Client]:
    client = Client()
    yield client
    client.connection.close()
    for thread in client.threads:
        thread.join(60)
        assert not thread.is_alive()


def compose_job(text: str) -> ComposeJob:
    return ComposeJob(text, ComposeOptions(), RenderOptions())


def test_serving_runs_the_pipeline_until_the_parent_goes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path))
    monkeypatch.setattr("engine.pipeline.Pipeline", FakePipeline)
    connection, child = multiprocessing.Pipe()
    thread = threading.Thread(target=serve, args=(child,))
    thread.start()
    connection.send((1, ReadJob("joy")))
    assert connection.poll(60)
    assert connection.recv().value == "reading of joy"
    connection.close()
    thread.join(60)
    assert not thread.is_alive()


def test_a_job_gives_its_result(client: Client) -> None:
    client.send(1, ReadJob("joy"))
    assert client.end_of(1).value == "reading of joy"


def test_words_said_to_a_song_are_understood(client: Client) -> None:
    score = Score(
        C_MAJOR, Metre(), 1, (TempoChange(0, 90.0),), (ScoreSection("A", 0, 1, C_MAJOR),), (), ()
    )
    client.send(1, UnderstandJob("send the bass home", score, 7, range(2, 4)))
    assert client.end_of(1).value == "send the bass home of range(2, 4) with 7"


def test_a_stage_is_told_before_the_result(client: Client) -> None:
    client.send(1, compose_job("joy"))
    event = client.connection.recv()
    assert (event.kind, event.value) == ("stage", ("reading", "reading of joy"))
    assert client.end_of(1).kind == "done"


def test_another_sound_tells_how_long_it_will_take(client: Client) -> None:
    score = Score(
        C_MAJOR, Metre(), 1, (TempoChange(0, 120),), (ScoreSection("A", 0, 1, C_MAJOR),), (), ()
    )
    expression = Expression(120, 3, 60, 80, 0.5)
    plan = Plan(score.key, score.metre, (PlannedSection("A", 1, C_MAJOR, 0, 0, expression),), 0)
    reading = EmotionReading("joy", ())
    piece = Piece(reading, plan, score, ComposeOptions(), RenderOptions())
    client.send(1, RenderJob(piece, RenderOptions("wavenet")))
    event = client.connection.recv()
    assert (event.kind, event.value) == ("stage", ("expected", 2.5))
    assert client.connection.recv().value == ("remarks", ("no drums",))
    assert client.end_of(1).value.render_options.synthesizer == "wavenet"


def test_an_edit_gives_a_piece_with_its_sound(client: Client) -> None:
    client.send(1, EditJob(SimpleNamespace(text="joy"), ("sadder", "slower")))
    assert client.end_of(1).value.text == "joy, sadder, slower"


def test_an_error_of_ours_becomes_a_failure_with_its_hint(client: Client) -> None:
    client.send(1, ReadJob("nothing"))
    failure = client.end_of(1).value
    assert (failure.kind, failure.message, failure.hint) == (
        "EmotionError",
        "nothing felt",
        "Say more.",
    )


def test_a_bug_in_one_job_does_not_end_the_service(client: Client) -> None:
    client.send(1, ReadJob("bug"))
    assert "ZeroDivisionError" in client.end_of(1).value.details
    client.send(2, ReadJob("joy"))
    assert client.end_of(2).kind == "done"


def test_a_running_job_can_be_cancelled(client: Client) -> None:
    client.send(1, compose_job("endless"))
    assert client.pipeline.composing.wait(60)
    client.send(1, Ask.CANCEL)
    assert client.end_of(1).kind == "cancelled"


def test_a_waiting_job_can_be_cancelled(client: Client) -> None:
    client.send(1, compose_job("endless"))
    client.send(2, ReadJob("joy"))
    client.send(2, Ask.CANCEL)
    client.send(1, Ask.CANCEL)
    assert client.end_of(2).kind == "cancelled"


def test_nobody_waits_for_a_model_that_a_cancelled_job_loads(client: Client) -> None:
    client.send(1, ReadJob("loading"))
    client.send(1, Ask.CANCEL)
    assert client.end_of(1).kind == "cancelled"
    assert not client.pipeline.loaded.is_set()
    client.send(2, ReadJob("joy"))
    client.pipeline.loaded.set()
    event = client.connection.recv()  # the first job has said its last word
    assert (event.job_id, event.kind) == (2, "done")


class Learning:
    """Learns until it has enough, and says so by the job's name."""

    def __init__(self, _listener: Any) -> None:
        pass

    def run(self, job: TeachJob, progress: Progress, watch: Any) -> str:
        watch("curve", "a point")
        while not progress.has_enough:
            progress.update("learn", 0.5)
        return f"{job.name} learned"


def test_songs_are_made_while_a_composer_learns(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.teaching.Teaching", Learning)
    client.send(1, TeachJob(Path("music"), "Pop"))
    event = client.connection.recv()
    assert (event.job_id, event.value) == (1, ("curve", "a point"))
    client.send(2, compose_job("joy"))
    assert client.end_of(2).kind == "done", "the song waits for no learning"
    client.send(1, Ask.SUFFICE)
    assert client.end_of(1).value == "Pop learned", "and what was learned is not thrown away"


def test_learning_can_be_cancelled(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.teaching.Teaching", Learning)
    client.send(1, TeachJob(Path("music"), "Pop"))
    client.send(1, Ask.CANCEL)
    assert client.end_of(1).kind == "cancelled"


def test_a_late_cancel_leaves_the_next_job_alone(client: Client) -> None:
    client.send(1, ReadJob("joy"))
    client.end_of(1)
    client.send(1, Ask.CANCEL)
    client.send(2, ReadJob("hope"))
    assert client.end_of(2).kind == "done"


@pytest.mark.slow
def test_the_process_answers_and_says_when_it_has_ended() -> None:
    process = EngineProcess()
    try:
        job_id = process.submit(ReadJob("joy"))
        event = process.receive()
        assert event is not None
        assert (event.job_id, event.kind) == (job_id, "done")
        process._process.kill()
        assert process.receive() is None
    finally:
        process.close()
    assert not process.is_alive
    with pytest.raises(EngineError, match="the engine has stopped"):
        process.submit(ReadJob("joy"))


def test_how_a_wish_was_said_reaches_the_composer(client: Client) -> None:
    voice = VoiceCue(0.3, 0.1, 0.2)
    client.send(1, ComposeJob("joy", ComposeOptions(), RenderOptions(), voice))
    wish = client.end_of(1).value.text
    assert (wish.text, wish.voice) == ("joy", voice)
    client.send(2, compose_job("joy"))
    assert client.end_of(2).value.text == "joy"


def test_a_long_run_keeps_nothing_of_jobs_that_have_ended(client: Client) -> None:
    for number in range(1, 30):
        text = ("joy", "nothing", "bug")[number % 3]
        client.send(number, ReadJob(text))
        client.end_of(number)
    client.send(30, ReadJob("joy"))
    assert client.end_of(30).kind == "done"
    kept = [value for value in vars(client.server).values() if isinstance(value, dict | set)]
    assert all(not set(value) & set(range(1, 30)) for value in kept)
