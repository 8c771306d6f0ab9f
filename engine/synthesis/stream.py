"""The sound of a piece that is still being written."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from engine.audio.waveform import Waveform
from engine.composition.plan import Plan
from engine.composition.score import Score
from engine.progress import Progress

__all__ = ["ScoreStream", "Streamer"]


class ScoreStream(Protocol):
    """Plays a score that grows."""

    def more(self, beginning: Score, progress: Progress) -> Waveform | None:
        """Play on to the end of a longer beginning.

        Returns
        -------
        Waveform or None
            The next sound, to be heard behind what came before; None until there is enough to
            begin with.
        """
        ...

    def finish(self, score: Score, progress: Progress) -> tuple[Waveform, Waveform]:
        """Play the whole score to its end.

        Returns
        -------
        Waveform, Waveform
            The rest of the sound; and the whole, exactly as `Synthesizer.render` gives it, which
            is as loud as asked where the stream only comes near.
        """
        ...


@runtime_checkable
class Streamer(Protocol):
    """A synthesizer that can begin before the score is complete."""

    def stream(self, plan: Plan, progress: Progress) -> ScoreStream:
        """Begin to play a piece of which only the plan is known.

        Raises
        ------
        SynthesisError
            If it cannot play.
        """
        ...
