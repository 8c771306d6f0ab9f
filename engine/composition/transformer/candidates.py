"""Chooses among lead sheets that the transformer wrote for the same bars."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.composition.choosing.chooser import Chooser, misfit
from engine.composition.choosing.patterns import Lead, foreign_share
from engine.composition.score import QUALITIES, TICKS_PER_BEAT, Chord, Note
from engine.composition.transformer.bar_requests import BarRequest
from engine.composition.transformer.controls import Control, metre_of
from engine.composition.transformer.vocabulary import Bar, Field, Kind, decode_bars, tonic_offset

__all__ = ["CandidateChooser", "count_copies", "lead_of"]

_ASKED = {
    "melody density": Control.MELODY_DENSITY,
    "register": Control.MELODY_REGISTER,
    "darkness": Control.DARK,
    "chords a bar": Control.CHANGES,
    "chromatic": Control.CHROMATIC,
}

_PER_COPY = 0.6
"""Nats that a bar costs that was to be new and is an earlier one's: a network that reads its own
theme likes to write it again, and a second theme has to be another one."""


class CandidateChooser:
    """Reads candidates as music, and says which to take."""

    def __init__(self, chooser: Chooser) -> None:
        self._chooser = chooser

    def __call__(
        self,
        candidates: Sequence[Sequence[Bar]],
        requests: Sequence[BarRequest],
        known: Sequence[Bar],
    ) -> int:
        """Give the number of the best; see `engine.composition.transformer.lead_sheet.Choose`."""
        leads = [lead_of(bars, requests) for bars in candidates]
        asked = {
            name: float(np.mean([request.targets[control] for request in requests]))
            for name, control in _ASKED.items()
        }
        off = [
            misfit(asked, self._measure(lead, len(requests)))
            + _PER_COPY * count_copies(bars, requests, known)
            for lead, bars in zip(leads, candidates, strict=True)
        ]
        return self._chooser.choose(leads, off)

    def _measure(self, lead: Lead, n_bars: int) -> dict[str, float]:
        beats = n_bars * lead.bar / TICKS_PER_BEAT
        found = {
            "melody density": len(lead.melody) / beats,
            "darkness": _darkness(lead.chords),
            "chords a bar": len(lead.chords) / n_bars,
            "chromatic": foreign_share(lead),
        }
        if lead.melody:
            pitches = [note.pitch for note in lead.melody]
            found["register"] = float(np.mean(pitches)) - tonic_offset(lead.key)
        return found


def count_copies(bars: Sequence[Bar], requests: Sequence[BarRequest], known: Sequence[Bar]) -> int:
    """Count bars that were to be new and are known."""
    heard = {_tune(bar) for bar in known}
    copies = 0
    for bar, request in zip(bars, requests, strict=True):
        tune = _tune(bar)
        copies += request.brief.returns is None and len(tune) > 1 and tune in heard
        heard.add(tune)
    return copies


def _tune(bar: Bar) -> tuple[tuple[int, int], ...]:
    rows = bar[bar[:, Field.KIND] == Kind.MELODY]
    return tuple((int(row[Field.PLACE]), int(row[Field.SYMBOL])) for row in rows)


def lead_of(bars: Sequence[Bar], requests: Sequence[BarRequest]) -> Lead:
    """Read bars as tune and chords, the first bar at tick 0."""
    keys = [request.brief.section.key for request in requests]
    ticks_per_bar = metre_of(requests[0].row).ticks_per_bar
    chords, parts = decode_bars(bars, keys, ticks_per_bar)
    melody: list[Note] = parts["melody"]
    return Lead(keys[0], ticks_per_bar, melody, chords)


def _darkness(chords: Sequence[Chord]) -> float:
    total = sum(chord.duration for chord in chords)
    dark = sum(chord.duration for chord in chords if 3 in QUALITIES[chord.quality])
    return dark / total if total else 0.0
