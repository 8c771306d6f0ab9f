"""The transformer composer: writes event by event what the plan asks of each bar."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.composition.composers import OnBars, play_nothing
from engine.composition.grid import columns_of
from engine.composition.plan import Plan
from engine.composition.playing.arrangement import Arranger
from engine.composition.revision import Revision, splice
from engine.composition.score import Chord, Note, Role, Score
from engine.composition.transformer.network import Transformer, TransformerSize
from engine.composition.transformer.score_writer import ScoreWriter
from engine.composition.transformer.taste import Taste
from engine.composition.transformer.vocabulary import Bar, decode_bars
from engine.errors import CompositionError
from engine.model_files import read_model, shipped_model
from engine.progress import Progress

__all__ = ["TransformerComposer", "load_transformer"]


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
    hint = "Reinstall Affetto, or train it again with: affetto train transformer"
    with read_model(folder, "the transformer", hint) as (config, weights):
        return Transformer(TransformerSize(**config["size"]), weights)


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
        self._model = load_transformer(folder or shipped_model("transformer"))
        self._taste = taste

    def compose(self, plan: Plan, progress: Progress, on_bars: OnBars = play_nothing) -> Score:
        """Write the score.

        Raises
        ------
        CompositionError
            If the metre is not known.
        JobCancelledError
            If the user asked to stop.
        """
        columns_of(plan.metre)
        arranger = Arranger(plan)
        piece = ScoreWriter(self._model, plan, progress, self._taste, plan.seed)
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
        columns_of(plan.metre)
        if (plan.n_bars, plan.metre) != (revision.score.n_bars, revision.score.metre):
            raise CompositionError(
                f"a plan of {plan.n_bars} bars of {plan.metre} does not fit the piece",
                hint="Plan as many bars as the piece has.",
            )
        piece = ScoreWriter(self._model, plan, progress, self._taste, revision.seed)
        bars = piece.revise(revision)
        chords, parts = _parts(plan, bars)
        arranger = Arranger(plan)
        for _ in plan.sections:
            arranger.add_section(chords, parts["melody"], _accompaniment(parts))
        return splice(revision, arranger.score)


def _parts(plan: Plan, bars: list[Bar]) -> tuple[list[Chord], dict[Role, list[Note]]]:
    """Read what is written so far."""
    keys = [section.key for section in plan.sections for _ in range(section.n_bars)]
    return decode_bars(bars, keys[: len(bars)], plan.metre.ticks_per_bar)


def _accompaniment(parts: Mapping[Role, list[Note]]) -> dict[Role, list[Note]]:
    return {role: notes for role, notes in parts.items() if role != "melody"}
