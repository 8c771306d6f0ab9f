"""What the engine does for each job, whichever process asks."""

from __future__ import annotations

import dataclasses
import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.audio.waveform import Waveform
from engine.errors import EngineError
from engine.jobs import (
    ChordJob,
    ComposeJob,
    EditJob,
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
from engine.piece import Piece
from engine.progress import Progress
from engine.speech.transcript import Transcript
from engine.speech.voice_cue import VoiceCue
from engine.user_folder import takes_folder

if TYPE_CHECKING:
    from engine.author import Watch
    from engine.composition.score import Score
    from engine.pipeline import Pipeline
    from engine.teaching import Teaching

__all__ = ["JobRunner"]


class JobRunner:
    """Does jobs; what they load is kept for the next ones."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def run(self, job: Job, progress: Progress, watch: Watch) -> Any:  # noqa: PLR0911 - one a job
        """Do a job, and give its result.

        Parameters
        ----------
        watch
            Receives what is there before the end, by the name of its stage.

        Raises
        ------
        EngineError
            If it cannot be done.
        JobCancelledError
            If the user asked to stop.
        """
        match job:
            case WarmUpJob(render_options):
                self._pipeline.warm_up(render_options, progress)
                return None
            case TranscribeJob() | ReadJob() | UnderstandJob():
                return self._listen(job, progress)
            case ComposeJob():
                return self._compose(job, progress, watch)
            case ChordJob(piece, chord):
                return self._pipeline.render_chord(piece, chord, progress)
            case PartsJob(piece):
                return self._take_apart(piece, progress, watch)
            case ExportJob(piece, path):
                return self._export(piece, path, progress)
            case SurveyJob() | TeachJob() | MoodJob() | LookJob():
                return self._teaching.run(job, progress, watch)
            case OpenJob() | HumJob() | EditJob() | RenderJob():
                piece = self._take_up(job, progress, watch)
                return self._render(piece, progress, watch, job.keep)

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

    def _take_apart(self, piece: Piece, progress: Progress, watch: Watch) -> None:
        from engine.playback.live_mix import LivePart  # noqa: PLC0415 - in the child only

        # one by one: who receives all at once would be busy for too long
        for role, sound in self._pipeline.render_live(piece, progress).items():
            progress.check()
            watch("part", (role, LivePart.of(sound)))

    def _export(self, piece: Piece, path: Path, progress: Progress) -> Path:
        from engine.export import FORMATS, export_piece  # noqa: PLC0415 - in the child only

        kind = FORMATS[path.suffix.lower()]
        piece = self._pipeline.furnish(piece, [kind], progress)
        export_piece(piece, path, overwrite=True, progress=progress)
        return path

    def _take_up(
        self, job: OpenJob | HumJob | EditJob | RenderJob, progress: Progress, watch: Watch
    ) -> Piece:
        """Give the piece that is to be played."""
        match job:
            case RenderJob(piece, render_options):
                return dataclasses.replace(piece, render_options=render_options)
            case EditJob(piece, edits):
                for edit in edits:
                    piece = self._pipeline.editor.edit(piece, edit, progress, watch)
                return piece
            case HumJob():
                return self._make_of_tune(job, progress, watch)
            case OpenJob():
                return self._read_song(job, watch)

    def _read_song(self, job: OpenJob, watch: Watch) -> Piece:
        from engine.library.song_file import read_song  # noqa: PLC0415 - in the child only

        score, remarks = read_song(job.path)
        if remarks:
            watch("remarks", remarks)
        options = ComposeOptions(), job.render_options
        return self._pipeline.editor.adopt(score, job.path.stem, *options)

    def _make_of_tune(self, job: HumJob, progress: Progress, watch: Watch) -> Piece:
        tune = job.heard
        if isinstance(tune, Waveform):
            tune = self._hear_tune(tune, progress, watch)
        options = job.compose_options, job.render_options
        return self._pipeline.editor.retell(tune, job.text, *options, progress, watch)

    def _hear_tune(self, waveform: Waveform, progress: Progress, watch: Watch) -> Score:
        from engine.humming.tune import hear_tune  # noqa: PLC0415 - in the child only

        progress.update("tune", 0.0)
        tune = hear_tune(waveform)
        watch("tune", tune)
        progress.check()
        return tune

    def _compose(self, job: ComposeJob, progress: Progress, watch: Watch) -> Piece:
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

    def _render(self, piece: Piece, progress: Progress, watch: Watch, keep: Keep | None) -> Piece:
        if keep is not None:
            from engine.library.takes.growing import keep_and_tell  # noqa: PLC0415 - as above

            keep_and_tell(takes_folder(), piece, keep, watch)
        expected = self._pipeline.expected_seconds(piece, progress)
        watch("expected", expected)
        return self._pipeline.render(piece, progress, watch)


def _wish(text: str, voice: VoiceCue | None) -> str | Transcript:
    return text if voice is None else Transcript(text, voice=voice)
