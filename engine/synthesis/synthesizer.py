"""The synthesizers a user can choose between."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from engine.audio.waveform import Waveform
from engine.composition.score import Role, Score
from engine.errors import OptionError
from engine.options import MixOptions, RenderOptions
from engine.progress import Progress
from engine.synthesis.timed_performance import Performance

__all__ = [
    "SYNTHESIZERS",
    "PartSynthesizer",
    "Synthesizer",
    "SynthesizerChoice",
    "list_synthesizers",
    "load_synthesizer",
]


class Synthesizer(Protocol):
    """Turns a score into sound."""

    def render(self, score: Score, progress: Progress) -> Waveform:
        """Play the whole score as it is written, its last sound included, without a loudspeaker.

        Raises
        ------
        SynthesisError
            If the score cannot be played.
        JobCancelledError
            If the user asked to stop.
        """
        ...

    def play(
        self, performance: Performance, progress: Progress, options: MixOptions = ...
    ) -> Waveform:
        """Play notes in seconds, whoever plays them; raises what `render` raises."""
        ...

    def missing(self, performance: Performance) -> tuple[str, ...]:
        """Say in sentences which parts will be silent or played by others, and what to do.

        Raises
        ------
        EngineError
            If it could not play at all.
        """
        ...

    def warm_up(self) -> None:
        """Load in the background what playing will need."""
        ...

    def expected_seconds(self, performance: Performance, progress: Progress) -> float:
        """Estimate how long `play` will take on this machine.

        Raises
        ------
        EngineError
            If it could not play at all.
        JobCancelledError
            If the user asked to stop.
        """
        ...

    def describe(self) -> str:
        """Try whether it could play, and say what would.

        Raises
        ------
        EngineError
            If it could not.
        """
        ...


@runtime_checkable
class PartSynthesizer(Protocol):
    """A synthesizer that keeps the parts apart."""

    def play_apart(
        self,
        performance: Performance,
        progress: Progress,
        options: MixOptions = ...,
        *,
        is_limited: bool = ...,
    ) -> dict[Role | None, Waveform]:
        """Play every part by itself, as it stands in the mix before it is levelled."""
        ...


SYNTHESIZERS: dict[str, str] = {
    "fluidsynth": "engine.synthesis.soundfont:SoundfontSynthesizer",
    "wavenet": "engine.synthesis.wavenet.synthesizer:WaveNetSynthesizer",
}
"""Where each synthesizer lives: its module, loaded on first use, and its class."""


@dataclass(frozen=True)
class SynthesizerChoice:
    """A synthesizer as it is offered: the name for options, what to call it, whether it is slow."""

    name: str
    label: str
    is_slow: bool = False


def list_synthesizers() -> list[SynthesizerChoice]:
    """Name every synthesizer there is, the best one first."""
    return [
        SynthesizerChoice("fluidsynth", "FluidSynth"),
        SynthesizerChoice("wavenet", "WaveNet", is_slow=True),
    ]


def load_synthesizer(options: RenderOptions) -> Synthesizer:
    """Make the synthesizer that the options name.

    Raises
    ------
    OptionError
        If no synthesizer has that name.
    """
    if options.synthesizer not in SYNTHESIZERS:
        raise OptionError(
            f"no synthesizer is called {options.synthesizer!r}",
            hint=f"Choose one of: {', '.join(SYNTHESIZERS)}.",
        )
    module, _, class_name = SYNTHESIZERS[options.synthesizer].partition(":")
    synthesizer: Synthesizer = getattr(importlib.import_module(module), class_name)(options)
    return synthesizer
