"""The song that is being made: one at a time, and what the engine tells of it on the way."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from desktop.engine_client import EngineClient, Request
from engine import (
    ComposeJob,
    ComposeOptions,
    EmotionReading,
    Failure,
    Job,
    Piece,
    Plan,
    RenderOptions,
    Score,
    Take,
)

__all__ = ["SongMaking"]


@dataclass(frozen=True)
class _Coming:
    """What is known of the piece that is made."""

    compose_options: ComposeOptions | None = None
    render_options: RenderOptions | None = None
    reading: EmotionReading | None = None
    plan: Plan | None = None
    take: Take | None = None

    def begin(self, bars: Score) -> Piece | None:
        """Give the piece as far as it is written, once it was read and planned."""
        if not (self.reading and self.plan and self.compose_options and self.render_options):
            return None
        return Piece(self.reading, self.plan, bars, self.compose_options, self.render_options)


class SongMaking(QObject):
    """One job of the engine that makes a song or its sound."""

    progressed = Signal(str, float)
    tune_heard = Signal(object)  # Score: the tune that was hummed
    read = Signal(object)  # EmotionReading
    planned = Signal(object)  # Plan
    grew = Signal(object)  # Piece: its first bars, while the rest is composed
    sounded = Signal(object)  # Waveform: the next stretch of what is composed
    seconds_expected = Signal(float)  # how long the sound will take
    remarked = Signal(object)  # tuple[str, ...]: what will not sound as it should
    kept = Signal(object)  # Take: what is made is on the disk
    unkept = Signal(object)  # Failure: it is not, but goes on

    def __init__(self, client: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._request: Request | None = None
        self._coming = _Coming()
        self.job: Job | None = None
        """What was begun last."""
        self.is_quiet = False
        """Whether what is made is only the sound of what is there."""

    @property
    def is_under_way(self) -> bool:
        """Whether something is made."""
        return self._request is not None

    @property
    def take(self) -> Take | None:
        """As which the piece that was made last is kept."""
        return self._coming.take

    def begin(
        self,
        job: Job,
        done: Callable[[Piece], None],
        failed: Callable[[Failure], None],
        *,
        is_quiet: bool = False,
    ) -> None:
        """Have a job done; what was under way has been stopped by `end`."""
        request = self._client.submit(job)
        request.finished.connect(done)
        request.progressed.connect(self.progressed)
        request.staged.connect(self._on_staged)
        request.failed.connect(failed)
        self._coming = _Coming()
        if isinstance(job, ComposeJob):
            self._coming = _Coming(job.compose_options, job.render_options)
        self._request, self.job, self.is_quiet = request, job, is_quiet

    def stop(self) -> None:
        """Stop the job."""
        if self._request is not None:
            self._client.cancel(self._request)
        self.end()

    def end(self) -> None:
        """Be done with the job."""
        self._request, self.is_quiet = None, False

    @Slot(str, object)
    def _on_staged(self, stage: str, value: Any) -> None:
        if stage in ("reading", "plan"):
            self._coming = dataclasses.replace(self._coming, **{stage: value})
        if stage == "bars":
            if piece := self._coming.begin(value):
                self.grew.emit(piece)
        elif stage == "kept":
            self._coming = dataclasses.replace(self._coming, take=value)
            self.kept.emit(value)
        else:
            signals = {
                "tune": self.tune_heard,
                "reading": self.read,
                "plan": self.planned,
                "sound": self.sounded,
                "expected": self.seconds_expected,
                "remarks": self.remarked,
                "unkept": self.unkept,
            }
            if stage in signals:
                signals[stage].emit(value)
