"""What of a piece is written anew, and how everything else stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, Protocol, runtime_checkable

from engine.composition.plan import Plan
from engine.composition.score import Chord, Excerpt, Note, Role, Score, Track
from engine.errors import CompositionError, OptionError
from engine.progress import Progress

__all__ = ["PARTS", "Part", "Reviser", "Revision", "splice"]

Part = Literal["harmony"] | Role
PARTS: tuple[Part, ...] = ("harmony", "melody", "chords", "bass", "drums")
"""What can be written anew: the chord symbols, or the notes of one track."""

_ORDER: tuple[Role, ...] = ("melody", "chords", "bass", "drums", "second", "counter", "pad",
                            "arpeggio", "percussion", "effects")  # fmt: skip
_FOLLOWS: dict[Role, frozenset[Part]] = {
    "second": frozenset({"harmony", "melody"}), "counter": frozenset({"harmony", "melody"}),
    "pad": frozenset({"harmony"}), "arpeggio": frozenset({"harmony"}),
    "percussion": frozenset({"drums"}),
}  # fmt: skip
"""What a part is made from: where that is written anew, so is the part."""


@dataclass(frozen=True)
class Revision:
    """Some bars and parts of a score that are to be written anew.

    A note belongs to the bar in which it begins. What lies outside the bars or the parts stays
    exactly as it is; new notes begin and end inside the bars.

    Attributes
    ----------
    score
        As it is; bars that are still to be written may be empty.
    bars
        Counted from 0, without gaps.
    parts
        At least one.
    keeps_rhythm
        Whether the new notes begin and end where the old ones do.
    seed
        From which the new notes follow; the plan's seed still decides the manner of the piece.

    Raises
    ------
    OptionError
        If there is nothing to write, or a bar lies outside the piece.
    """

    score: Score
    bars: range
    parts: frozenset[Part]
    keeps_rhythm: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        n_bars = self.score.n_bars
        if not self.bars or self.bars.step != 1 or self.bars[0] < 0 or self.bars[-1] >= n_bars:
            raise OptionError(
                f"bars {self.bars.start + 1} to {self.bars.stop} are not in the piece",
                hint=f"Choose bars between 1 and {n_bars}, the first one first.",
            )
        if not self.parts or not self.parts <= set(PARTS):
            raise OptionError(
                f"the parts are {', '.join(sorted(self.parts)) or 'none'}",
                hint=f"Choose among: {', '.join(PARTS)}.",
            )

    @property
    def start(self) -> int:
        """First tick of the bars."""
        return self.bars.start * self.score.metre.ticks_per_bar

    @property
    def end(self) -> int:
        """First tick after the bars."""
        return self.bars.stop * self.score.metre.ticks_per_bar

    def holds(self, tick: int) -> bool:
        """Whether what begins at a tick lies in the bars."""
        return self.start <= tick < self.end

    def lets_sing(self, tick: int) -> bool:
        """Whether the tune at a tick is new and free, and so may be given a gesture."""
        return "melody" in self.parts and not self.keeps_rhythm and self.holds(tick)


@runtime_checkable
class Reviser(Protocol):
    """A composer that can also write parts of a score anew."""

    def revise(self, plan: Plan, revision: Revision, progress: Progress) -> Score:
        """Write the revision's bars and parts, everything else staying as it is.

        Parameters
        ----------
        plan
            As long as the score, in its metre.

        Raises
        ------
        CompositionError
            If the plan does not fit the score.
        JobCancelledError
            If the user asked to stop.
        """
        ...


def splice(revision: Revision, written: Score) -> Score:
    """Take the revision's bars and parts from a score, and everything else from the old one.

    Parameters
    ----------
    written
        As long as the old score, in its metre. What it holds elsewhere does not matter; notes that
        go beyond the bars are cut, and a melody waits until an old note that sounds into the bars
        has ended.

    Raises
    ------
    CompositionError
        If the two scores differ in length or metre.
    """
    old = revision.score
    if (written.n_bars, written.metre) != (old.n_bars, old.metre):
        raise CompositionError(
            f"{written.n_bars} bars of {written.metre} do not fit {old.n_bars} of {old.metre}"
        )
    chords = old.chords
    if "harmony" in revision.parts:
        chords = tuple(_splice_chords(revision, written.chords))
    tracks = (_splice_track(revision, role, written) for role in _ORDER)
    return replace(
        old,
        chords=chords,
        tracks=tuple(track for track in tracks if track),
        excerpts=tuple(_keep_excerpts(revision)),
    )


def _keep_excerpts(revision: Revision) -> Iterator[Excerpt]:
    """Give what is still taken from other works: not a melody that is written anew."""
    length = revision.score.metre.ticks_per_bar
    for excerpt in revision.score.excerpts:
        end = excerpt.start + excerpt.duration
        if "melody" not in revision.parts or end <= revision.start or excerpt.start >= revision.end:
            yield excerpt
            continue
        if excerpt.start < revision.start:
            yield replace(excerpt, duration=revision.start - excerpt.start)
        if end > revision.end:
            bar = excerpt.bar + revision.bars.stop - excerpt.start // length
            yield replace(excerpt, start=revision.end, duration=end - revision.end, bar=bar)


def _splice_chords(revision: Revision, written: Iterable[Chord]) -> Iterator[Chord]:
    """Give the old chords up to the bars, the new ones, and the old ones from there on."""
    old, end = revision.score.chords, revision.score.n_ticks
    yield from _cut(old, 0, revision.start)
    yield from _cut(written, revision.start, revision.end)
    yield from _cut(old, revision.end, end)


def _cut(chords: Iterable[Chord], start: int, end: int) -> Iterator[Chord]:
    """Give what sounds between two ticks."""
    for chord in chords:
        first, last = max(chord.start, start), min(chord.end, end)
        if first < last:
            yield replace(chord, start=first, duration=last - first)


def _splice_track(revision: Revision, role: Role, written: Score) -> Track | None:
    old, new = revision.score.track(role), written.track(role)
    if role not in revision.parts and not _FOLLOWS.get(role, frozenset()) & revision.parts:
        return old
    kept = [note for note in old.notes if not revision.holds(note.start)] if old else []
    free_from = revision.start
    if role == "melody":
        before = (note.end for note in kept if note.start < revision.start)
        free_from = max(before, default=free_from)
    fresh = _fit(new.notes if new else (), max(free_from, revision.start), revision.end)
    notes = tuple(sorted([*kept, *fresh], key=lambda note: (note.start, note.pitch)))
    base = old or new
    return replace(base, notes=notes) if base and notes else None


def _fit(notes: Iterable[Note], start: int, end: int) -> Iterator[Note]:
    """Give the notes that begin between two ticks, cut at the second one."""
    for note in notes:
        if start <= note.start < end:
            yield replace(note, duration=min(note.duration, end - note.start))
