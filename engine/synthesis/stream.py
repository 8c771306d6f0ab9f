"""The sound of a piece that is still being written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Protocol, Self, runtime_checkable

from engine.audio.waveform import Waveform
from engine.composition.plan import Plan
from engine.composition.score import Score
from engine.options import MixOptions
from engine.progress import Progress

__all__ = ["Ahead", "Live", "ScoreStream", "Streamer"]

_USUAL = MixOptions()

Tell = Callable[[str, Any], None]
"""Called with a stage's name and its value."""


class ScoreStream(Protocol):
    """Plays a score that grows."""

    def more(self, beginning: Score, progress: Progress) -> Iterator[Waveform]:
        """Play on to the end of a longer beginning.

        Yields
        ------
        Waveform
            The next sound, to be heard behind what came before, as soon as there is enough of it;
            nothing for a beginning that is too short to tell how loud the piece will be.
        """
        ...

    def play_on(self, beginning: Score, progress: Progress) -> None:
        """Play on to the end of a longer beginning, while nobody listens."""
        ...

    def complete(self, score: Score, progress: Progress) -> Waveform:
        """Play the whole score to its end; give the whole, exactly as `Synthesizer.play` does."""
        ...

    def finish(self, score: Score, progress: Progress) -> tuple[Waveform, Waveform]:
        """Play the whole score to its end, of which somebody has heard the beginning.

        Returns
        -------
        Waveform, Waveform
            The rest of the sound; and the whole, exactly as `Synthesizer.play` gives it, which is
            as loud as asked where the stream only comes near.
        """
        ...


@runtime_checkable
class Streamer(Protocol):
    """A synthesizer that can begin before the score is complete."""

    def play_along(self, plan: Plan, progress: Progress, options: MixOptions = ...) -> ScoreStream:
        """Begin to play a piece of which only the plan is known.

        Raises
        ------
        SynthesisError
            If it cannot play.
        """
        ...


class Live:
    """Plays a piece while it is composed.

    Parameters
    ----------
    options
        How the parts are brought together.
    tell
        Receives every stage that `watch` is told of, and ``("sound", Waveform)`` whenever more
        sound is ready; together they are the piece from its start to its end.
    """

    def __init__(
        self,
        streamer: Streamer,
        progress: Progress,
        tell: Tell,
        options: MixOptions = _USUAL,
    ) -> None:
        self._streamer, self._progress, self._tell = streamer, progress, tell
        self._options = options
        self._stream: ScoreStream | None = None
        self.seconds = 0.0
        """Time that playing took so far."""

    def watch(self, stage: str, value: Any) -> None:
        """Pass a stage on, and play what the bars bring."""
        self._tell(stage, value)
        started = time.perf_counter()
        if stage == "plan":
            self._stream = self._streamer.play_along(value, self._progress, self._options)
        elif stage == "bars" and self._stream is not None:
            for sound in self._stream.more(value, self._progress):
                self._tell("sound", sound)
        self.seconds += time.perf_counter() - started

    def finish(self, score: Score) -> Waveform:
        """Play to the end; give the whole sound, as `Synthesizer.play` would."""
        assert self._stream is not None, "there was no plan"
        started = time.perf_counter()
        rest, whole = self._stream.finish(score, self._progress)
        self._tell("sound", rest)
        self.seconds += time.perf_counter() - started
        return whole


class Ahead:
    """Plays a piece while it is composed, on another core, for who wants the whole alone.

    FluidSynth and the filters let go of Python while they work, and so does what composes while it
    multiplies: a thread is enough. Leave it as a context; composing that fails stops it, too.
    """

    def __init__(
        self, streamer: Streamer, progress: Progress, options: MixOptions = _USUAL
    ) -> None:
        self._streamer, self._progress, self._options = streamer, progress, options
        self._stream: ScoreStream | None = None
        self._pool = ThreadPoolExecutor(1, "affetto-ahead")
        self._latest: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._progress.cancel()  # or it would be waited for what is still played
        self._pool.shutdown()

    def watch(self, stage: str, value: Any) -> None:
        """Play what the bars bring; a beginning that is outgrown before its turn is left out."""
        if stage == "plan":
            self._stream = self._streamer.play_along(value, self._progress, self._options)
        elif stage == "bars" and self._stream is not None:
            if self._latest is not None:
                self._latest.cancel()
            self._latest = self._pool.submit(self._stream.play_on, value, self._progress)

    def finish(self, score: Score) -> Waveform:
        """Play to the end; give the whole sound, as `Synthesizer.play` would."""
        assert self._stream is not None, "there was no plan"
        if self._latest is not None:
            self._latest.result()
        return self._stream.complete(score, self._progress)
