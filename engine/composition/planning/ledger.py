"""Which of the demands of one kind counts, and what is answered to each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.demands.answer import Answer
from engine.demands.demand import Demand, Demands

if TYPE_CHECKING:
    from engine.options import ComposeOptions

__all__ = ["Ledger"]


class Ledger:
    """Holds what is asked, and an answer for each demand that was looked at.

    Attributes
    ----------
    demands, options
        Of the wish, and of the command.
    answers
        In the order given.
    """

    def __init__(self, demands: Demands, options: ComposeOptions) -> None:
        self.demands, self.options = demands, options
        self.answers: list[Answer] = []

    def obey(self, *demands: Demand) -> None:
        """Answer that these are done."""
        self.answers += [Answer(demand) for demand in demands]

    def tell(self, demand: Demand, instead: str = "") -> None:
        """Answer that one is not done, and what is done instead."""
        self.answers.append(Answer(demand, obeyed=False, instead=instead))

    def settle(self, demand: Demand, instead: str, *, is_met: bool) -> None:
        """Answer one or the other."""
        if is_met:
            self.obey(demand)
        else:
            self.tell(demand, instead)

    def choose(self, demands: Sequence[Demand], option: str | None = None) -> Demand | None:
        """Choose the last of several that exclude each other, and answer the others.

        An option overrules them all, which leaves none to choose.
        """
        if not demands:
            return None
        chosen = demands[-1]
        for demand in demands:
            if option is not None:
                is_met = demand.value.casefold() == option.casefold()
                self.settle(demand, f"{option}, which was fixed,", is_met=is_met)
            elif demand.value != chosen.value:
                self.tell(demand, f"{chosen.value}, which was said later,")
            elif demand is not chosen:
                self.obey(demand)
        return chosen if option is None else None
