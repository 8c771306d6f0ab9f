"""What the service asks of the engine for each job, and the end of it that the window holds."""

from __future__ import annotations

import functools
import multiprocessing
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from engine import job_runner, service
from engine.composition.score import Key, Metre, Score, ScoreSection, TempoChange
from engine.errors import EmotionError, EngineError
from engine.jobs import (
    Ask,
    ComposeJob,
    EditJob,
    Event,
    ExportJob,
    Job,
    OpenJob,
    PartsJob,
    ReadJob,
    RenderJob,
    TranscribeJob,
    UnderstandJob,
    WarmUpJob,
)
from engine.library.takes.take import Keep
from engine.options import ComposeOptions, ReadOptions, RenderOptions
from engine.playback.live_mix import LivePart
from engine.service import EngineProcess, _Server
from engine.speech.voice_cue import VoiceCue

WAVENET = RenderOptions("wavenet")
SPANISH = ReadOptions(language="es")


class Recording:
    """A pipeline that says what was asked of it, and tells some progress each time."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.listener = self.editor = self

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def ask(*values: Any, **named: Any) -> Any:
            progress = next((value for value in values if hasattr(value, "update")), None)
            if progress is not None:
                progress.update("render", 0.5)
            plain = tuple(v for v in values if v is not progress and not isinstance(v, _CALLS))
            self.asked.append((name, *plain, *named.items()))
            return f"{name} done"

        return ask


_CALLS = (functools.partial, type(lambda: None), type([].append))


def events_of(job: Job, pipeline: Any) -> list[Event]:
    """Run one job to its end, and give all that is told of it."""
    ours, theirs = multiprocessing.Pipe()
    server = _Server(theirs, pipeline)
    ours.send((7, job))
    ours.close()
    told: list[Event] = []
    server._connection = SimpleNamespace(recv=theirs.recv, send=told.append)  # type: ignore[assignment]
    server.receive_forever()
    server.work_forever()
    assert {event.job_id for event in told} == {7}
    return told


def told(job: Job, pipeline: Any) -> list[tuple[str, Any]]:
    return [(event.kind, event.value) for event in events_of(job, pipeline)]


WAVE: Any = "a recording"


@pytest.mark.parametrize(
    ("job", "asked"),
    [
        (WarmUpJob(WAVENET), ("warm_up", WAVENET)),
        (TranscribeJob(WAVE, SPANISH), ("hear", WAVE, SPANISH)),
        (TranscribeJob(WAVE, SPANISH, is_whole=False),
         ("transcribe", WAVE, SPANISH, ("is_whole", False))),
        (ReadJob("joy", SPANISH), ("read", "joy", SPANISH)),
        (ComposeJob("joy", ComposeOptions(seed=3), WAVENET),
         ("make", "joy", ComposeOptions(seed=3), WAVENET)),
    ],
)  # fmt: skip
def test_each_job_asks_its_own_thing_with_its_own_options(job: Job, asked: tuple[Any, ...]) -> None:
    pipeline = Recording()
    kinds = told(job, pipeline)
    assert pipeline.asked == [asked]
    assert kinds[-1] == ("done", None if isinstance(job, WarmUpJob) else f"{asked[0]} done")
    if not isinstance(job, ReadJob):  # how far it is comes before the end
        assert kinds[:-1] == [("progress", ("render", 0.5))]


def test_how_a_wish_was_said_is_read_with_it() -> None:
    pipeline = Recording()
    voice = VoiceCue(0.3, 0.1, 0.2)
    told(ReadJob("joy", voice=voice), pipeline)
    [(_, wish, _)] = pipeline.asked
    assert (wish.text, wish.voice) == ("joy", voice)


def test_parts_are_told_one_by_one_and_no_longer_than_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def render_live(piece: str, _progress: Any) -> dict[str, str]:
        return {"melody": f"{piece}, sung", "bass": f"{piece}, plucked"}

    monkeypatch.setattr(LivePart, "of", lambda sound: f"live {sound}")
    kinds = told(PartsJob("a piece"), SimpleNamespace(render_live=render_live))  # type: ignore[arg-type]
    assert kinds == [
        ("stage", ("part", ("melody", "live a piece, sung"))),
        ("stage", ("part", ("bass", "live a piece, plucked"))),
        ("done", None),
    ]

    def cancelled(_piece: str, progress: Any) -> dict[str, str]:
        progress.cancel()
        return {"melody": "sung"}

    kinds = told(PartsJob("a piece"), SimpleNamespace(render_live=cancelled))  # type: ignore[arg-type]
    assert kinds == [("cancelled", None)]


def test_a_file_that_holds_the_parts_is_written_by_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[tuple[Any, ...]] = []
    monkeypatch.setattr("engine.export.export_piece", lambda *what, **_: written.append(what))
    pipeline, path = Recording(), tmp_path / "song.dawproject"
    kinds = told(ExportJob("a piece", path), pipeline)  # type: ignore[arg-type]
    [(name, piece, [kind])] = pipeline.asked
    assert (name, piece, kind.has_stems) == ("furnish", "a piece", True)
    assert written == [("furnish done", path)]
    assert kinds[-1] == ("done", path)


def test_each_edit_is_made_on_what_the_one_before_left() -> None:
    pipeline = Recording()
    kinds = told(EditJob("a piece", ("sadder", "slower")), pipeline)  # type: ignore[arg-type]
    assert pipeline.asked == [
        ("edit", "a piece", "sadder"), ("edit", "edit done", "slower"),
        ("expected_seconds", "edit done"), ("render", "edit done"),
    ]  # fmt: skip
    assert ("stage", ("expected", "expected_seconds done")) in kinds
    assert kinds.count(("progress", ("render", 0.5))) == 4  # each tells how far it is


def test_a_song_file_is_taken_up_and_sounds(tmp_path: Path, monkeypatch: Any) -> None:
    score = object()
    seen: list[Path] = []

    def read_song(path: Path) -> tuple[object, tuple[str, ...]]:
        seen.append(path)
        return score, ("a bar was empty",)

    monkeypatch.setattr("engine.library.song_file.read_song", read_song)
    pipeline = Recording()
    path = tmp_path / "my song.mid"
    kinds = told(OpenJob(path, WAVENET), pipeline)
    assert seen == [path]
    assert kinds[0] == ("stage", ("remarks", ("a bar was empty",)))
    assert pipeline.asked[0] == ("adopt", score, "my song", ComposeOptions(), WAVENET)
    assert pipeline.asked[1:] == [("expected_seconds", "adopt done"), ("render", "adopt done")]
    assert kinds[-1] == ("done", "render done")


@pytest.mark.parametrize("kind", ["edit", "render", "open"])
def test_what_is_to_be_kept_is_kept_before_it_sounds(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = Recording()
    keep = Keep("rain")
    kept: list[tuple[Any, ...]] = []

    def keep_and_tell(folder: Path, piece: Any, asked: Keep, tell: Any) -> None:
        kept.append((folder, piece, asked, len(pipeline.asked)))
        tell("kept", "a take")

    monkeypatch.setattr("engine.library.takes.growing.keep_and_tell", keep_and_tell)
    monkeypatch.setattr(job_runner, "takes_folder", lambda: tmp_path)
    monkeypatch.setattr("engine.library.song_file.read_song", lambda _path: (None, ()))
    monkeypatch.setattr("dataclasses.replace", lambda piece, **_: piece)
    job: Job = {
        "edit": EditJob("a piece", ("sadder",), keep),  # type: ignore[arg-type]
        "render": RenderJob("a piece", WAVENET, keep),  # type: ignore[arg-type]
        "open": OpenJob(tmp_path / "song.mid", WAVENET, keep),
    }[kind]
    kinds = told(job, pipeline)
    [(folder, piece, asked, n_before)] = kept
    assert (folder, asked) == (tmp_path, keep)
    assert piece == {"edit": "edit done", "render": "a piece", "open": "adopt done"}[kind]
    assert [name for name, *_ in pipeline.asked[n_before:]] == ["expected_seconds", "render"]
    assert ("stage", ("kept", "a take")) in kinds


class Dropping:
    """Stands in for a take that grows."""

    made: list[tuple[Any, ...]]
    dropped = 0

    def __init__(self, *values: Any) -> None:
        Dropping.made.append(values[:-1])
        self._tell = values[-1]

    def watch(self, name: str, value: Any) -> None:
        self._tell(name, f"kept {value}")

    def drop(self) -> None:
        Dropping.dropped += 1


@pytest.mark.parametrize("failure", [None, EmotionError("nothing felt", hint="Say more.")])
def test_a_take_grows_with_the_piece_and_is_dropped_where_none_comes(
    failure: EmotionError | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def make(_text: str, _c: Any, _r: Any, _progress: Any, watch: Any) -> str:
        watch("bars", "eight bars")
        if failure is not None:
            raise failure
        return "a piece"

    Dropping.made, Dropping.dropped = [], 0
    monkeypatch.setattr("engine.library.takes.growing.GrowingTake", Dropping)
    monkeypatch.setattr(job_runner, "takes_folder", lambda: tmp_path)
    keep = Keep("rain")
    job = ComposeJob("joy", ComposeOptions(seed=2), WAVENET, keep=keep)
    kinds = told(job, SimpleNamespace(make=make))
    assert Dropping.made == [(tmp_path, keep, (ComposeOptions(seed=2), WAVENET))]
    assert kinds[0] == ("stage", ("bars", "kept eight bars"))
    assert kinds[-1][0] == ("failed" if failure else "done")
    assert Dropping.dropped == (failure is not None)


def test_a_failure_without_a_take_is_a_failure() -> None:
    def make(*_: Any) -> str:
        raise EmotionError("nothing felt", hint="Say more.")

    kinds = told(ComposeJob("joy", ComposeOptions(), WAVENET), SimpleNamespace(make=make))
    assert [kind for kind, _ in kinds] == ["failed"]
    assert kinds[0][1].message == "nothing felt"


def test_a_missing_package_is_named(caplog: pytest.LogCaptureFixture) -> None:
    def warm_up(*_: Any) -> None:
        raise ImportError("No module named 'torch'", name="torch")

    [(kind, failure)] = told(WarmUpJob(), SimpleNamespace(warm_up=warm_up))
    assert kind == "failed"
    assert "torch" in failure.message
    assert failure.hint
    assert not caplog.records


def test_a_bug_is_told_with_its_place_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    def warm_up(*_: Any) -> None:
        raise ZeroDivisionError("by nought")

    [(kind, failure)] = told(WarmUpJob(), SimpleNamespace(warm_up=warm_up))
    assert (kind, failure.kind) == ("failed", "ZeroDivisionError")
    assert "warm_up" in failure.details
    assert "job 7" in caplog.text


def test_the_service_ends_with_its_parent() -> None:
    def gone(_event: Event) -> None:
        raise BrokenPipeError

    ours, theirs = multiprocessing.Pipe()
    ours.send((1, ReadJob("joy")))
    server = _Server(theirs, Recording())  # type: ignore[arg-type]
    server._connection = SimpleNamespace(recv=theirs.recv, send=gone)  # type: ignore[assignment]
    listening = threading.Thread(target=server.receive_forever)
    listening.start()
    server.work_forever()  # nobody hears that the job is done
    ours.close()
    listening.join(60)
    assert not listening.is_alive()


class Child:
    """A process that is a thread: what is started ends when it is told to, or only when killed."""

    stubborn = False
    calls: list[str]

    def __init__(self, target: Any, args: tuple[Any, ...], **_: Any) -> None:
        self._lives = True
        self._thread = threading.Thread(target=target, args=args, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def is_alive(self) -> bool:
        return self._lives

    def terminate(self) -> None:
        Child.calls.append("terminate")
        self._lives = Child.stubborn

    def kill(self) -> None:
        Child.calls.append("kill")
        self._lives = False

    def join(self, seconds: float | None = None) -> None:
        assert seconds is not None or not self._lives, "it would wait for ever"
        Child.calls.append("join")


class Both:
    """Both ends of a pipe in one process."""

    def __init__(self) -> None:
        self.received: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def get_context(self, method: str) -> Any:
        assert method == "spawn"  # a fork would share the window's threads and devices
        return SimpleNamespace(Pipe=self._pipe, Process=Child)

    def _pipe(self) -> Any:
        ours, theirs = multiprocessing.Pipe()
        # what the parent closes of the child's end stays open here, as in a process of its own
        return ours, SimpleNamespace(
            recv=theirs.recv, send=theirs.send, end=theirs.close, close=int
        )


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Both:
    found = Both()
    Child.stubborn, Child.calls = False, []

    def serve(connection: Any) -> None:
        while True:
            try:
                job_id, job = connection.recv()
            except (EOFError, OSError):
                return
            found.received.put((job_id, job))
            if job == ReadJob("crash"):
                break
            connection.send(Event(job_id, "cancelled" if job is Ask.CANCEL else "done"))
        connection.end()

    monkeypatch.setattr(service, "serve", serve)
    monkeypatch.setattr(service.multiprocessing, "get_context", found.get_context)
    return found


def test_jobs_are_numbered_and_come_back_by_their_numbers(both: Both) -> None:
    process = EngineProcess()
    assert process.is_alive
    assert [process.submit(ReadJob(text)) for text in ("joy", "hope")] == [1, 2]
    process.cancel(1)
    events = [process.receive() for _ in range(3)]
    assert [(e.job_id, e.kind) for e in events if e] == [(1, "done"), (2, "done"), (1, "cancelled")]
    sent = [both.received.get(timeout=60) for _ in range(3)]
    assert sent == [(1, ReadJob("joy")), (2, ReadJob("hope")), (1, Ask.CANCEL)]
    process.close()
    assert Child.calls == ["terminate", "join"]


@pytest.mark.usefixtures("both")
def test_an_engine_that_has_gone_says_nothing_more_and_takes_nothing() -> None:
    process = EngineProcess()
    process.submit(ReadJob("crash"))
    assert process.receive() is None
    process.close()
    assert process.receive() is None
    with pytest.raises(EngineError, match="has stopped") as caught:
        process.submit(ReadJob("joy"))
    assert "started anew" in caught.value.hint


@pytest.mark.usefixtures("both")
def test_an_engine_that_does_not_end_is_killed() -> None:
    Child.stubborn = True
    process = EngineProcess()
    process.close()
    assert Child.calls == ["terminate", "join", "kill", "join"]
    assert not process.is_alive


def test_a_score_is_understood_with_its_seed_and_bars() -> None:
    key = Key(0, "major")
    score = Score(key, Metre(), 1, (TempoChange(0, 90.0),), (ScoreSection("A", 0, 1, key),), (), ())
    pipeline = Recording()
    told(UnderstandJob("softer", score, 7, range(2, 4)), pipeline)
    assert pipeline.asked == [("understand", "softer", score, 7, range(2, 4))]
