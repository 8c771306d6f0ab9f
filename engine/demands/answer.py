"""What became of a demand: obeyed, or told with what was done instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.demands.demand import Demand, Demands

__all__ = ["Answer", "answers_to_json", "tell_obeyed", "tell_refused"]


@dataclass(frozen=True)
class Answer:
    """One demand's answer.

    Attributes
    ----------
    obeyed
        Whether the music does what was asked.
    instead
        What it does where it does not; empty if nothing stands in.
    """

    demand: Demand
    obeyed: bool = True
    instead: str = ""


def answers_to_json(text: str, answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """Give what the JSON answers say of the demands of a wish."""
    demands = Demands(text)
    return [
        demands.to_json(answer.demand)
        | {"obeyed": answer.obeyed, "instead": answer.instead or None}
        for answer in answers
    ]


def tell_obeyed(answers: Sequence[Answer]) -> str:
    """Name in one line what is done as asked; empty for nothing."""
    kept = [_name(answer.demand) for answer in answers if answer.obeyed]
    return ", ".join(dict.fromkeys(kept))


def tell_refused(answers: Sequence[Answer]) -> str:
    """Say in one line what cannot be done, and what is done instead; empty for nothing."""
    refused = (
        _name(answer.demand) + (f" ({answer.instead} instead)" if answer.instead else "")
        for answer in answers
        if not answer.obeyed
    )
    return "; ".join(dict.fromkeys(refused))


def _name(demand: Demand) -> str:
    """Name a demand as people say it: "no drums", "120 BPM", "only piano"."""
    if demand.kind in ("instruments", "drums"):
        before = {"unwanted": "no ", "only": "only ", "lead": "", "wanted": ""}[demand.manner]
        return before + demand.value + (" in the lead" if demand.manner == "lead" else "")
    if demand.kind == "tempo" and demand.value[:1].isdigit():
        return f"{demand.value} BPM"
    if demand.kind == "change":
        return {
            "key up": "change of key",
            "faster": "getting faster",
            "slower": "slowing down",
        }.get(demand.value, demand.value)
    return f"in {demand.value}" if demand.kind == "mode" else demand.value
