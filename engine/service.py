"""The engine as a process of its own: jobs in, events out.

A crash of native code cannot take the window along, and a window that paints never waits for a
model. The parent holds an `EngineProcess`; the child runs `serve`.
"""

from __future__ import annotations

import dataclasses
import functools
import logging
import multiprocessing
import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.audio.waveform import Waveform
from engine.errors import EngineError, Failure, JobCancelledError
from engine.files import sweep
from engine.jobs import (
    BESIDE,
    Ask,
    ChordJob,
    ComposeJob,
    EditJob,
    Event,
    ExportJob,
    HumJob,
    Job,
    LookJob,
    MoodJob,
    OpenJob,
    PartsJob,
    ReadJob,
    RenderJob,
    SurveyJob,
    TeachJob,
    TranscribeJob,
    UnderstandJob,
    WarmUpJob,
)
from engine.library.takes.take import Keep
from engine.options import ComposeOptions
from engine.packages import missing_package
from engine.piece import Piece
from engine.progress import Progress
from engine.speech.transcript import Transcript
from engine.speech.voice_cue import VoiceCue
from engine.threads import keep_to_one_thread
from engine.user_folder import takes_folder, user_places

if TYPE_CHECKING:
    from engine.composition.score import Score
    from engine.pipeline import Pipeline
    from engine.teaching import Teaching

__all__ = ["EngineProcess"]

_log = logging.getLogger(__name__)
_LAST_WORDS = {"done", "failed", "cancelled"}
_GRACE = 0.1
"""Seconds in which a cancelled job ends by itself, unless it is loading something."""


class EngineProcess:
    """The parent's end.

    One thread may `receive` while another calls the rest. Nothing but `receive` and `close` waits:
    a thread of its own sends, since a long recording does not fit into the pipe before the child
    has started to read.
    """

    def __init__(self) -> None:
        keep_to_one_thread()  # the child inherits it, and loads NumPy before it runs our code
        context = multiprocessing.get_context("spawn")
        self._connection, child = context.Pipe()
        self._process = context.Process(
            target=serve, args=(child,), name="affetto-engine", daemon=True
        )
        self._process.start()
        child.close()
        self._last_id = 0
        self._outbox: queue.SimpleQueue[tuple[int, Job | Ask] | None] = queue.SimpleQueue()
        threading.Thread(target=self._send_forever, name="affetto-outbox", daemon=True).start()

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.is_alive()

    def submit(self, job: Job) -> int:
        """Queue a job and give its id.

        Raises
        ------
        EngineError
            If the engine's process has ended.
        """
        if not self.is_alive:
            raise EngineError("the engine has stopped", hint="Try again: it is started anew.")
        self._last_id += 1
        self._outbox.put((self._last_id, job))
        return self._last_id

    def cancel(self, job_id: int) -> None:
        """Ask one job to stop; a job that has ended already is left alone."""
        self._outbox.put((job_id, Ask.CANCEL))

    def suffice(self, job_id: int) -> None:
        """Ask one job to end with what it has, if it can."""
        self._outbox.put((job_id, Ask.SUFFICE))

    def receive(self) -> Event | None:
        """Wait for the next event; None once the process has ended."""
        try:
            event: Event = self._connection.recv()
        except (EOFError, OSError):
            return None
        return event

    def close(self) -> None:
        """End the process, whatever it does."""
        self._outbox.put(None)
        self._process.terminate()
        self._process.join(2)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def _send_forever(self) -> None:
        while (message := self._outbox.get()) is not None:
            try:
                self._connection.send(message)
            except OSError:  # the child has gone, which `receive` tells
                return


def serve(connection: Connection) -> None:
    """Run jobs one after the other until the parent goes away.

    Parameters
    ----------
    connection
        Receives ``(job_id, Job)`` to run a job and ``(job_id, Ask)`` to ask something of it.
    """
    from engine.pipeline import Pipeline  # noqa: PLC0415 - loads numpy and more, in the child only

    sweep(user_places())
    server = _Server(connection, Pipeline())
    threading.Thread(target=server.receive_forever, daemon=True).start()
    threading.Thread(target=server.work_beside, daemon=True).start()
    server.work_forever()


class _Server:
    """The child's end: one thread listens, so that a running job can be cancelled.

    One works at what a song waits for, and one at what takes minutes.
    """

    def __init__(self, connection: Connection, pipeline: Pipeline) -> None:
        self._connection = connection
        self._pipeline = pipeline
        self._jobs: queue.Queue[tuple[int, Job] | None] = queue.Queue()
        self._long_jobs: queue.Queue[tuple[int, Job] | None] = queue.Queue()
        self._progresses: dict[int, Progress] = {}
        self._open: set[int] = set()
        """Jobs whose last word has not been said."""
        self._telling = threading.Lock()

    def receive_forever(self) -> None:
        """Queue what comes in; end when the parent has gone."""
        while True:
            try:
                job_id, job = self._connection.recv()
            except (EOFError, OSError):
                self._jobs.put(None)
                self._long_jobs.put(None)
                return
            if isinstance(job, Ask):
                self._ask(job_id, job)
                continue
            self._progresses[job_id] = Progress(functools.partial(self._tell_progress, job_id))
            self._open.add(job_id)
            (self._long_jobs if isinstance(job, BESIDE) else self._jobs).put((job_id, job))

    def _ask(self, job_id: int, ask: Ask) -> None:
        progress = self._progresses.get(job_id)
        if progress is None:
            return
        if ask is Ask.SUFFICE:
            progress.suffice()
        else:
            progress.cancel()
            self._answer_soon(job_id)

    def _answer_soon(self, job_id: int) -> None:
        """Let nobody wait for a model that is being loaded: it is kept, the job is not."""
        timer = threading.Timer(_GRACE, self._tell, (job_id, "cancelled"))
        timer.daemon = True
        timer.start()

    def work_beside(self) -> None:
        """Run the queue of what takes minutes; songs come first."""
        if sys.platform == "linux":  # where a thread has a priority of its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
        while (entry := self._long_jobs.get()) is not None:
            self._work(*entry)

    def work_forever(self) -> None:
        """Run the queue of what a song waits for."""
        while (entry := self._jobs.get()) is not None:
            self._work(*entry)

    def _work(self, job_id: int, job: Job) -> None:
        progress = self._progresses[job_id]
        try:
            progress.check()
            self._tell(job_id, "done", self._run(job_id, job, progress))
        except JobCancelledError:
            self._tell(job_id, "cancelled")
        except EngineError as error:
            self._tell(job_id, "failed", Failure.of(error))
        except ImportError as error:
            self._tell(job_id, "failed", Failure.of(missing_package(error)))
        except Exception as error:  # noqa: BLE001 - one bad job must not end the service
            _log.exception("job %d failed", job_id)
            self._tell(job_id, "failed", Failure.of(error, traceback.format_exc()))
        finally:
            del self._progresses[job_id]

    def _run(self, job_id: int, job: Job, progress: Progress) -> Any:  # noqa: PLR0911 - one a job
        match job:
            case WarmUpJob(render_options):
                self._pipeline.warm_up(render_options, progress)
                return None
            case TranscribeJob() | ReadJob() | UnderstandJob():
                return self._listen(job, progress)
            case ComposeJob():
                return self._compose(job_id, job, progress)
            case ChordJob(piece, chord):
                return self._pipeline.render_chord(piece, chord, progress)
            case PartsJob(piece):
                return self._take_apart(job_id, piece, progress)
            case ExportJob(piece, path):
                return self._export(piece, path, progress)
            case SurveyJob() | TeachJob() | MoodJob() | LookJob():
                watch = functools.partial(self._tell_stage, job_id)
                return self._teaching.run(job, progress, watch)
            case OpenJob() | HumJob() | EditJob() | RenderJob():
                piece = self._take_up(job_id, job, progress)
                return self._render(job_id, piece, progress, job.keep)

    @functools.cached_property
    def _teaching(self) -> Teaching:
        from engine.teaching import Teaching  # noqa: PLC0415 - loads torch

        return Teaching(self._pipeline.listener)

    def _listen(self, job: TranscribeJob | ReadJob | UnderstandJob, progress: Progress) -> Any:
        listener = self._pipeline.listener
        match job:
            case TranscribeJob(waveform, read_options, is_whole):
                if is_whole:
                    return listener.hear(waveform, progress, read_options)
                return listener.transcribe(waveform, progress, read_options, is_whole=False)
            case ReadJob(text, read_options, voice):
                return listener.read(_wish(text, voice), read_options)
            case UnderstandJob(text, score, seed, chosen):
                return listener.understand(text, score, seed, chosen)

    def _take_apart(self, job_id: int, piece: Piece, progress: Progress) -> None:
        from engine.playback.live_mix import LivePart  # noqa: PLC0415 - in the child only

        # one by one: who receives all at once would be busy for too long
        for role, sound in self._pipeline.render_live(piece, progress).items():
            progress.check()
            self._tell_stage(job_id, "part", (role, LivePart.of(sound)))

    def _export(self, piece: Piece, path: Path, progress: Progress) -> Path:
        from engine.export import FORMATS, export_piece  # noqa: PLC0415 - in the child only

        kind = FORMATS[path.suffix.lower()]
        piece = self._pipeline.furnish(piece, [kind], progress)
        export_piece(piece, path, overwrite=True, progress=progress)
        return path

    def _take_up(
        self, job_id: int, job: OpenJob | HumJob | EditJob | RenderJob, progress: Progress
    ) -> Piece:
        """Give the piece that is to be played."""
        match job:
            case RenderJob(piece, render_options):
                return dataclasses.replace(piece, render_options=render_options)
            case EditJob(piece, edits):
                watch = functools.partial(self._tell_stage, job_id)
                for edit in edits:
                    piece = self._pipeline.editor.edit(piece, edit, progress, watch)
                return piece
            case HumJob():
                return self._make_of_tune(job_id, job, progress)
            case OpenJob():
                return self._read_song(job_id, job)

    def _read_song(self, job_id: int, job: OpenJob) -> Piece:
        from engine.library.song_file import read_song  # noqa: PLC0415 - in the child only

        score, remarks = read_song(job.path)
        if remarks:
            self._tell_stage(job_id, "remarks", remarks)
        options = ComposeOptions(), job.render_options
        return self._pipeline.editor.adopt(score, job.path.stem, *options)

    def _make_of_tune(self, job_id: int, job: HumJob, progress: Progress) -> Piece:
        tune = job.heard
        if isinstance(tune, Waveform):
            tune = self._hear_tune(job_id, tune, progress)
        options = job.compose_options, job.render_options
        watch = functools.partial(self._tell_stage, job_id)
        return self._pipeline.editor.retell(tune, job.text, *options, progress, watch)

    def _hear_tune(self, job_id: int, waveform: Waveform, progress: Progress) -> Score:
        from engine.humming.tune import hear_tune  # noqa: PLC0415 - in the child only

        progress.update("tune", 0.0)
        tune = hear_tune(waveform)
        self._tell_stage(job_id, "tune", tune)
        progress.check()
        return tune

    def _compose(self, job_id: int, job: ComposeJob, progress: Progress) -> Piece:
        watch: Callable[[str, Any], None] = functools.partial(self._tell_stage, job_id)
        take = None
        options = job.compose_options, job.render_options
        if job.keep is not None:
            from engine.library.takes.growing import GrowingTake  # noqa: PLC0415 - in the child only

            take = GrowingTake(takes_folder(), job.keep, options, watch)
            watch = take.watch
        try:
            wish = _wish(job.text, job.voice)
            return self._pipeline.make(wish, *options, progress, watch)
        except EngineError:
            if take is not None:
                take.drop()
            raise

    def _render(self, job_id: int, piece: Piece, progress: Progress, keep: Keep | None) -> Piece:
        if keep is not None:
            from engine.library.takes.growing import keep_and_tell  # noqa: PLC0415 - as above

            keep_and_tell(takes_folder(), piece, keep, functools.partial(self._tell_stage, job_id))
        expected = self._pipeline.expected_seconds(piece, progress)
        self._tell(job_id, "stage", ("expected", expected))
        return self._pipeline.render(piece, progress, functools.partial(self._tell_stage, job_id))

    def _tell_stage(self, job_id: int, name: str, value: Any) -> None:
        self._tell(job_id, "stage", (name, value))

    def _tell_progress(self, job_id: int, stage: str, fraction: float) -> None:
        self._tell(job_id, "progress", (stage, fraction))

    def _tell(self, job_id: int, kind: str, value: Any = None) -> None:
        with self._telling:
            if job_id not in self._open:
                return
            if kind in _LAST_WORDS:
                self._open.remove(job_id)
            try:
                self._connection.send(Event(job_id, kind, value))
            except OSError:
                self._jobs.put(None)


def _wish(text: str, voice: VoiceCue | None) -> str | Transcript:
    return text if voice is None else Transcript(text, voice=voice)
