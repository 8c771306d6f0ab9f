"""The whole way from a plan to a score, whoever writes: brief, draft, arrangement, orders."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from engine.composition.composers import Composer, Rewriter
from engine.composition.grid import METRES
from engine.composition.metres import score_in_metre
from engine.composition.plan import Plan
from engine.composition.planning.brief import PieceBrief
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.arrangement import Arranger
from engine.composition.playing.first_bar import sound_at_once
from engine.composition.playing.orchestration import name_chords, orchestrate
from engine.composition.revision import PARTS, Revision, splice
from engine.composition.score import Score
from engine.errors import CompositionError
from engine.progress import Progress

__all__ = ["ObedientComposer", "OnBars", "play_nothing"]

OnBars = Callable[[Score], None]
"""Called with the finished beginning of a piece: a score of its first bars, longer each time."""


def play_nothing(beginning: Score) -> None:
    """Wait for the whole piece."""


class ObedientComposer:
    """Lets a composer write the notes, and sets them as the plan's scoring asks.

    Parameters
    ----------
    composer
        Who writes new pieces.
    rewriter
        Who writes to chords that are given, and bars anew; None for the composer, if it can.
    """

    def __init__(self, composer: Composer, rewriter: Rewriter | None = None) -> None:
        self._composer = composer
        self._rewriter = rewriter or (composer if isinstance(composer, Rewriter) else None)

    def compose(self, plan: Plan, progress: Progress, on_bars: OnBars = play_nothing) -> Score:
        """Write the score, in the metre of the scoring; where chords are named, all at once.

        Parameters
        ----------
        on_bars
            Receives the beginning as it grows, so that playing can begin before the end is
            written; what was handed on stays as it is.

        Raises
        ------
        CompositionError
            If the plan cannot be met.
        JobCancelledError
            If the user asked to stop.
        """
        brief = brief_piece(plan)
        if brief.scoring.progression:
            return _finish(self._write_to_chords(brief, progress), brief)
        arranger = Arranger(brief)
        with contextlib.closing(self._composer.compose(brief, progress)) as drafts:
            for draft in drafts:
                progress.check()
                arranger.add(draft)
                score = _finish(arranger.score, brief)
                on_bars(score)
        return score

    def revise(self, plan: Plan, revision: Revision, progress: Progress) -> Score:
        """Write some bars and parts anew, set as the rest is.

        Raises
        ------
        CompositionError
            If nobody composes in the metre of the piece, or the plan does not fit the score.
        JobCancelledError
            If the user asked to stop.
        """
        if plan.metre not in METRES:
            raise CompositionError(
                f"bars of {plan.metre} cannot be written anew",
                hint="Ask for another tempo, key, loudness or instrument, or for another song.",
            )
        if (plan.n_bars, plan.metre) != (revision.score.n_bars, revision.score.metre):
            raise CompositionError(
                f"a plan of {plan.n_bars} bars of {plan.metre} does not fit a score of "
                f"{revision.score.n_bars} bars of {revision.score.metre}",
                hint="Compose the wish again.",
            )
        brief = brief_piece(plan)
        return orchestrate(self._rewrite(brief, revision, progress), brief)

    def _write_to_chords(self, brief: PieceBrief, progress: Progress) -> Score:
        chart = Score(
            brief.key,
            brief.metre,
            brief.n_bars,
            brief.tempos,
            brief.score_sections,
            name_chords(brief),
            tracks=(),
        )
        parts = frozenset(PARTS) - {"harmony"}
        revision = Revision(chart, range(brief.n_bars), parts, seed=brief.seed)
        return splice(revision, self._rewrite(brief, revision, progress))

    def _rewrite(self, brief: PieceBrief, revision: Revision, progress: Progress) -> Score:
        if self._rewriter is None:
            raise CompositionError(
                "this composer writes no parts to given ones", hint="Choose another composer."
            )
        return self._rewriter.rewrite(brief, revision, progress)


def _finish(score: Score, brief: PieceBrief) -> Score:
    """Set a score, or the beginning of one, as the scoring asks, in its metre."""
    score = sound_at_once(orchestrate(score, brief))
    return score_in_metre(score, brief.scoring.metre)
