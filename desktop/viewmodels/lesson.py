"""A lesson: a folder of the user's music from which a composer, or a mood, is learned."""

from __future__ import annotations

import time
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.engine_client import EngineClient, Request
from engine import (
    CurvePoint,
    EngineError,
    Failure,
    FoundMusic,
    JobCancelledError,
    MoodJob,
    SurveyJob,
    TeachJob,
    composer_folder,
)

__all__ = ["Lesson", "LessonKind", "LessonStep"]

_SETTLED = 0.03
"""Share of a lesson after which the time left can be told: the first batches are slow."""


class LessonKind(Enum):
    """What is learned from the music."""

    COMPOSER = "composer"
    MOOD = "mood"


class LessonStep(Enum):
    """How far a lesson is."""

    ASKING = "asking"  # for a folder
    READING = "reading"  # what is in it
    FOUND = "found"
    LEARNING = "learning"
    STOPPING = "stopping"  # and keeping what was learned


class Lesson(QObject):
    """Looks into a folder, and lets the engine learn from it while songs go on being made.

    Attributes
    ----------
    kind, folder, name
        What is learned, from where, and what it will be called.
    step
        How far it is.
    found
        What the folder holds, once that is known.
    points
        How well the music is known by now, the latest last.
    share
        Of the reading or learning that is over, 0 to 1.
    """

    changed = Signal()
    curve_changed = Signal(object)  # tuple[CurvePoint, ...]
    learned = Signal(object, str, object)  # LessonKind, the name, FoundMusic
    failed = Signal(object)  # Failure

    def __init__(self, client: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._request: Request | None = None
        self._began = (0.0, 0.0)  # on the clock, and the share that was learned before
        self.kind = LessonKind.COMPOSER
        self.step = LessonStep.ASKING
        self.folder: Path | None = None
        self.name = ""
        self.found: FoundMusic | None = None
        self.points: tuple[CurvePoint, ...] = ()
        self.share = 0.0

    @property
    def is_busy(self) -> bool:
        """Whether something is being learned."""
        return self.step in {LessonStep.LEARNING, LessonStep.STOPPING}

    @property
    def is_ready(self) -> bool:
        """Whether the learning can begin."""
        return self.step is LessonStep.FOUND and bool(self.name.strip()) and self.objection is None

    @property
    def objection(self) -> Failure | None:
        """What is wrong with the name; nothing while there is none yet."""
        name = self.name.strip()
        if not name:
            return None
        if self.kind is LessonKind.MOOD:
            if any(letter.isalpha() for letter in name):
                return None
            message = self.tr("A wish could not say “{name}”").format(name=name)
            return Failure("EmotionError", message, self.tr("Choose a name with a word in it."))
        try:
            composer_folder(name)
        except EngineError as error:
            return Failure.of(error)
        return None

    @property
    def seconds_left(self) -> float | None:
        """How long the learning will go on; None while nobody can know."""
        started, before = self._began
        done = self.share - before
        if self.step is not LessonStep.LEARNING or done < _SETTLED:
            return None
        return (time.monotonic() - started) / done * (1 - self.share)

    def choose_kind(self, kind: LessonKind) -> None:
        """Learn a composer or a mood from the folder."""
        if not self.is_busy and kind is not self.kind:
            self.kind = kind
            self.changed.emit()

    def choose_folder(self, folder: Path) -> None:
        """Look into a folder; it gives what is learned a name until the user does."""
        if self.is_busy:
            return
        self._drop()
        if not self.name.strip() or (self.folder and self.name == _name_of(self.folder)):
            self.name = _name_of(folder)
        self.folder, self.found, self.points = folder, None, ()
        self._go_to(LessonStep.READING)
        self.curve_changed.emit(self.points)
        self._send(SurveyJob(folder)).finished.connect(self._on_found)

    def call(self, name: str) -> None:
        """Choose the name."""
        if name != self.name and not self.is_busy:
            self.name = name
            self.changed.emit()

    @Slot()
    def begin(self) -> None:
        """Learn."""
        if not self.is_ready or self.folder is None:
            return
        self.points = ()
        self.curve_changed.emit(self.points)
        self._began = (0.0, 0.0)
        self._go_to(LessonStep.LEARNING)
        make = TeachJob if self.kind is LessonKind.COMPOSER else MoodJob
        request = self._send(make(self.folder, self.name.strip()))
        request.staged.connect(self._on_staged)
        request.finished.connect(self._on_learned)

    @Slot()
    def stop(self) -> None:
        """End: a composer keeps what it has learned, of a mood nothing is kept."""
        if self.step is LessonStep.READING:
            self._drop()
            self.folder = None
            self._go_to(LessonStep.ASKING)
        elif self.step is LessonStep.LEARNING and self.kind is LessonKind.MOOD:
            self._drop()
            self._go_to(LessonStep.FOUND)
        elif self.step is LessonStep.LEARNING and self._request is not None:
            self._go_to(LessonStep.STOPPING)
            self._client.suffice(self._request)

    def _send(self, job: SurveyJob | TeachJob | MoodJob) -> Request:
        self._request = request = self._client.submit(job)
        request.progressed.connect(self._on_progress)
        request.failed.connect(self._on_failed)
        return request

    def _drop(self) -> None:
        if self._request is not None:
            self._client.cancel(self._request)
            self._request = None

    def _go_to(self, step: LessonStep) -> None:
        self.step, self.share = step, 0.0
        self.changed.emit()

    @Slot(str, float)
    def _on_progress(self, _stage: str, share: float) -> None:
        if not self._began[0]:
            self._began = time.monotonic(), share
        self.share = share
        self.changed.emit()

    @Slot(str, object)
    def _on_staged(self, stage: str, point: CurvePoint) -> None:
        if stage == "curve":
            self.points = (*self.points, point)
            self.curve_changed.emit(self.points)

    @Slot(object)
    def _on_found(self, found: FoundMusic) -> None:
        self._request, self.found = None, found
        self._go_to(LessonStep.FOUND)

    @Slot(object)
    def _on_learned(self, found: FoundMusic) -> None:
        self._request = None
        kind, name = self.kind, self.name.strip()
        self.folder, self.found, self.name = None, None, ""
        self._go_to(LessonStep.ASKING)
        self.learned.emit(kind, name, found)

    @Slot(object)
    def _on_failed(self, failure: Failure) -> None:
        """Let it be tried again; what the folder holds is known already, unless that failed."""
        self._request = None
        if self.found is None:
            self.folder = None
        self._go_to(LessonStep.ASKING if self.found is None else LessonStep.FOUND)
        if not failure.is_a(JobCancelledError):
            self.failed.emit(failure)


def _name_of(folder: Path) -> str:
    """Make a name of a folder's, as people write names."""
    return " ".join(folder.name.replace("_", " ").split())[:60]
