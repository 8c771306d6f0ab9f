"""What a person asks of the music beside its feeling: the value that the parser makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Demand", "Demands", "Kind", "Manner", "Span"]

Kind = Literal[
    "key", "mode", "tempo", "metre", "length", "instruments", "drums", "style", "dynamics",
    "register", "density", "form", "change", "chords", "articulation", "groove", "scene",
    "space",
]  # fmt: skip
Manner = Literal["wanted", "only", "unwanted", "lead"]


@dataclass(frozen=True, order=True)
class Span:
    """Characters ``start`` up to but not including ``end`` of a wish."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Characters in it."""
        return self.end - self.start

    def __contains__(self, place: int) -> bool:
        return self.start <= place < self.end

    def touches(self, other: Span) -> bool:
        """Whether two spans share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Demand:
    """One thing that is asked of the music.

    Attributes
    ----------
    kind
        What of the music it is about.
    value
        What is asked, in a fixed spelling: ``"D minor"``, ``"3/4"``, ``"cello"``, ``"fade out"``.
    span
        The characters that say it.
    low, high
        Limits of what is measured: quarter notes a minute of a tempo, seconds or bars of a length
        (see `unit`); None where there is nothing to measure.
    unit
        ``"bpm"``, ``"s"`` or ``"bars"``; empty without limits.
    manner
        Of an instrument or the drums: whether they are wanted, wanted alone, to lead, or not
        wanted.
    feels
        Whether the words also say how it feels, as "slow" and "quiet" do; else they mean music
        alone.
    """

    kind: Kind
    value: str
    span: Span
    low: float | None = None
    high: float | None = None
    unit: Literal["", "bpm", "s", "bars"] = ""
    manner: Manner = "wanted"
    feels: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether one number is asked for."""
        return self.low is not None and self.low == self.high

    @property
    def middle(self) -> float:
        """The middle of the limits."""
        assert self.low is not None
        assert self.high is not None
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Demands:
    """All that a wish asks of the music, in the order said.

    Attributes
    ----------
    text
        The wish.
    """

    text: str = ""
    items: tuple[Demand, ...] = ()

    def __iter__(self) -> Iterator[Demand]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def of(self, kind: Kind) -> list[Demand]:
        """Give the demands of one kind, in the order said."""
        return [demand for demand in self.items if demand.kind == kind]

    def last(self, kind: Kind) -> Demand | None:
        """Give what was said last of a kind: the later word counts."""
        return next(iter(self.of(kind)[::-1]), None)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The characters that mean music alone, and carry no feeling; ordered, none twice."""
        return tuple(sorted({demand.span for demand in self.items if not demand.feels}))

    def words(self, demand: Demand) -> list[str]:
        """Give the words that say a demand."""
        return self.text[demand.span.start : demand.span.end].split()

    def to_json(self, demand: Demand) -> dict[str, Any]:
        """Give what the JSON answers say of one demand, but for whether it was obeyed."""
        told: dict[str, Any] = {
            "kind": demand.kind,
            "value": demand.low if demand.is_exact else demand.value,
            "words": self.words(demand),
            "span": [demand.span.start, demand.span.end],
        }
        if demand.low is not None:
            told |= {"range": [demand.low, demand.high], "unit": demand.unit}
        if demand.kind in ("instruments", "drums"):
            told["manner"] = demand.manner
        return told


def in_order(demands: Iterable[Demand]) -> tuple[Demand, ...]:
    """Sort by place."""
    return tuple(sorted(demands, key=lambda demand: demand.span))
