"""The whole way from speech to music, one method per stage."""

from __future__ import annotations

import dataclasses
import functools
import time
from collections.abc import Iterable

from engine.audio.waveform import Waveform
from engine.author import Author, Watch, watch_nothing
from engine.composition.score import Chord, Role
from engine.editor import Editor
from engine.errors import OptionError
from engine.export.formats import Format
from engine.listener import Listener
from engine.options import ComposeOptions, MixOptions, RenderOptions
from engine.performance.struck_chord import strike
from engine.piece import Piece
from engine.progress import Progress
from engine.speech.transcript import Transcript
from engine.synthesis.stream import Live, Streamer
from engine.synthesis.synthesizer import PartSynthesizer, Synthesizer, load_synthesizer
from engine.synthesis.timed_performance import Performance, perform

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

    def synthesizer(self, options: RenderOptions) -> Synthesizer:
        """Give the synthesizer that the options name; it knows the parts that it played last."""
        return self._synthesizer_of(options.unmixed)

    @functools.cache  # noqa: B019 - one pipeline lives as long as its process
    def _synthesizer_of(self, options: RenderOptions) -> Synthesizer:
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
        live = Live(synthesizer, progress, watch, render_options.mix)
        piece = self.compose(wish, compose_options, render_options, progress, live.watch)
        self._tell_missing(piece, watch)
        composing = piece.timings["compose"] - live.seconds
        waveform = live.finish(piece.score)
        timings = {**piece.timings, "compose": composing, "render": live.seconds}
        return dataclasses.replace(piece, waveform=waveform, timings=timings)

    def expected_seconds(self, piece: Piece, progress: Progress) -> float:
        """Estimate how long rendering a piece will take."""
        synthesizer = self.synthesizer(piece.render_options)
        return synthesizer.expected_seconds(_performance(piece), progress)

    def render(self, piece: Piece, progress: Progress, watch: Watch = watch_nothing) -> Piece:
        """Give the piece its sound.

        Parameters
        ----------
        watch
            Receives ``("remarks", tuple[str, ...])`` where a part will be silent.
        """
        started = time.perf_counter()
        self._tell_missing(piece, watch)
        synthesizer = self.synthesizer(piece.render_options)
        waveform = synthesizer.play(_performance(piece), progress, piece.render_options.mix)
        timings = {**piece.timings, "render": time.perf_counter() - started}
        return dataclasses.replace(piece, waveform=waveform, timings=timings)

    def _tell_missing(self, piece: Piece, watch: Watch) -> None:
        missing = self.synthesizer(piece.render_options).missing(_performance(piece))
        if missing:
            watch("remarks", missing)

    def render_apart(self, piece: Piece, progress: Progress) -> dict[Role, Waveform]:
        """Give every part of a piece its own sound, as it stands in the mix before it is levelled.

        Raises
        ------
        OptionError
            If its synthesizer makes one sound of all.
        """
        synthesizer = self._part_synthesizer(piece)
        apart = synthesizer.play_apart(_performance(piece), progress, piece.render_options.mix)
        return {role: sound for role, sound in apart.items() if role}

    def furnish(
        self,
        piece: Piece,
        formats: Iterable[Format],
        progress: Progress,
        watch: Watch = watch_nothing,
    ) -> Piece:
        """Give a piece what files of some formats hold of it: its sound, its parts' sounds."""
        wanted = list(formats)
        if piece.waveform is None and any(kind.has_sound for kind in wanted):
            piece = self.render(piece, progress, watch)
        if not piece.stems and any(kind.has_stems for kind in wanted):
            piece = dataclasses.replace(piece, stems=self.render_apart(piece, progress))
        return piece

    def render_chord(self, piece: Piece, chord: Chord, progress: Progress) -> Waveform:
        """Give a chord by itself, as those who play the piece's chords would play it."""
        track = piece.score.track("chords") or piece.score.tracks[0]
        space = piece.render_options.space or piece.plan.scoring.space
        program = 0 if track.is_drum else track.program
        struck = dataclasses.replace(perform(strike(chord, program)), space=space)
        synthesizer = self.synthesizer(piece.render_options)
        return synthesizer.play(struck, progress, MixOptions())

    def render_live(self, piece: Piece, progress: Progress) -> dict[Role, Waveform]:
        """Give the parts of a piece for `engine.playback.live_mix`: whatever its faders say.

        Raises
        ------
        OptionError
            If its synthesizer makes one sound of all.
        """
        synthesizer = self._part_synthesizer(piece)
        unmoved = MixOptions(loudness=piece.render_options.mix.loudness)
        apart = synthesizer.play_apart(_performance(piece), progress, unmoved, is_limited=True)
        return {role: sound for role, sound in apart.items() if role}

    def _part_synthesizer(self, piece: Piece) -> PartSynthesizer:
        synthesizer = self.synthesizer(piece.render_options)
        if not isinstance(synthesizer, PartSynthesizer):
            raise OptionError(
                f"{piece.render_options.synthesizer} plays all parts as one",
                hint="Choose FluidSynth to have them apart.",
            )
        return synthesizer


def _performance(piece: Piece) -> Performance:
    """Give what is played, and where."""
    space = piece.render_options.space or piece.plan.scoring.space
    return dataclasses.replace(perform(piece.played), space=space)
