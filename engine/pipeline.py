"""The whole way from speech to music, one method per stage."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from engine.composition.changing.editing import Alter, Edit, Feel, Recompose, apply_edit
from engine.composition.changing.harmonising import (
    fix_by_melody,
    mood_of,
    plan_around,
    what_is_missing,
)
from engine.composition.composers import Composer, Rewriter, composer_stamp, load_composer
from engine.composition.metres import plan_in_metre
from engine.composition.obedient import ObedientComposer
from engine.composition.planning.moves import Move
from engine.composition.planning.orders import take_orders
from engine.composition.planning.planner import Planner
from engine.composition.planning.reasons import Reason, explain
from engine.composition.revision import Revision, splice
from engine.composition.styles.nearest import StyleFinder, StyleMatch
from engine.composition.styles.usual import assume_feeling
from engine.composition.verifying import verify
from engine.demands.answer import Answer
from engine.demands.parser import find_demands
from engine.emotion.learned_moods import known_moods, moods_stamp
from engine.emotion.music_vectors import MusicVectors
from engine.emotion.reader import Reader
from engine.emotion.reading import EmotionReading
from engine.emotion.voiced import heed
from engine.errors import CompositionError, EmotionError, OptionError
from engine.options import DEFAULT_COMPOSER, ComposeOptions, ReadOptions, RenderOptions
from engine.piece import Piece
from engine.progress import Progress
from engine.rounding import rounded
from engine.speech.prosody import measure_prosody
from engine.speech.recognizer import Recognizer
from engine.speech.speaker import known_speaker, learn_speaker
from engine.speech.transcript import Transcript
from engine.synthesis.performance import perform
from engine.synthesis.stream import Live, Streamer
from engine.synthesis.synthesizer import Synthesizer, load_synthesizer

if TYPE_CHECKING:
    from engine.audio.waveform import Waveform
    from engine.composition.plan import Plan
    from engine.composition.planning.brief import PieceBrief
    from engine.composition.score import Score

__all__ = ["Pipeline"]


_READ, _RENDER, _COMPOSE = ReadOptions(), RenderOptions(), ComposeOptions()

Watch = Callable[[str, Any], None]
"""Called with a stage's name and its finished value."""


def _watch_nothing(stage: str, value: Any) -> None:
    """Let the value pass."""


class _StandIn:
    """Writes what another composer cannot, and says so the first time."""

    def __init__(self, rewriter: Rewriter, remark: str, watch: Watch) -> None:
        self._rewriter, self._watch = rewriter, watch
        self._remarks: tuple[str, ...] = (remark,)

    def rewrite(self, brief: PieceBrief, revision: Revision, progress: Progress) -> Score:
        if self._remarks:
            self._watch("remarks", self._remarks)
            self._remarks = ()
        return self._rewriter.rewrite(brief, revision, progress)


class Pipeline:
    """Speech to music. Models are loaded on first use and kept."""

    @functools.cached_property
    def recognizer(self) -> Recognizer:
        """Whisper, loaded."""
        return Recognizer()

    @functools.cached_property
    def _words(self) -> Reader:
        """What all readers share, loaded."""
        return Reader()

    @functools.lru_cache(maxsize=2)  # noqa: B019 - one pipeline lives as long as its process
    def _reader_of(self, vectors: str, learned: tuple[int, int] | None) -> Reader:  # noqa: ARG002
        """Load anew when the learned moods have changed."""
        return self._words.beside(MusicVectors(vectors, known_moods()))

    def reader(self, options: ReadOptions) -> Reader:
        """Give the reader for a set of music vectors and the moods learned so far, loaded."""
        return self._reader_of(options.vectors, moods_stamp())

    def planner(self, options: ReadOptions) -> Planner:
        """Give the planner that follows the same music as the reader."""
        return Planner(self.reader(options).music_vectors, self._styles.find)

    @functools.cached_property
    def _styles(self) -> StyleFinder:
        """The style cards beside the word vectors, loaded."""
        return StyleFinder(self._words.embeddings)

    @functools.lru_cache(maxsize=4)  # noqa: B019 - one pipeline lives as long as its process
    def _composer_of(self, name: str, trained: tuple[object, ...]) -> Composer:  # noqa: ARG002
        """Load anew when the user has trained it again."""
        return load_composer(name)

    def composer(self, name: str) -> Composer:
        """Give the composer of that name, loaded."""
        return self._composer_of(name, composer_stamp(name))

    @functools.cache  # noqa: B019
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
        self.recognizer.warm_up()
        progress.check()
        self.render(self.compose("hope", ComposeOptions(5), RenderOptions(), progress), progress)

    def transcribe(
        self, waveform: Waveform, progress: Progress, options: ReadOptions = _READ
    ) -> Transcript:
        """Turn speech into text; an empty transcript where nothing was said."""
        transcript = self.recognizer.transcribe(waveform, progress, options.language)
        prosody = measure_prosody(waveform, transcript.words) if options.uses_voice else None
        voice = None if prosody is None else known_speaker().cue(prosody)
        return dataclasses.replace(transcript, voice=voice)

    def hear(
        self, waveform: Waveform, progress: Progress, options: ReadOptions = _READ
    ) -> Transcript:
        """Turn the user's own speech into text, and learn how they usually speak."""
        transcript = self.transcribe(waveform, progress, options)
        prosody = measure_prosody(waveform, transcript.words) if transcript.voice else None
        if prosody is not None:
            learn_speaker(prosody)
        return transcript

    def read(self, wish: str | Transcript, options: ReadOptions = _READ) -> EmotionReading:
        """Say what a wish feels like; where it was spoken, its voice counts too."""
        text = wish if isinstance(wish, str) else wish.text
        reading = self.reader(options).read(text)
        reading = dataclasses.replace(reading, demands=find_demands(text))
        if reading.quadrant is None:
            reading = assume_feeling(reading, self._styles.find)
        heard = wish.voice if isinstance(wish, Transcript) and options.uses_voice else None
        return rounded(reading if heard is None else heed(reading, heard))

    def _plan(self, reading: EmotionReading, options: ComposeOptions) -> Plan:
        """Plan a piece in numbers that every processor gives."""
        return rounded(self.planner(options.reading).plan(reading, options))

    def answer(
        self, reading: EmotionReading, options: ComposeOptions = _COMPOSE
    ) -> tuple[Answer, ...]:
        """Say what of a wish's demands a piece would obey, and what it would do instead."""
        if reading.quadrant is None:  # nothing can be planned yet, but it is clear what is asked
            return take_orders(reading.demands, options, self._styles.find).answers
        return self._plan(reading, options).answers

    def find_style(self, word: str) -> StyleMatch | None:
        """Give the style card that a word means, and how similar it is."""
        return self._styles.find(word)

    def explain(self, reading: EmotionReading, options: ReadOptions = _READ) -> tuple[Reason, ...]:
        """Say which words of the wish are behind each decision about its music."""

        def read(text: str) -> EmotionReading:
            return self.read(Transcript(text, voice=reading.voice), options)

        return explain(reading, read, self.planner(options))

    def compose(
        self,
        wish: str | Transcript,
        compose_options: ComposeOptions,
        render_options: RenderOptions,
        progress: Progress,
        watch: Watch = _watch_nothing,
    ) -> Piece:
        """Compose a piece for a wish; it has no sound yet.

        Parameters
        ----------
        watch
            Receives ``("reading", EmotionReading)``, ``("plan", Plan)``, ``("bars", Score)`` for
            each longer beginning, ``("score", Score)`` and ``("piece", Piece)``, as soon as each is
            there.

        Raises
        ------
        EmotionError
            If the wish carries no feeling to compose for.
        """
        started = time.perf_counter()
        reading = self.read(wish, compose_options.reading)
        seconds = time.perf_counter() - started
        piece = self._compose_for(reading, compose_options, render_options, progress, watch)
        piece = dataclasses.replace(piece, timings={"read": seconds, **piece.timings})
        watch("piece", piece)
        return piece

    def _compose_for(
        self,
        reading: EmotionReading,
        compose_options: ComposeOptions,
        render_options: RenderOptions,
        progress: Progress,
        watch: Watch = _watch_nothing,
    ) -> Piece:
        started = time.perf_counter()
        watch("reading", reading)
        plan = self._plan(reading, compose_options)
        watch("plan", plan_in_metre(plan))
        score = self._obedient(compose_options, watch).compose(
            plan, progress, lambda beginning: watch("bars", beginning)
        )
        plan = dataclasses.replace(plan_in_metre(plan), answers=verify(plan, score))
        watch("score", score)
        timings = {"compose": time.perf_counter() - started}
        return Piece(reading, plan, score, compose_options, render_options, timings=timings)

    def make(
        self,
        wish: str | Transcript,
        compose_options: ComposeOptions,
        render_options: RenderOptions,
        progress: Progress,
        watch: Watch = _watch_nothing,
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

    def edit(
        self, piece: Piece, edit: Edit, progress: Progress, watch: Watch = _watch_nothing
    ) -> Piece:
        """Change a piece; it has no sound yet.

        Parameters
        ----------
        watch
            Receives ``("remarks", tuple[str, ...])`` where another composer than the piece's own
            writes the notes, since that one cannot.

        Raises
        ------
        EngineError
            If the edit does not fit the piece.
        JobCancelledError
            If the user asked to stop.
        """
        started = time.perf_counter()
        match edit:
            case Recompose():
                changed = self._recompose(piece, edit, progress, watch)
            case Feel(words, degree, seed, bars):
                felt = self.read(words, piece.compose_options.reading)
                if felt.quadrant is None:
                    raise EmotionError(
                        f"nobody knows how {words!r} feels", hint="Say it in other words."
                    )
                move = Move.towards(felt.valence, felt.arousal).by(degree)
                changed = self._apply(piece, Alter(move, seed, bars), progress, watch)
            case _:
                changed = self._apply(piece, edit, progress, watch)
        return dataclasses.replace(
            changed,
            waveform=None,
            edits=(*piece.edits, edit),
            timings={"edit": time.perf_counter() - started},
        )

    def _apply(self, piece: Piece, edit: Edit, progress: Progress, watch: Watch) -> Piece:
        composer = self._obedient(piece.compose_options, watch)
        plan, score = apply_edit(piece.plan, piece.score, edit, composer, progress)
        return dataclasses.replace(piece, plan=plan, score=score)

    def _recompose(self, piece: Piece, edit: Recompose, progress: Progress, watch: Watch) -> Piece:
        """Compose a piece's wish again, with what is wished besides."""
        old = piece.compose_options
        options = dataclasses.replace(
            old,
            seed=old.seed if edit.seed is None else edit.seed,
            metre=edit.metre or old.metre,
            style=edit.style or old.style,
        )
        text = ", ".join(filter(None, (piece.reading.text, edit.words)))
        reading = dataclasses.replace(piece.reading, text=text, demands=find_demands(text))

        def tell(stage: str, value: Any) -> None:
            if stage in ("plan", "remarks"):  # the rest is of a piece that nobody hears grow
                watch(stage, value)

        anew = self._compose_for(reading, options, piece.render_options, progress, tell)
        if edit.seed is not None:
            return anew
        for earlier in piece.edits:  # what was changed before stays changed where it still can be
            with contextlib.suppress(CompositionError, OptionError):
                anew = self.edit(anew, earlier, progress, watch)
        return anew

    def harmonise(  # noqa: PLR0913, PLR0917 - those of compose, and the melody
        self,
        melody: Score,
        mood: str,
        compose_options: ComposeOptions,
        render_options: RenderOptions,
        progress: Progress,
        watch: Watch = _watch_nothing,
    ) -> Piece:
        """Write chords, bass and accompaniment to a melody; the piece has no sound yet.

        Parameters
        ----------
        melody
            With a melody track; its key, tempo, metre and length are kept.
        mood
            What it shall feel like in words; empty to take it from the melody's mode and tempo.
        watch
            As of `edit`.

        Raises
        ------
        EmotionError
            If the words carry no feeling.
        JobCancelledError
            If the user asked to stop.
        """
        started = time.perf_counter()
        reading = self.read(mood, compose_options.reading) if mood else mood_of(melody)
        options = fix_by_melody(compose_options, melody)
        plan = self._plan(reading, options)
        plan, melody = plan_around(plan, melody)
        revision = what_is_missing(melody, options.seed)
        score = splice(revision, self._obedient(options, watch).revise(plan, revision, progress))
        timings = {"compose": time.perf_counter() - started}
        return Piece(reading, plan, score, options, render_options, timings=timings)

    def _obedient(self, options: ComposeOptions, watch: Watch) -> ObedientComposer:
        composer = self.composer(options.composer)
        if isinstance(composer, Rewriter):
            return ObedientComposer(composer)
        other = cast("Rewriter", self.composer(DEFAULT_COMPOSER))
        remark = f"{options.composer} writes no parts to given ones: {DEFAULT_COMPOSER} did"
        return ObedientComposer(composer, _StandIn(other, remark, watch))

    def expected_seconds(self, piece: Piece, progress: Progress) -> float:
        """Estimate how long rendering a piece will take."""
        synthesizer = self.synthesizer(piece.render_options)
        return synthesizer.expected_seconds(perform(piece.score), progress)

    def render(self, piece: Piece, progress: Progress, watch: Watch = _watch_nothing) -> Piece:
        """Give the piece its sound.

        Parameters
        ----------
        watch
            Receives ``("remarks", tuple[str, ...])`` where a part will be silent.
        """
        started = time.perf_counter()
        self._tell_missing(piece, watch)
        waveform = self.synthesizer(piece.render_options).render(piece.score, progress)
        timings = {**piece.timings, "render": time.perf_counter() - started}
        return dataclasses.replace(piece, waveform=waveform, timings=timings)

    def _tell_missing(self, piece: Piece, watch: Watch) -> None:
        missing = self.synthesizer(piece.render_options).missing(perform(piece.score))
        if missing:
            watch("remarks", missing)
