"""A composer that writes as its plan's scoring asks, whoever composes."""

from __future__ import annotations

from engine.composition.composers import Composer, OnBars, play_nothing
from engine.composition.grid import METRES
from engine.composition.metres import score_in_metre
from engine.composition.plan import Plan
from engine.composition.playing.dynamics import tempo_course
from engine.composition.playing.orchestration import name_chords, orchestrate
from engine.composition.revision import PARTS, Reviser, Revision, splice
from engine.composition.score import Score
from engine.errors import CompositionError
from engine.progress import Progress

__all__ = ["ObedientComposer"]


class ObedientComposer:
    """Lets a composer write the notes, and sets them.

    Parameters
    ----------
    composer
        Who writes new pieces.
    reviser
        Who writes to chords that are given, and bars anew; may be the same.
    """

    def __init__(self, composer: Composer, reviser: Reviser) -> None:
        self._composer, self._reviser = composer, reviser

    def compose(self, plan: Plan, progress: Progress, on_bars: OnBars = play_nothing) -> Score:
        """Write the score, in the metre of the scoring; where chords are named, all at once."""

        def set_score(score: Score) -> Score:
            return score_in_metre(orchestrate(score, plan), plan)

        if plan.scoring.progression:
            return set_score(self._write_to_chords(plan, progress))
        score = self._composer.compose(
            plan, progress, lambda beginning: on_bars(set_score(beginning))
        )
        return set_score(score)

    def revise(self, plan: Plan, revision: Revision, progress: Progress) -> Score:
        """Write some bars and parts anew, set as the rest is.

        Raises
        ------
        CompositionError
            If nobody composes in the metre of the piece.
        """
        if plan.metre not in METRES:
            raise CompositionError(
                f"bars of {plan.metre} cannot be written anew",
                hint="Ask for another tempo, key, loudness or instrument, or for another song.",
            )
        return orchestrate(self._reviser.revise(plan, revision, progress), plan)

    def _write_to_chords(self, plan: Plan, progress: Progress) -> Score:
        chart = Score(
            plan.key,
            plan.metre,
            plan.n_bars,
            tempo_course(plan),
            plan.score_sections,
            name_chords(plan),
            tracks=(),
        )
        parts = frozenset(PARTS) - {"harmony"}
        revision = Revision(chart, range(plan.n_bars), parts, seed=plan.seed)
        return splice(revision, self._reviser.revise(plan, revision, progress))
