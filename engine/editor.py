"""Changes pieces, and writes music to melodies that are given."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from typing import TYPE_CHECKING, Any

from engine.author import Author, Watch, watch_nothing
from engine.composition.changing.editing import Alter, Edit, Feel, Recompose, apply_edit
from engine.composition.changing.harmonising import (
    fix_by_melody,
    mood_of,
    plan_around,
    what_is_missing,
)
from engine.composition.changing.retelling import in_key, in_metre, in_tempo
from engine.composition.planning.constraints import TEMPOS
from engine.composition.planning.moves import Move
from engine.composition.revision import splice
from engine.composition.score import Key
from engine.demands.demand import Span
from engine.errors import CompositionError, EmotionError, OptionError
from engine.listener import Listener
from engine.options import ComposeOptions, RenderOptions
from engine.piece import Piece
from engine.progress import Progress

if TYPE_CHECKING:
    from engine.composition.score import Score
    from engine.emotion.reading import EmotionReading

__all__ = ["Editor"]


class Editor:
    """Makes of a piece another one, which has no sound yet.

    Parameters
    ----------
    listener
        Who reads the words of a change.
    author
        Who writes the notes that are new.
    """

    def __init__(self, listener: Listener, author: Author) -> None:
        self._listener, self._author = listener, author

    def edit(
        self, piece: Piece, edit: Edit, progress: Progress, watch: Watch = watch_nothing
    ) -> Piece:
        """Change a piece; it has no sound yet.

        Parameters
        ----------
        watch
            Receives ``("remarks", tuple[str, ...])`` where another composer than the piece's own
            writes the notes, since that one cannot or has gone.

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
                felt = self._listener.read(words, piece.compose_options.reading)
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
        composer = self._author.rewriter(piece.compose_options, watch)
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
        reading = self._listener.read_on(piece.reading, edit.words)

        def tell(stage: str, value: Any) -> None:
            if stage in ("plan", "remarks"):  # the rest is of a piece that nobody hears grow
                watch(stage, value)

        if piece.tune is None:
            anew = self._author.write(reading, options, piece.render_options, progress, tell)
        else:
            both = options, piece.render_options
            anew = self._tell(piece.tune, reading, both, progress, tell)
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
        watch: Watch = watch_nothing,
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
        reading = self._listener.read(mood, compose_options.reading) if mood else mood_of(melody)
        options = compose_options, render_options
        piece = self._accompany(melody, reading, options, progress, watch)
        return dataclasses.replace(piece, tune=melody)

    def retell(  # noqa: PLR0913, PLR0917 - those of harmonise
        self,
        melody: Score,
        wish: str,
        compose_options: ComposeOptions,
        render_options: RenderOptions,
        progress: Progress,
        watch: Watch = watch_nothing,
    ) -> Piece:
        """Write a song to a melody that is told as a wish asks; without a wish, as it is.

        Parameters
        ----------
        melody
            With a melody track alone. Its metre, key and tempo become those that the words ask
            for, and its mode the one that they feel like.
        wish
            In words.
        watch
            As of `edit`.

        Raises
        ------
        CompositionError
            If a melody of its metre cannot be told in the one that is asked for.
        EmotionError
            If the words carry no feeling.
        JobCancelledError
            If the user asked to stop.
        """
        if not wish:
            return self.harmonise(melody, "", compose_options, render_options, progress, watch)
        reading = self._listener.read(wish, compose_options.reading)
        return self._tell(melody, reading, (compose_options, render_options), progress, watch)

    def tell_again(self, piece: Piece, options: ComposeOptions, progress: Progress) -> Piece:
        """Write another song to the tune that a piece was made of, with no change made since.

        Raises
        ------
        CompositionError
            If the tune cannot be told in the metre of the options.
        JobCancelledError
            If the user asked to stop.
        """
        assert piece.tune is not None, "nobody brought a tune"
        both = options, piece.render_options
        return self._tell(piece.tune, piece.reading, both, progress, watch_nothing)

    def _tell(
        self,
        melody: Score,
        reading: EmotionReading,
        options: tuple[ComposeOptions, RenderOptions],
        progress: Progress,
        watch: Watch,
    ) -> Piece:
        """Write a song to a melody that is told as words and options ask."""
        told = self._told(melody, reading, options[0])
        piece = self._accompany(told, reading, options, progress, watch)
        return dataclasses.replace(piece, tune=melody)

    def _told(self, melody: Score, reading: EmotionReading, options: ComposeOptions) -> Score:
        """Put a melody into the metre, key and tempo that a wish asks for."""
        orders = self._author.orders(reading, options)
        mode = self._author.home_mode(reading, options)
        tonic = melody.key.tonic if orders.fixed.tonic is None else orders.fixed.tonic
        told = in_key(in_metre(melody, orders.fixed.metre or melody.metre), Key(tonic, mode))
        pace = orders.pace(Span(0, len(reading.text)))
        limits = (pace.low, pace.high) if pace else TEMPOS
        asked = orders.fixed.tempo or min(max(told.tempo, limits[0]), limits[1])
        return in_tempo(told, asked)

    def _accompany(
        self,
        melody: Score,
        reading: EmotionReading,
        options: tuple[ComposeOptions, RenderOptions],
        progress: Progress,
        watch: Watch,
    ) -> Piece:
        """Write what a melody lacks, by a plan that keeps its key, tempo, metre and length."""
        started = time.perf_counter()
        compose_options = fix_by_melody(options[0], melody)
        plan, melody = plan_around(self._author.plan(reading, compose_options), melody)
        revision = what_is_missing(melody, compose_options.seed)
        composer = self._author.obedient(compose_options, watch)
        score = splice(revision, composer.revise(plan, revision, progress))
        timings = {"compose": time.perf_counter() - started}
        return Piece(reading, plan, score, compose_options, options[1], timings=timings)

    def adopt(
        self,
        score: Score,
        name: str,
        compose_options: ComposeOptions,
        render_options: RenderOptions,
    ) -> Piece:
        """Make a piece of a score that nobody composed here, so that it can be changed.

        Parameters
        ----------
        score
            With a melody track.
        name
            Stands where a wish would.
        """
        reading = dataclasses.replace(mood_of(score), text=name)
        options = fix_by_melody(compose_options, score)
        plan, score = plan_around(self._author.plan(reading, options), score)
        return Piece(reading, plan, score, options, render_options)
