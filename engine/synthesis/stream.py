"""The sound of a piece that is still being written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol, runtime_checkable

from engine.audio.waveform import Waveform
from engine.composition.plan import Plan
from engine.composition.score import Score
from engine.options import MixOptions
from engine.progress import Progress

__all__ = ["Live", "ScoreStream", "Streamer"]

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

    def finish(self, score: Score, progress: Progress) -> tuple[Waveform, Waveform]:
        """Play the whole score to its end.

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
