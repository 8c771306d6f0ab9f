"""Puts phrases that were written into a score that stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from engine.composition.boltzmann.assembly import assemble
from engine.composition.boltzmann.songwriting import Phrase
from engine.composition.grid import TICKS_PER_COLUMN
from engine.composition.plan import Plan
from engine.composition.playing.arrangement import arrange
from engine.composition.revision import Revision, splice
from engine.composition.score import Chord, Note, Score, Track
from engine.composition.transposing import follow_chords
from engine.errors import CompositionError

__all__ = ["check_fit", "put_in"]


def check_fit(plan: Plan, score: Score) -> None:
    """Refuse a plan that is not the score's.

    Raises
    ------
    CompositionError
        If they differ in length or metre.
    """
    if (plan.n_bars, plan.metre) != (score.n_bars, score.metre):
        raise CompositionError(
            f"a plan of {plan.n_bars} bars of {plan.metre} does not fit a score of "
            f"{score.n_bars} bars of {score.metre}",
            hint="Compose the wish again.",
        )


def put_in(plan: Plan, revision: Revision, phrases: Iterable[Phrase]) -> Score:
    """Make the revised score of all phrases, those that stood included."""
    chords, melody = assemble(plan, phrases)
    old = revision.score
    sketch = replace(old, chords=tuple(chords), tracks=(Track("melody", 0, tuple(melody)),))
    draft = splice(revision, sketch)
    if revision.keeps_rhythm:
        return splice(revision, _on_old_rhythm(old, draft, melody))
    line = draft.track("melody")
    standing = tuple(_cut_at_sections(plan, draft.chords))
    return splice(revision, arrange(plan, standing, line.notes if line else ()))


def _cut_at_sections(plan: Plan, chords: Iterable[Chord]) -> Iterator[Chord]:
    """Cut chords that last into another section, which is set by itself."""
    borders = [bar * plan.metre.ticks_per_bar for bar in plan.first_bars]
    for chord in chords:
        start = chord.start
        for border in (*(b for b in borders if chord.start < b < chord.end), chord.end):
            yield replace(chord, start=start, duration=border - start)
            start = border


def _on_old_rhythm(old: Score, draft: Score, melody: Sequence[Note]) -> Score:
    """Give the old notes new pitches: those of the new melody, and those of the new chords."""
    pitches = {note.start // TICKS_PER_COLUMN: note.pitch for note in melody}
    tracks = []
    for track in old.tracks:
        if track.role == "melody":
            notes = [
                replace(note, pitch=pitches.get(note.start // TICKS_PER_COLUMN, note.pitch))
                for note in track.notes
            ]
        elif track.is_drum:
            notes = list(track.notes)
        else:
            notes = follow_chords(track.notes, old.chords, draft.chords)
        tracks.append(replace(track, notes=tuple(notes)))
    return replace(old, chords=draft.chords, tracks=tuple(tracks))
