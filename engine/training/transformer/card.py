"""What the card of a trained transformer says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.composition.transformer.network import TransformerSize

__all__ = ["RunFigures", "write_card"]


@dataclass(frozen=True)
class RunFigures:
    """What a training run came to.

    Attributes
    ----------
    n_events, n_known
        Events that were read, and how many of them are different ones.
    """

    size: TransformerSize
    n_weights: int
    steps: int
    n_events: int
    n_known: int
    minutes: float
    device: str
    n_processes: int


def write_card(
    figures: RunFigures, curve: Sequence[Sequence[float]], sets: Mapping[str, int]
) -> str:
    """Write the card.

    Parameters
    ----------
    curve
        Minutes, training loss, held-out loss, then the held-out loss of each field.
    sets
        Songs of each data set.
    """
    rows = [
        f"| {minutes:.0f} | {learned:.3f} | {total:.3f} | "
        + " | ".join(f"{loss:.3f}" for loss in losses)
        + " |"
        for minutes, learned, total, *losses in curve
    ]
    credits_ = [f"- {_CREDITS.get(name, name)}: {n} songs" for name, n in sets.items()]
    return _CARD.format(
        size=figures.size, n_weights=figures.n_weights / 1e6, steps=figures.steps,
        n_events=figures.n_events / 1e6, known=figures.n_known / 1e6, minutes=figures.minutes,
        device=figures.device, world=figures.n_processes,
        date=f"{dt.datetime.now(tz=dt.UTC):%Y-%m-%d}",
        curve="\n".join(rows), sets="\n".join(credits_),
    )  # fmt: skip


_CREDITS = {
    "pop909": "POP909 (Wang et al., ISMIR 2020; MIT), all tracks, annotated chords and beats",
    "nottingham": "Nottingham dataset, cleaned by Jukedeck (GPLv3 files; traditional tunes)",
    "openewld": "OpenEWLD (Simonetta; public-domain lead sheets, MIT)",
    "openscore_lieder": "OpenScore Lieder corpus (CC0), scores and AugmentedNet's chord analyses",
    "more_lieder": "its songs that change their metre or have no analysis, chords estimated",
    "mutopia": "Mutopia project, what its engravers gave to the public domain or under CC BY",
    "openscore_quartets": "OpenScore String Quartets (CC0), movements in one metre",
    "jsb_chorales": "J. S. Bach's chorales (music in the public domain; no licence stated)",
    "rock_corpus": "Rock corpus (de Clercq & Temperley; CC BY 4.0), melodies and harmony",
    "mcgill_billboard": "McGill Billboard annotations (CC0), chords alone",
    "jazz_chords": "Jazz Chord Progressions Corpus (Bunks et al., ISMIR 2023; no licence stated), "
    "chords alone",
}

_CARD = """\
# Transformer composer

A decoder of {n_weights:.2f} million weights (width {size.width}, {size.layers} layers, context
{size.context} events) that writes scores one event a step. Trained with
`affetto train transformer`, {date}: {steps} steps, {n_events:.1f} million events of {known:.1f}
million different ones, {minutes:.0f} minutes on {world} × {device}.

Losses in nats an event, controls said; the last five columns are the held-out loss by field.

| minutes | training | held out | kind | place | symbol | extent | over |
| --- | --- | --- | --- | --- | --- | --- | --- |
{curve}

It writes for controls that are measured in any score (density, registers, polyphony, darkness,
closes and others), never for a listener's label. How it composes beside the corpus and the other
composers: `python benchmarks/composition.py --data DIR --composer transformer`. Its melodies can
be plain, and it knows no larger plan than the form it is given; loudness, instruments and drums
come from rules.

## Data

One song in twenty is held out for validation, one for tests; tunes that come twice are left out.

{sets}

## Licence

The weights: MIT, as the code. For copied passages see the benchmark.
"""
