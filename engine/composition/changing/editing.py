"""Changes to a piece that stands, each a value, and what they make of its plan and score."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.composition.changing.altering import (
    ACCOMPANIMENT,
    alter_piece,
    alter_some,
    within_piece,
)
from engine.composition.changing.edit import LONGEST, Edit
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
from engine.composition.plan import Plan, PlannedSection
from engine.composition.planning.constraints import TEMPOS, parse_key
from engine.composition.planning.moves import Move, find_move
from engine.composition.planning.tempos import tempo_course
from engine.composition.revision import PARTS, Part, Reviser, Revision, splice
from engine.composition.score import TICKS_PER_BEAT, Chord, Key, Note, Score
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

_SMALLEST_RETURN = 12  # new bars from which on the first theme comes back at their end

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
class Extend(Edit):
    """Let the piece last about that many seconds longer."""

    seconds: float
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
            return plan, _revise(plan, revision, reviser, progress)
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
            return _extend(plan, score, edit, reviser, progress)
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


def _revise(plan: Plan, revision: Revision, reviser: Reviser, progress: Progress) -> Score:
    return splice(revision, reviser.revise(plan, revision, progress))


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


def _extend(
    plan: Plan, score: Score, edit: Extend, reviser: Reviser, progress: Progress
) -> tuple[Plan, Score]:
    """Put new sections before the ending: another theme, and the first one again if there is room.

    Every old bar stays as it is.
    """
    if not 0 < edit.seconds <= LONGEST - score.duration:
        raise OptionError(
            f"{edit.seconds:g} seconds cannot be added to {score.duration:.0f}",
            hint=f"Choose up to {LONGEST - score.duration:.0f} seconds.",
        )
    place = len(plan.sections) - (plan.sections[-1].name == "ending" and len(plan.sections) > 1)
    first = sum(section.n_bars for section in plan.sections[:place])
    added = _new_sections(plan, place, edit.seconds)
    sections = (*plan.sections[:place], *added, *plan.sections[place:])
    plan = replace(plan, sections=sections)
    longer = _open_gap(plan, score, first, sum(section.n_bars for section in added))
    new_bars = range(first, first + added[0].n_bars)
    revision = Revision(longer, new_bars, frozenset(PARTS), seed=edit.seed)
    longer = _revise(plan, revision, reviser, progress)
    if len(added) > 1:
        source = next(number for number, s in enumerate(sections) if s.name == added[1].name)
        longer = _copy_bars(longer, plan.first_bars[source], new_bars.stop, added[1].n_bars)
    return plan, longer


def _new_sections(plan: Plan, place: int, seconds: float) -> list[PlannedSection]:
    """Lay out what is added: a new letter, and behind it the first letter's section."""
    last = plan.sections[place - 1]
    bar = plan.metre.ticks_per_bar / TICKS_PER_BEAT * 60 / last.expression.tempo
    n_bars = max(1, round(seconds / bar))
    used = {section.name for section in plan.sections}
    name = next(letter for letter in _letters() if letter not in used)
    home = next((section for section in plan.sections if section.is_theme), None)
    # what returns needs four bars of something else before it
    if home is None or n_bars < max(_SMALLEST_RETURN, home.n_bars + 4):
        return [replace(last, name=name, n_bars=n_bars)]
    return [replace(last, name=name, n_bars=n_bars - home.n_bars), home]


def _letters() -> Iterator[str]:
    """Give A to Z, then A1 and so on."""
    yield from string.ascii_uppercase
    number = 1
    while True:
        yield from (f"{letter}{number}" for letter in string.ascii_uppercase)
        number += 1


def _open_gap(plan: Plan, score: Score, bar: int, n_bars: int) -> Score:
    """Make room for bars of a longer plan; no note is cut."""
    length = score.metre.ticks_per_bar
    tick, gap = bar * length, n_bars * length

    def shifted(note: Note) -> Note:
        return replace(note, start=note.start + gap) if note.start >= tick else note

    return replace(
        score,
        n_bars=plan.n_bars,
        tempos=tempo_course(plan),
        sections=plan.score_sections,
        chords=tuple(_shift_chords(score.chords, tick, gap)),
        tracks=tuple(
            replace(track, notes=tuple(shifted(note) for note in track.notes))
            for track in score.tracks
        ),
        excerpts=tuple(
            replace(excerpt, start=excerpt.start + gap) if excerpt.start >= tick else excerpt
            for excerpt in score.excerpts
        ),
    )


def _shift_chords(chords: tuple[Chord, ...], tick: int, gap: int) -> Iterator[Chord]:
    for chord in chords:
        if chord.start >= tick:
            yield replace(chord, start=chord.start + gap)
        elif chord.end <= tick:
            yield chord
        else:
            yield replace(chord, duration=tick - chord.start)
            yield replace(chord, start=tick + gap, duration=chord.end - tick)


def _copy_bars(score: Score, source: int, target: int, n_bars: int) -> Score:
    """Repeat bars in later ones that are still empty."""
    length = score.metre.ticks_per_bar
    start, end, gap = source * length, (source + n_bars) * length, (target - source) * length
    chords = [
        replace(c, start=max(c.start, start) + gap, duration=min(c.end, end) - max(c.start, start))
        for c in score.chords
        if c.start < end and c.end > start
    ]
    tracks = []
    for track in score.tracks:
        copied = [
            replace(n, start=n.start + gap, duration=min(n.duration, end - n.start))
            for n in track.notes
            if start <= n.start < end
        ]
        notes = sorted([*track.notes, *copied], key=lambda note: (note.start, note.pitch))
        tracks.append(replace(track, notes=tuple(notes)))
    chords = sorted([*score.chords, *chords], key=lambda chord: chord.start)
    return replace(score, chords=tuple(chords), tracks=tuple(tracks))
