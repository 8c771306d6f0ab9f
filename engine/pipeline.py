"""The whole way from speech to music, one method per stage."""

from __future__ import annotations

import dataclasses
import functools
import time

from engine.author import Author, Watch, watch_nothing
from engine.editor import Editor
from engine.listener import Listener
from engine.options import ComposeOptions, RenderOptions
from engine.piece import Piece
from engine.progress import Progress
from engine.speech.transcript import Transcript
from engine.synthesis.performance import perform
from engine.synthesis.stream import Live, Streamer
from engine.synthesis.synthesizer import Synthesizer, load_synthesizer

__all__ = ["Pipeline"]


class Pipeline:
    """Speech to music. Models are loaded on first use and kept.

    Attributes
    ----------
    listener
        Who hears and reads the wish.
    author, editor
        Who writes the piece, and who changes it.
    """

    def __init__(self) -> None:
        self.listener = Listener()
        self.author = Author(self.listener)
        self.editor = Editor(self.listener, self.author)

    @functools.cache  # noqa: B019 - one pipeline lives as long as its process
    def synthesizer(self, options: RenderOptions) -> Synthesizer:
        """Give the synthesizer that the options name."""
        return load_synthesizer(options)

    def warm_up(self, render_options: RenderOptions, progress: Progress) -> None:
        """Load what the first wish will need, by making a short piece that nobody hears.

        Raises
        ------
        JobCancelledError
            If the user asked to stop; what was loaded by then is kept.
        """
        self.synthesizer(render_options).warm_up()
        progress.check()
        self.listener.recognizer.warm_up()
        progress.check()
        self.render(self.compose("hope", ComposeOptions(5), RenderOptions(), progress), progress)

    def compose(
        self,
        wish: str | Transcript,
        compose_options: ComposeOptions,
        render_options: RenderOptions,
        progress: Progress,
        watch: Watch = watch_nothing,
    ) -> Piece:
        """Compose a piece for a wish; it has no sound yet.

        Parameters
        ----------
        watch
            Receives what `Author.write` tells, and ``("piece", Piece)``.

        Raises
        ------
        EmotionError
            If the wish carries no feeling to compose for.
        """
        started = time.perf_counter()
        reading = self.listener.read(wish, compose_options.reading)
        seconds = time.perf_counter() - started
        piece = self.author.write(reading, compose_options, render_options, progress, watch)
        piece = dataclasses.replace(piece, timings={"read": seconds, **piece.timings})
        watch("piece", piece)
        return piece

    def make(
        self,
        wish: str | Transcript,
        compose_options: ComposeOptions,
        render_options: RenderOptions,
        progress: Progress,
        watch: Watch = watch_nothing,
    ) -> Piece:
        """Compose a piece and give it its sound, which can be heard while the rest is written.

        Parameters
        ----------
        watch
            Receives what `compose` and `render` tell, and ``("sound", Waveform)`` for each next
            stretch of sound; a synthesizer that cannot begin early tells of none.

        Raises
        ------
        EmotionError
            If the wish carries no feeling to compose for.
        """
        synthesizer = self.synthesizer(render_options)
        if not isinstance(synthesizer, Streamer):
            piece = self.compose(wish, compose_options, render_options, progress, watch)
            watch("expected", self.expected_seconds(piece, progress))
            return self.render(piece, progress, watch)
        live = Live(synthesizer, progress, watch)
        piece = self.compose(wish, compose_options, render_options, progress, live.watch)
        self._tell_missing(piece, watch)
        composing = piece.timings["compose"] - live.seconds
        waveform = live.finish(piece.score)
        timings = {**piece.timings, "compose": composing, "render": live.seconds}
        return dataclasses.replace(piece, waveform=waveform, timings=timings)

    def expected_seconds(self, piece: Piece, progress: Progress) -> float:
        """Estimate how long rendering a piece will take."""
        synthesizer = self.synthesizer(piece.render_options)
        return synthesizer.expected_seconds(perform(piece.played), progress)

    def render(self, piece: Piece, progress: Progress, watch: Watch = watch_nothing) -> Piece:
        """Give the piece its sound.

        Parameters
        ----------
        watch
            Receives ``("remarks", tuple[str, ...])`` where a part will be silent.
        """
        started = time.perf_counter()
        self._tell_missing(piece, watch)
        waveform = self.synthesizer(piece.render_options).play(perform(piece.played), progress)
        timings = {**piece.timings, "render": time.perf_counter() - started}
        return dataclasses.replace(piece, waveform=waveform, timings=timings)

    def _tell_missing(self, piece: Piece, watch: Watch) -> None:
        missing = self.synthesizer(piece.render_options).missing(perform(piece.played))
        if missing:
            watch("remarks", missing)
