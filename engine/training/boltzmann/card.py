"""Writes down what is known of a trained Boltzmann composer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from engine.training.boltzmann.contrastive_run import TrainedMachine
from engine.training.corpora.lead_sheets import LeadSheet

__all__ = ["write_card"]

_CREDITS = {
    "pop909": "POP909 (Wang et al., ISMIR 2020; MIT), melody track and annotated chords and beats",
    "nottingham": "Nottingham dataset, cleaned by Jukedeck (GPLv3 files; traditional tunes)",
    "openewld": "OpenEWLD (Simonetta; public-domain lead sheets, MIT)",
    "lieder": "OpenScore Lieder corpus (CC0), voice and AugmentedNet's chord analysis",
    "own": "MIDI files of the person who trained it; key, metre, melody and chords are estimated",
}


def write_card(
    sheets: Iterable[LeadSheet], n_examples: dict[str, int], fits: dict[str, TrainedMachine]
) -> str:
    """Write the card; `benchmarks/composition.py` adds how the model composes.

    Parameters
    ----------
    n_examples, fits
        By the machine's name.
    """
    sets = [sheet.name.partition("/")[0] for sheet in sheets]
    lines = [
        "# Boltzmann composer",
        "",
        "Two conditional restricted Boltzmann machines with softmax columns: *harmony* settles",
        "four bars of chords at once, *melody* settles one bar of piano roll over them. Trained by",
        f"contrastive divergence with `affetto train rbm`, {dt.datetime.now(tz=dt.UTC):%Y-%m-%d}.",
        "",
        "Errors: share of columns that the Gibbs chain from data changes. Pseudo-likelihoods: nats",
        "a column, training and held out.",
        "",
        "| machine | visible | hidden | conditions | examples | error | likelihoods | CPU s |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *(_row(name, n_examples[name], result) for name, result in fits.items()),
        "",
        "## Data",
        "",
        "Some songs are held out, one in twenty where there are many. All is moved to tonic C; the",
        "modes stay apart.",
        "",
        *(f"- {_CREDITS[name]}: {sets.count(name)} songs" for name in _CREDITS if name in sets),
        "",
        "## Licence",
        "",
        _licence(sets),
        "",
    ]
    return "\n".join(lines)


def _licence(sets: list[str]) -> str:
    if "own" in sets:
        return "Whoever trained it answers for what the music it learned from allows."
    return "The weights: MIT, as the code. For copied passages see the benchmark."


def _row(name: str, n_examples: int, result: TrainedMachine) -> str:
    size, history = result.machine.size, result.history
    cells = (
        name,
        f"{size.n_columns} × {size.n_states}",
        size.n_hidden,
        size.n_conditions,
        n_examples,
        f"{history.errors[-1]:.3f}",
        f"{history.likelihoods[-1]:.3f} / {history.held_out[-1]:.3f}",
        f"{result.seconds:.0f}",
    )
    return f"| {' | '.join(map(str, cells))} |"
