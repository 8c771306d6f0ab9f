"""Chooses among lead sheets that the transformer wrote for the same bars."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.composition.choosing.chooser import Chooser, misfit
from engine.composition.choosing.patterns import Lead
from engine.composition.score import QUALITIES, TICKS_PER_BEAT, Chord, Metre, Note
from engine.composition.transformer.bar_requests import BarRequest
from engine.composition.transformer.controls import Control
from engine.composition.transformer.vocabulary import Bar, decode_bars, tonic_offset

__all__ = ["CandidateChooser", "lead_of"]

_ASKED = {
    "melody density": Control.MELODY_DENSITY,
    "register": Control.MELODY_REGISTER,
    "darkness": Control.DARK,
    "chords a bar": Control.CHANGES,
}


class CandidateChooser:
    """Reads candidates as music, and says which to take."""

    def __init__(self, chooser: Chooser, metre: Metre) -> None:
        self._chooser, self._metre = chooser, metre

    def __call__(self, candidates: Sequence[Sequence[Bar]], requests: Sequence[BarRequest]) -> int:
        """Give the number of the best; see `engine.composition.transformer.lead_sheet.Choose`."""
        leads = [lead_of(bars, requests, self._metre) for bars in candidates]
        asked = {
            name: float(np.mean([request.targets[control] for request in requests]))
            for name, control in _ASKED.items()
        }
        found = (self._measure(lead, len(requests)) for lead in leads)
        return self._chooser.choose(leads, [misfit(asked, values) for values in found])

    def _measure(self, lead: Lead, n_bars: int) -> dict[str, float]:
        beats = n_bars * lead.bar / TICKS_PER_BEAT
        found = {
            "melody density": len(lead.melody) / beats,
            "darkness": _darkness(lead.chords),
            "chords a bar": len(lead.chords) / n_bars,
        }
        if lead.melody:
            pitches = [note.pitch for note in lead.melody]
            found["register"] = float(np.mean(pitches)) - tonic_offset(lead.key)
        return found


def lead_of(bars: Sequence[Bar], requests: Sequence[BarRequest], metre: Metre) -> Lead:
    """Read bars as tune and chords, the first bar at tick 0."""
    keys = [request.brief.section.key for request in requests]
    chords, parts = decode_bars(bars, keys, metre.ticks_per_bar)
    melody: list[Note] = parts["melody"]
    return Lead(keys[0], metre.ticks_per_bar, melody, chords)


def _darkness(chords: Sequence[Chord]) -> float:
    total = sum(chord.duration for chord in chords)
    dark = sum(chord.duration for chord in chords if 3 in QUALITIES[chord.quality])
    return dark / total if total else 0.0
