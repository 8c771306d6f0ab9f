"""The transformer composer: writes event by event what the brief asks of each bar."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from engine.composition.choosing.critic import Critic
from engine.composition.draft import Draft
from engine.composition.planning.brief import PieceBrief
from engine.composition.playing.arrangement import arrange
from engine.composition.revision import Revision, splice
from engine.composition.score import Note, Role, Score, top_line
from engine.composition.transformer.network import Transformer, TransformerSize
from engine.composition.transformer.score_writer import Means, ScoreWriter
from engine.composition.transformer.taste import Taste
from engine.composition.transformer.vocabulary import Bar, decode_bars
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
    n_candidates
        How often each stretch is sketched before one sketch is chosen.
    """

    def __init__(
        self, folder: Path | None = None, taste: Taste | None = None, n_candidates: int = 8
    ) -> None:
        model = load_transformer(folder or shipped_model("transformer"))
        self._means = Means(model, Critic() if n_candidates > 1 else None, taste, n_candidates)

    def compose(self, brief: PieceBrief, progress: Progress) -> Generator[Draft]:
        """Write the piece; see `Composer`."""
        writer = ScoreWriter(self._means, brief, brief.seed, progress)
        for bars in writer.write():
            yield _draft(brief, bars)

    def rewrite(self, brief: PieceBrief, revision: Revision, progress: Progress) -> Score:
        """Write some bars and parts anew; see `Rewriter`."""
        writer = ScoreWriter(self._means, brief, revision.seed, progress)
        draft = _draft(brief, writer.revise(revision))
        return splice(revision, arrange(brief, draft, revision.lets_sing))


def _draft(brief: PieceBrief, bars: list[Bar]) -> Draft:
    """Read what is written so far."""
    keys = [bar.section.key for bar in brief.bars[: len(bars)]]
    chords, parts = decode_bars(bars, keys, brief.metre.ticks_per_bar)
    accompaniment: dict[Role, list[Note]] = {
        role: notes for role, notes in parts.items() if role != "melody"
    }
    accompaniment["bass"] = list(top_line(accompaniment["bass"]))  # one voice: none sounds on
    return Draft(len(bars), chords, parts["melody"], accompaniment)
