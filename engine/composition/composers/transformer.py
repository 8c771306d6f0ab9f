"""The transformer composer: writes event by event what the plan asks of each bar.

Sections of one letter share their chords and tunes, and the second phrase of a section takes up
the first. What comes back is read again, so that what is new fits to it; its accompaniment, and
now and then a bar of its melody, are written anew.
"""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from engine import resources
from engine.composition.arrangement import Arranger
from engine.composition.bar_requests import BarRequest, Ledger, plan_bars
from engine.composition.composers import OnBars, play_nothing
from engine.composition.controls import METRES, STYLES
from engine.composition.plan import Plan
from engine.composition.revision import Revision, splice
from engine.composition.sampling import BarWriter, Taste
from engine.composition.score import Chord, Note, Role, Score
from engine.composition.transformer import Transformer, TransformerSize
from engine.composition.vocabulary import (
    KIND_OF_ROLE,
    Bar,
    Field,
    Kind,
    decode_bars,
    encode_score,
)
from engine.errors import CompositionError, ResourceError
from engine.progress import Progress

__all__ = ["TransformerComposer", "load_transformer"]

_FOLDER = "models/transformer"
_VARIED = 0.3
"""Share of the bars of a returning phrase whose melody is written anew on the old rhythm."""
_CONTEXT_BARS = 16  # that are read before bars are written anew
_SPLIT = Field.KIND


def load_transformer(folder: Path) -> Transformer:
    """Load a trained transformer.

    Parameters
    ----------
    folder
        Holds ``checkpoint.safetensors`` and ``config.json``.

    Raises
    ------
    ResourceError
        If they cannot be read or do not fit together.
    """
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        model = Transformer(TransformerSize(**config["size"]))
        model.load_state_dict(load_file(folder / "checkpoint.safetensors"))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        raise ResourceError(
            f"the transformer in {folder} cannot be read: {error}",
            hint="Reinstall Affetto, or train it again with: affetto train transformer",
        ) from error
    return model.float().eval().requires_grad_(requires_grad=False)


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Work on one thread: sums then come in one order, and so do draws."""
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            yield
    finally:
        torch.set_num_threads(n_threads)


class TransformerComposer:
    """Composes with the transformer that ships, or with another one.

    Parameters
    ----------
    folder
        Of the trained model; None for the one that ships.
    taste
        How freely it draws.
    """

    def __init__(self, folder: Path | None = None, taste: Taste | None = None) -> None:
        if folder is None:
            resources.path(f"{_FOLDER}/checkpoint.safetensors")
            folder = resources.path(f"{_FOLDER}/config.json").parent
        self._model = load_transformer(folder)
        self._taste = taste

    def compose(self, plan: Plan, progress: Progress, on_bars: OnBars = play_nothing) -> Score:
        """Write the score.

        Raises
        ------
        CompositionError
            If the plan has no bars or a metre that is not known.
        JobCancelledError
            If the user asked to stop.
        """
        _check(plan)
        arranger = Arranger(plan)
        with _one_thread():
            piece = _Piece(self._model, plan, progress, self._taste)
            for bars in piece.write():
                parts = _parts(plan, bars)
                arranger.add_section(parts[0], parts[1]["melody"], _accompaniment(parts[1]))
                on_bars(arranger.score)
        return arranger.score

    def revise(self, plan: Plan, revision: Revision, progress: Progress) -> Score:
        """Write some bars and parts anew; everything else stays as it is.

        Raises
        ------
        CompositionError
            If the plan does not fit the score.
        JobCancelledError
            If the user asked to stop.
        """
        _check(plan)
        if (plan.n_bars, plan.metre) != (revision.score.n_bars, revision.score.metre):
            raise CompositionError(
                f"a plan of {plan.n_bars} bars of {plan.metre} does not fit the piece",
                hint="Plan as many bars as the piece has.",
            )
        with _one_thread():
            bars = _Piece(self._model, plan, progress, self._taste).revise(revision)
        chords, parts = _parts(plan, bars)
        arranger = Arranger(plan)
        for _ in plan.sections:
            arranger.add_section(chords, parts["melody"], _accompaniment(parts))
        return splice(revision, arranger.score)


def _check(plan: Plan) -> None:
    if plan.metre not in METRES:
        raise CompositionError(
            f"the metre is {plan.metre}, expected one of {', '.join(map(str, METRES))}",
            hint="Choose one of these metres.",
        )
    if not plan.sections or min(section.n_bars for section in plan.sections) < 1:
        raise CompositionError(
            "the plan has a section without bars", hint="Ask for a longer piece."
        )


def _parts(plan: Plan, bars: list[Bar]) -> tuple[list[Chord], dict[Role, list[Note]]]:
    """Read what is written so far."""
    keys = [section.key for section in plan.sections for _ in range(section.n_bars)]
    return decode_bars(bars, keys[: len(bars)], plan.metre.ticks_per_bar)


def _accompaniment(parts: Mapping[Role, list[Note]]) -> dict[Role, list[Note]]:
    return {role: notes for role, notes in parts.items() if role != "melody"}


class _Piece:
    """One piece while it is written."""

    def __init__(
        self, model: Transformer, plan: Plan, progress: Progress, taste: Taste | None
    ) -> None:
        self._plan, self._progress = plan, progress
        self._chance = random.Random(f"form {plan.seed}")
        self._requests = plan_bars(plan, _choose_style(plan, self._chance))
        self._writer = BarWriter(
            model, plan.metre, np.random.default_rng(plan.seed), progress, taste
        )
        self._bars: list[Bar] = []

    def write(self) -> Iterator[list[Bar]]:
        """Write section after section; give all bars so far after each."""
        ledgers = [Ledger() for _ in self._plan.sections]
        for request in self._requests:
            self._progress.update("compose", request.number / len(self._requests))
            ledger = ledgers[request.phrase.section]
            bar = self._write_bar(request, ledger)
            ledger.enter(request, bar)
            self._bars.append(bar)
            following = self._requests[request.number + 1 : request.number + 2]
            if not following or following[0].phrase.section != request.phrase.section:
                yield self._bars

    def _write_bar(self, request: BarRequest, ledger: Ledger) -> Bar:
        model = self._find_model(request)
        given: dict[Kind, Bar] = {}
        rules = request.rules
        if model is not None:
            old = self._bars[model.number]
            given = {kind: old[old[:, _SPLIT] == kind] for kind in (Kind.CHORD, Kind.MELODY)}
            if self._varies(request, model):
                rhythm = [(int(row[Field.PLACE]), int(row[Field.EXTENT]))
                          for row in given.pop(Kind.MELODY)]  # fmt: skip
                rules = replace(rules, rhythms={Kind.MELODY: rhythm})
            if Kind.MELODY not in rules.parts:
                given.pop(Kind.MELODY, None)
        return self._writer.write(ledger.row(request), rules, given)

    def _find_model(self, request: BarRequest) -> BarRequest | None:
        """Find the bar that this one repeats: its letter's, or that of the phrase it answers."""
        if request.rules.held is not None:
            return None
        phrase = request.phrase
        for earlier in self._requests[: phrase.first_bar]:
            known = earlier.phrase
            is_same = earlier.section.name == request.section.name
            shares = is_same and earlier.key.mode == request.key.mode
            if shares and (known.index, earlier.index) == (phrase.index, request.index) \
                    and known.section != phrase.section:  # fmt: skip
                closes = request.is_last_of_phrase or earlier.is_last_of_phrase
                return None if closes and not _closes_alike(earlier, request) else earlier
        if phrase.index % 2 and request.index < phrase.n_bars // 2:
            answered = self._requests[phrase.first_bar - phrase.n_bars + request.index]
            same = answered.phrase.section == phrase.section
            if same and answered.phrase.n_bars == phrase.n_bars:
                return answered
        return None

    def _varies(self, request: BarRequest, model: BarRequest) -> bool:
        """Draw whether a returning bar gets another tune on its old rhythm."""
        returns = model.phrase.section != request.phrase.section
        is_end = request.is_last_of_phrase or request.index == 0
        return returns and not is_end and self._chance.random() < _VARIED

    def revise(self, revision: Revision) -> list[Bar]:
        """Give the score's bars, some of them written anew."""
        self._bars = encode_score(revision.score)
        first = max(0, revision.bars.start - _CONTEXT_BARS)
        ledger = Ledger()
        open_kinds = _open_kinds(revision)
        for request in self._requests[first : revision.bars.stop]:
            row, old = ledger.row(request), self._bars[request.number]
            if request.number < revision.bars.start:
                self._writer.read(old, row)
                continue
            given = {
                kind: old[old[:, _SPLIT] == kind]
                for kind in (Kind.CHORD, *KIND_OF_ROLE.values())
                if kind not in open_kinds
            }
            rules = replace(request.rules, parts=request.rules.parts | open_kinds)
            if revision.keeps_rhythm:
                rules = replace(rules, rhythms=_rhythms(old, open_kinds))
            self._bars[request.number] = self._writer.write(row, rules, given)
        return self._bars


def _rhythms(bar: Bar, kinds: frozenset[Kind]) -> dict[Kind, list[tuple[int, int]]]:
    """Give place and extent of every event of some parts."""
    return {
        kind: [
            (int(row[Field.PLACE]), int(row[Field.EXTENT])) for row in bar[bar[:, _SPLIT] == kind]
        ]
        for kind in kinds
    }


def _open_kinds(revision: Revision) -> frozenset[Kind]:
    """Translate the parts that are to be written anew."""
    kinds = {KIND_OF_ROLE[role] for role in KIND_OF_ROLE if role in revision.parts}
    return frozenset(kinds | ({Kind.CHORD} if "harmony" in revision.parts else set()))


def _closes_alike(earlier: BarRequest, request: BarRequest) -> bool:
    """Whether two bars that end phrases end them in the same way."""
    return (
        earlier.is_last_of_phrase == request.is_last_of_phrase
        and earlier.phrase.close == request.phrase.close
    )


def _choose_style(plan: Plan, chance: random.Random) -> int:
    """Choose whose manner to write in: pop is at home in 4/4, the lied in all metres."""
    valence = sum(section.valence * section.n_bars for section in plan.sections) / plan.n_bars
    if str(plan.metre) != "4/4":
        return 1 + STYLES.index("lied")
    pop = 0.75 if valence >= 0 else 0.5
    return 1 + STYLES.index("pop" if chance.random() < pop else "lied")
