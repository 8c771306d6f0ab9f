"""The Boltzmann composer: Gibbs chains that settle into chords, then into a melody over them.

A phrase of chords settles at once, its cadence held fast; then bar after bar of melody, driven by
the chords, the bar before and what the brief asks. Sections of one letter share their phrases, and
phrases share their bars, so that a tune comes back. Bars that the machines learned from are known,
and not written again.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import torch

from engine.composition.boltzmann.assembly import assemble
from engine.composition.boltzmann.given import Given
from engine.composition.boltzmann.known_bars import KnownBars
from engine.composition.boltzmann.loading import load_machines, shipped_folder
from engine.composition.boltzmann.melodies import MelodyWriter
from engine.composition.boltzmann.phrase_writing import PhraseWriter
from engine.composition.boltzmann.pictures import insight_into, look_into
from engine.composition.boltzmann.progressions import HarmonyWriter
from engine.composition.boltzmann.rewriting import put_in
from engine.composition.choosing.beginnings import Choice, go_on_with_best
from engine.composition.draft import Draft
from engine.composition.pictured import Insight, Look
from engine.composition.planning.brief import PieceBrief
from engine.composition.revision import Revision
from engine.composition.score import Score
from engine.progress import Progress
from engine.threads import one_thread

__all__ = ["RbmComposer"]

_N_CANDIDATES = 2
"""First themes of which one is taken: each costs a fifth of a second before the music begins."""


class RbmComposer:
    """Composes with the machines that ship, or with others of the same kind.

    Parameters
    ----------
    folder
        Of the trained machines; None for those that ship.
    n_candidates
        First themes of which one is taken.
    """

    def __init__(self, folder: Path | None = None, n_candidates: int = _N_CANDIDATES) -> None:
        folder = folder or shipped_folder()
        harmony, self._machine, vocabulary = load_machines(folder)
        self._harmony = HarmonyWriter(harmony, vocabulary)
        self._melody = MelodyWriter(self._machine, KnownBars.read(folder))
        self._choice = Choice.among(n_candidates)

    def compose(self, brief: PieceBrief, progress: Progress) -> Generator[Draft]:
        """Write the piece, its first theme twice; see `Composer`."""

        def write(own: PieceBrief, told: Progress) -> Iterator[Draft]:
            for phrases in PhraseWriter(self._harmony, self._melody, own, told).write():
                yield assemble(own, phrases)

        with torch.inference_mode(), one_thread():
            yield from go_on_with_best(write, brief, self._choice, progress)

    def rewrite(self, brief: PieceBrief, revision: Revision, progress: Progress) -> Score:
        """Write bars and parts anew between those that stand; see `Rewriter`."""
        given = Given.of(brief, revision)
        with torch.inference_mode(), one_thread():
            writer = PhraseWriter(self._harmony, self._melody, brief, progress, given)
            *_, phrases = writer.write()
        return put_in(brief, revision, phrases)

    def look(self, seed: int) -> Look:
        """Show what the melody machine has learned, and how noise becomes melody in it."""
        return look_into(self._machine, seed)

    def insight(self, seed: int) -> Insight:
        """Give what `look` draws."""
        return insight_into(self._machine, seed)
