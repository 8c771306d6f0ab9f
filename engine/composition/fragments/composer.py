"""The concatenative composer: half bars of real music, chosen and joined.

For every half bar of the piece the library's nearest fragments are tried, with their neighbours in
their sources, and the course through them is taken whose target and join costs are least. What a
section's letter shares comes back; the seed decides which sources are liked. Each score names the
works that it was taken from.

References
----------
Hunt & Black, "Unit selection in a concatenative speech synthesis system using a large speech
database", ICASSP 1996.
"""

from __future__ import annotations

import functools
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from engine.composition.choosing.beginnings import Choice, go_on_with_best
from engine.composition.draft import Draft
from engine.composition.fragments.costs import Costs, JoinCost, Numbers, TargetCost
from engine.composition.fragments.library import FragmentLibrary, group_name
from engine.composition.fragments.neighbours import NeighbourSearch
from engine.composition.fragments.patchwork import Patchwork, key_clarity, sew
from engine.composition.fragments.search import SearchStep, complete_pools, search
from engine.composition.fragments.targets import Target, find_returns, set_targets
from engine.composition.planning.brief import PieceBrief
from engine.composition.score import Metre, Mode, Note, Role
from engine.errors import CompositionError
from engine.model_files import shipped_model
from engine.progress import Progress

__all__ = ["ConcatenativeComposer"]

_FILES = ("fragments.npy", "notes.npy", "config.json")
_N_CANDIDATES = 4  # pieces of which one is taken
_N_NEAREST = 60  # fragments of each half bar, their neighbours in their sources besides
_MOST_TRIES = 5  # at a piece whose key is heard
_CLEAR = 0.05
"""Margin of the key from which on it is taken for heard."""
_TASTE = 2.0
"""How far the seed's liking of a source reaches, in costs."""


class ConcatenativeComposer:
    """Composes with the library that ships, or with another.

    Parameters
    ----------
    folder
        Of the library; None for the one that ships.
    n_candidates
        Pieces of which one is taken.
    """

    def __init__(self, folder: Path | None = None, n_candidates: int = _N_CANDIDATES) -> None:
        self._library = FragmentLibrary.open(folder or shipped_model("concatenative", _FILES))
        self._choice = Choice.among(n_candidates)

    def compose(self, brief: PieceBrief, progress: Progress) -> Generator[Draft]:
        """Choose all of the piece some times, then give the best by sections; see `Composer`.

        Raises
        ------
        CompositionError
            If the library has nothing in the metre and mode.
        """
        yield from go_on_with_best(self._write, brief, self._choice, progress)

    def _write(self, brief: PieceBrief, progress: Progress) -> Iterator[Draft]:
        patchwork = self._choose(brief, progress)
        melody = patchwork.parts["melody"]
        others: dict[Role, list[Note]] = {
            role: notes for role, notes in patchwork.parts.items() if role != "melody"
        }
        # No song for voice and piano accompanies fear and rage as they are told: here the arranger
        # does, who has their dissonances and their insisting bass.
        accompanies = any(others.values()) and not brief.manner.is_tense
        accompaniment = others if accompanies else None
        for section in brief.sections:
            yield Draft(
                section.end_bar, patchwork.chords, melody, accompaniment, patchwork.excerpts
            )

    def _choose(self, brief: PieceBrief, progress: Progress) -> Patchwork:
        """Choose fragments; if another key than the piece's would be heard, like other sources."""
        tries: list[tuple[float, Patchwork]] = []
        for number in range(_MOST_TRIES):
            liking = self._liking(brief.seed, number)

            def report(share: float, done: int = number) -> None:
                progress.update("compose", (done + share) / _MOST_TRIES)

            report(0.0)
            chosen = search(self._steps(brief, liking), report)
            patchwork = sew(brief, self._library, chosen)
            tries.append((key_clarity(brief, patchwork), patchwork))
            if tries[-1][0] > _CLEAR:
                break
        return max(tries, key=lambda found: found[0])[1]

    def _steps(self, brief: PieceBrief, liking: Costs) -> list[SearchStep]:
        """Prepare the search: for every half bar what is wanted, and the fragments to try."""
        targets, returns = set_targets(brief.bars), find_returns(brief.bars)
        steps: list[SearchStep] = []
        for stretch in _stretches(brief, targets):
            mode = brief.sections[stretch[0].phrase.section].key.mode
            group = self._group(brief.metre, mode)
            target_cost = TargetCost(self._library, liking, is_minor=mode == "minor")
            pools = self._pools(brief.metre, mode, stretch, liking)
            for target, pool in zip(stretch, pools, strict=True):
                earlier = returns[len(steps)]
                is_fresh = brief.sections[target.phrase.section].is_theme
                join_cost = self._join_cost(group)
                steps.append(SearchStep(target, earlier, pool, target_cost, join_cost, is_fresh))
        return steps

    def _liking(self, seed: int, number: int) -> Costs:
        """Let the seed like some sources more than others, at each try other ones."""
        chance = np.random.default_rng((seed, number))
        return _TASTE * chance.gumbel(size=len(self._library.sources))

    def _pools(
        self, metre: Metre, mode: Mode, stretch: Sequence[Target], liking: Costs
    ) -> list[Numbers]:
        group = self._group(metre, mode)
        nearest: dict[int, Numbers] = {}
        for half in sorted({target.half for target in stretch}):
            slots = [slot for slot, target in enumerate(stretch) if target.half == half]
            wanted = np.array([stretch[slot].place for slot in slots])
            neighbours = self._neighbours(group, half, is_minor=mode == "minor")
            nearest |= zip(slots, neighbours.find(wanted, _N_NEAREST, liking), strict=True)
        return complete_pools(self._library, [nearest[slot] for slot in sorted(nearest)], group)

    def _group(self, metre: Metre, mode: Mode) -> tuple[int, int]:
        """Find the fragments of a metre and mode.

        Raises
        ------
        CompositionError
            If there are none.
        """
        groups = self._library.groups
        for is_accompanied in (True, False):
            name = group_name(metre, mode, is_accompanied=is_accompanied)
            if name in groups:
                return groups[name]
        raise CompositionError(
            f"the library has no music in {metre} {mode}",
            hint="Choose another metre or composer, or make a library of more music.",
        )

    @functools.cache  # noqa: B019 - one composer lives as long as its process
    def _neighbours(self, group: tuple[int, int], half: int, *, is_minor: bool) -> NeighbourSearch:
        return NeighbourSearch(self._library, group, half, is_minor=is_minor)

    @functools.cache  # noqa: B019 - as above
    def _join_cost(self, group: tuple[int, int]) -> JoinCost:
        return JoinCost(self._library, group)


def _stretches(brief: PieceBrief, targets: Sequence[Target]) -> Iterable[list[Target]]:
    """Divide the piece where its mode changes."""
    stretch: list[Target] = []
    for target in targets:
        mode = brief.sections[target.phrase.section].key.mode
        if stretch and brief.sections[stretch[0].phrase.section].key.mode != mode:
            yield stretch
            stretch = []
        stretch.append(target)
    yield stretch
