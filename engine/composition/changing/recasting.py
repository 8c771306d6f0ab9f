"""Other instruments for the same notes, parts that fall silent, and parts that join in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.composition.changing.edit import Edit
from engine.composition.plan import Plan
from engine.composition.playing.seating import add_second, seat
from engine.composition.revision import Part, Reviser, Revision, splice
from engine.composition.score import Role, Score
from engine.composition.scoring import Scoring
from engine.errors import CompositionError
from engine.progress import Progress

__all__ = ["Bring", "Mute", "Recast", "bring_parts", "mute_parts", "recast"]


@dataclass(frozen=True)
class Recast(Edit):
    """Let other General MIDI programs play the same notes; None leaves a part's as it is.

    Attributes
    ----------
    second
        Joins in below the tune.
    """

    melody: int | None = None
    chords: int | None = None
    bass: int | None = None
    second: int | None = None


@dataclass(frozen=True)
class Mute(Edit):
    """Let parts fall silent."""

    parts: frozenset[Part]


@dataclass(frozen=True)
class Bring(Edit):
    """Let parts join in, those that play already as they are."""

    parts: frozenset[Part]
    seed: int = 0


def recast(plan: Plan, score: Score, edit: Recast) -> tuple[Plan, Score]:
    """Hand the notes to other instruments, in octaves that these reach."""
    named = {"melody": edit.melody, "chords": edit.chords, "bass": edit.bass, "second": edit.second}
    chosen = {role: program for role, program in named.items() if program is not None}
    banned = tuple(p for p in plan.scoring.banned if p not in chosen.values())
    thin = tuple(role for role in plan.scoring.thin if role not in chosen)
    scoring = replace(plan.scoring, **chosen, banned=banned, thin=thin, scenes=())  # type: ignore[arg-type]
    seated = seat(score, Scoring(melody=edit.melody, chords=edit.chords, bass=edit.bass))
    return replace(plan, scoring=scoring), add_second(seated, scoring)


def mute_parts(plan: Plan, score: Score, edit: Mute) -> tuple[Plan, Score]:
    """Leave parts out.

    Raises
    ------
    CompositionError
        If nothing else would be left, or none of them plays.
    """
    kept = tuple(track for track in score.tracks if track.role not in edit.parts)
    names = " and ".join(sorted(edit.parts))
    if len(kept) == len(score.tracks):
        raise CompositionError(f"there are no {names} to leave out", hint="Name a part that plays.")
    if not kept:
        raise CompositionError("nothing would be left", hint="Leave one part at least.")
    roles: set[Role] = {track.role for track in score.tracks if track.role in edit.parts}
    silent = tuple(sorted({*plan.scoring.silent, *roles}))
    drums = "no" if "drums" in edit.parts else plan.scoring.drums
    scoring = replace(plan.scoring, silent=silent, drums=drums)
    return replace(plan, scoring=scoring), replace(score, tracks=kept)


def bring_parts(
    plan: Plan, score: Score, edit: Bring, reviser: Reviser, progress: Progress
) -> tuple[Plan, Score]:
    """Have parts written that do not play yet.

    Raises
    ------
    CompositionError
        If all of them play already.
    """
    missing = frozenset(part for part in edit.parts if _is_missing(part, score))
    if not missing:
        names = " and ".join(sorted(edit.parts))
        raise CompositionError(f"the {names} play already", hint="Ask for new ones, or louder.")
    silent = tuple(role for role in plan.scoring.silent if role not in missing)
    drums = "yes" if "drums" in missing else plan.scoring.drums
    plan = replace(plan, scoring=replace(plan.scoring, silent=silent, drums=drums))
    revision = Revision(score, range(score.n_bars), missing, seed=edit.seed)
    return plan, splice(revision, reviser.revise(plan, revision, progress))


def _is_missing(part: Part, score: Score) -> bool:
    return not any(track.role == part for track in score.tracks)
