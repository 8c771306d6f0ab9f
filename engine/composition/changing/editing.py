"""Changes to a piece that stands, each a value, and what they make of its plan and score."""

from __future__ import annotations

from dataclasses import dataclass

from engine.composition.changing.altering import (
    ACCOMPANIMENT,
    alter_piece,
    alter_some,
    within_piece,
)
from engine.composition.changing.edit import Edit
from engine.composition.changing.extending import Extend, extend
from engine.composition.changing.moving_piece import move_piece
from engine.composition.changing.rearranging import Rearrange, rearrange
from engine.composition.changing.recasting import (
    Bring,
    Mute,
    Recast,
    bring_parts,
    mute_parts,
    recast,
)
from engine.composition.changing.rechording import Rechord, rechord
from engine.composition.changing.resizing import Bend, Cut, Shorten, bend_tempo, cut_bars, shorten
from engine.composition.plan import Plan
from engine.composition.planning.constraints import TEMPOS, parse_key
from engine.composition.planning.moves import Move, find_move
from engine.composition.revision import PARTS, Part, Reviser, Revision, splice
from engine.composition.score import Key, Score
from engine.composition.transposing import plan_to_keys, to_keys
from engine.errors import CompositionError, OptionError
from engine.progress import Progress

__all__ = [
    "KEEPS",
    "REWRITES",
    "Alter",
    "Bend",
    "Bring",
    "Cut",
    "Edit",
    "Extend",
    "Feel",
    "Mute",
    "Rearrange",
    "Recast",
    "Rechord",
    "Recompose",
    "Rekey",
    "Retempo",
    "Rewrite",
    "Shorten",
    "apply_edit",
    "edit_called",
    "keeps_to_bars",
]

REWRITES: dict[str, frozenset[Part]] = {
    "melody": frozenset({"melody"}),
    "chords": frozenset({"chords"}),
    "bass": frozenset({"bass"}),
    "drums": frozenset({"drums"}),
    "harmony": frozenset({"harmony", "chords", "bass"}),
}
"""What is written anew when a part is asked for by name."""

KEEPS: dict[str, frozenset[Part]] = {
    "chords": frozenset(PARTS) - {"harmony"},
    "melody": frozenset(PARTS) - {"melody"},
    "rhythm": frozenset(PARTS) - {"drums"},
}
"""What is written anew when the rest is to be kept."""


@dataclass(frozen=True)
class Rewrite(Edit):
    """Write bars (from 0; None for all) and parts anew."""

    bars: range | None = None
    parts: frozenset[Part] = frozenset(PARTS)
    keeps_rhythm: bool = False
    seed: int = 0


@dataclass(frozen=True)
class Alter(Edit):
    """Change its character, the tune staying recognisable.

    Attributes
    ----------
    bars
        Counted from 0, to which it keeps; None for all.
    parts
        To which it keeps; None for all. Key and tempo change only where both are None.
    keeps_rhythm
        Whether no note begins or ends elsewhere.
    """

    move: Move
    seed: int = 0
    bars: range | None = None
    parts: frozenset[Part] | None = None
    keeps_rhythm: bool = False


@dataclass(frozen=True)
class Rekey(Edit):
    """Take it to another key, such as ``"D minor"``; without a mode each section keeps its own."""

    key: str


@dataclass(frozen=True)
class Retempo(Edit):
    """Let it begin at another tempo, in quarter notes a minute, all others in proportion."""

    tempo: float


@dataclass(frozen=True)
class Feel(Edit):
    """Bring it nearer to what some words feel like, such as "wistful", or some bars of it.

    Attributes
    ----------
    degree
        How far: less than 1 for "a bit", below 0 for away from it.
    """

    words: str
    degree: float = 1.0
    seed: int = 0
    bars: range | None = None


@dataclass(frozen=True)
class Recompose(Edit):
    """Compose the wish again.

    Attributes
    ----------
    words
        What is wished besides, in words.
    seed
        Another one for other notes; None for the same.
    metre, style
        Others than before, or None.
    """

    words: str = ""
    seed: int | None = None
    metre: str | None = None
    style: str | None = None


_LONGER = 30.0  # seconds that "longer" means


def edit_called(name: str, seed: int, bars: range | None = None) -> Edit:
    """Give the edit of a name: a move, ``"longer"``, or what is to be new.

    Parameters
    ----------
    bars
        Counted from 0, to which the edit keeps where it can; None for all.

    Raises
    ------
    OptionError
        If nothing has that name.
    """
    if name == "longer":
        return Extend(_LONGER, seed)
    if name == "new bars":
        return Rewrite(bars, seed=seed)
    if name == "new accompaniment":
        return Rewrite(bars, ACCOMPANIMENT, seed=seed)
    what = name.removeprefix("new ")
    if what != name and what in REWRITES:
        return Rewrite(bars, REWRITES[what], seed=seed)
    return Alter(find_move(name), seed, bars)


def keeps_to_bars(name: str) -> bool:
    """Say whether the edit of a name can be asked of some bars alone."""
    match edit_called(name, seed=0):
        case Alter(move):
            return within_piece(move) != Move()
        case edit:
            return isinstance(edit, Rewrite)


def apply_edit(
    plan: Plan, score: Score, edit: Edit, reviser: Reviser, progress: Progress
) -> tuple[Plan, Score]:
    """Change a piece; what the edit does not name stays exactly as it is.

    Raises
    ------
    EngineError
        If the edit does not fit the piece.
    JobCancelledError
        If the user asked to stop.
    """
    match edit:
        case Rewrite(bars, parts, keeps_rhythm, seed):
            _check_there(score, parts)
            asked = range(score.n_bars) if bars is None else bars
            revision = Revision(score, asked, parts, keeps_rhythm, seed)
            return plan, splice(revision, reviser.revise(plan, revision, progress))
        case Alter(move, seed, None, None):
            revision = Revision(score, range(score.n_bars), ACCOMPANIMENT, seed=seed)
            return alter_piece(plan, revision, move, reviser, progress)
        case Alter(move, seed, bars, parts, keeps_rhythm):
            asked = range(score.n_bars) if bars is None else bars
            named = (frozenset(PARTS) - {"harmony"}) if parts is None else parts
            _check_there(score, named)
            revision = Revision(score, asked, named, keeps_rhythm, seed)
            return plan, alter_some(plan, revision, move, reviser, progress)
        case Extend():
            return extend(plan, score, edit, reviser, progress)
        case Bring():
            return bring_parts(plan, score, edit, reviser, progress)
        case _:
            return _apply_unwritten(plan, score, edit)


def _check_there(score: Score, parts: frozenset[Part]) -> None:
    """Refuse to write a part anew that nobody plays.

    Raises
    ------
    CompositionError
        If none of the parts is in the score; its harmony always is.
    """
    if parts.isdisjoint({"harmony", *(track.role for track in score.tracks)}):
        named = " and no ".join(sorted(parts))
        raise CompositionError(
            f"the song has no {named}",
            hint=f'Bring it in first, by saying "with {min(parts)}", or choose another part.',
        )


def _apply_unwritten(plan: Plan, score: Score, edit: Edit) -> tuple[Plan, Score]:  # noqa: PLR0911 - one case a kind
    """Change what needs no new note."""
    match edit:
        case Rekey(key):
            return _rekey(plan, score, key)
        case Retempo(tempo):
            return _retempo(plan, score, tempo)
        case Recast():
            return recast(plan, score, edit)
        case Mute():
            return mute_parts(plan, score, edit)
        case Shorten():
            return shorten(plan, score, edit)
        case Cut():
            return cut_bars(plan, score, edit)
        case Rechord():
            return plan, rechord(score, edit)
        case Rearrange():
            return rearrange(plan, score, edit)
        case Bend():
            return plan, bend_tempo(plan, score, edit)
    raise TypeError(f"{edit} takes a reader of words: see engine.pipeline")


def _rekey(plan: Plan, score: Score, key: str) -> tuple[Plan, Score]:
    tonic, mode = parse_key(key)

    def new_key(old: Key) -> Key:
        return Key((old.tonic - score.key.tonic + tonic) % 12, mode or old.mode)

    return plan_to_keys(plan, new_key), to_keys(score, new_key)


def _retempo(plan: Plan, score: Score, tempo: float) -> tuple[Plan, Score]:
    low, high = TEMPOS
    if not low <= tempo <= high:
        raise OptionError(
            f"the tempo is {tempo:g} BPM", hint=f"Choose one from {low:g} to {high:g} BPM."
        )
    return move_piece(plan, score, Move(tempo=tempo / score.tempo))
