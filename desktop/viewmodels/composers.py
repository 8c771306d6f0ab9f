"""The user's own composers and moods: listed, looked into, renamed, thrown away, brought back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from desktop.engine_client import EngineClient, Request
from desktop.viewmodels.choices import Choices
from desktop.viewmodels.lesson import Lesson, LessonKind
from desktop.viewmodels.lesson_words import learned_text
from desktop.viewmodels.notice import Notice, Offer
from desktop.worker import Worker
from engine import (
    Failure,
    FoundMusic,
    Insight,
    JobCancelledError,
    LearnedMood,
    LookJob,
    bring_composer_back,
    forget_mood,
    list_moods,
    list_own_composers,
    remember_mood,
    rename_composer,
    throw_composer_away,
)

__all__ = ["SHIPPED", "ComposersViewModel"]

SHIPPED = "rbm"
"""The Boltzmann machine from which all others go on learning."""


class ComposersViewModel(QObject):
    """Keeps the lists up to date, with a `Lesson` that adds to them.

    Parameters
    ----------
    choices
        Who composes the next wishes.
    worker
        Changes files away from the window's thread: a disk may take its time.

    Attributes
    ----------
    composers, moods
        As they were last listed.
    shown
        The composer that is looked into.
    insight
        What was seen of it, once that is known.
    """

    listed = Signal()
    insight_changed = Signal(object)  # Insight, or None while it comes
    noticed = Signal(object)  # Notice
    used = Signal()  # another one composes from now on

    def __init__(
        self,
        client: EngineClient,
        choices: Choices,
        worker: Worker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client, self._choices, self._worker = client, choices, worker
        self.lesson = Lesson(client, self)
        self.composers: tuple[str, ...] = ()
        self.moods: tuple[LearnedMood, ...] = ()
        self.shown = SHIPPED
        self.insight: Insight | None = None
        self._looking: Request | None = None
        self.lesson.learned.connect(self._on_learned)
        self.lesson.failed.connect(self._on_failed)

    @Slot()
    def look(self) -> None:
        """List what there is; another program may have taught more."""

        def read() -> tuple[tuple[str, ...], tuple[LearnedMood, ...]]:
            return tuple(list_own_composers()), tuple(list_moods())

        self._worker.run(read, self._on_listed, self._on_failed)

    def show(self, composer: str) -> None:
        """Look into a composer."""
        if composer == self.shown and (self.insight is not None or self._looking is not None):
            return
        if self._looking is not None:
            self._client.cancel(self._looking)
        self.shown, self.insight = composer, None
        self.insight_changed.emit(None)
        self._looking = self._client.submit(LookJob(composer))
        self._looking.finished.connect(self._on_seen)
        self._looking.failed.connect(self._on_not_seen)

    def use(self, composer: str) -> None:
        """Let a composer write the songs from now on."""
        self._choices.use_composer(composer)
        self.used.emit()

    def rename(self, composer: str, name: str) -> None:
        """Give a composer another name; its songs find it all the same."""

        def renamed(new_name: str) -> None:
            if self.shown == composer:
                self.shown = new_name
            self._choices.follow_composer(composer, new_name)

        if name.strip() and name.strip() != composer:
            self._do(lambda: rename_composer(composer, name), renamed)

    def throw_away(self, composer: str) -> None:
        """Take a composer out of the list, with an offer to have it back."""

        def thrown(_nothing: None) -> None:
            self._offer_back(
                self.tr("{name} was deleted.").format(name=composer),
                lambda: bring_composer_back(composer),
            )
            self._choices.do_without(composer)
            if self.shown == composer:
                self.show(SHIPPED)

        self._do(lambda: throw_composer_away(composer), thrown)

    def forget(self, mood: str) -> None:
        """Forget a mood, with an offer to have it back."""

        def forgotten(clips: tuple[Any, ...]) -> None:
            self._offer_back(
                self.tr("“{name}” was forgotten.").format(name=mood), lambda: remember_mood(clips)
            )

        self._do(lambda: forget_mood(mood), forgotten)

    def _offer_back(self, message: str, undo: Callable[[], None]) -> None:
        offer = Offer(self.tr("Undo"), lambda: self._do(undo))
        self.noticed.emit(Notice(message, is_error=False, offers=(offer,)))

    def _do(self, action: Callable[[], Any], done: Callable[[Any], None] | None = None) -> None:
        """Change files, then list anew, whatever became of it."""
        self._worker.run(action, done or _ignore, self._on_failed)
        self.look()

    def _on_listed(self, found: tuple[tuple[str, ...], tuple[LearnedMood, ...]]) -> None:
        self.composers, self.moods = found
        self.listed.emit()

    @Slot(object, str, object)
    def _on_learned(self, kind: LessonKind, name: str, found: FoundMusic) -> None:
        self.look()
        offers: tuple[Offer, ...] = ()
        if kind is LessonKind.COMPOSER:
            self.insight, self._looking = None, None  # it has changed, if it was shown
            self.show(name)
            use = Offer(self.tr("Compose with it"), lambda: self.use(name))
            offers = (use,)
        message, hint = learned_text(kind, name, found)
        self.noticed.emit(Notice(message, hint, is_error=False, offers=offers))

    @Slot(object)
    def _on_seen(self, insight: Insight) -> None:
        self._looking, self.insight = None, insight
        self.insight_changed.emit(insight)

    @Slot(object)
    def _on_not_seen(self, failure: Failure) -> None:
        self._looking = None
        self._on_failed(failure)

    @Slot(object)
    def _on_failed(self, failure: Failure) -> None:
        if not failure.is_a(JobCancelledError):
            self.noticed.emit(Notice.of(failure))


def _ignore(_result: Any) -> None:
    """Drop the result."""
