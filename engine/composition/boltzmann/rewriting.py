"""Puts phrases that were written into a score that stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from engine.composition.boltzmann.assembly import assemble
from engine.composition.boltzmann.phrase_writing import Phrase
from engine.composition.draft import Draft
from engine.composition.grid import TICKS_PER_COLUMN
from engine.composition.planning.brief import PieceBrief
from engine.composition.playing.arrangement import arrange
from engine.composition.revision import Revision, splice
from engine.composition.score import Chord, Note, Score, Track
from engine.composition.transposing import follow_chords

__all__ = ["put_in"]


def put_in(brief: PieceBrief, revision: Revision, phrases: Sequence[Phrase]) -> Score:
    """Make the revised score of all phrases, those that stood included."""
    written = assemble(brief, phrases)
    old = revision.score
    sketch = replace(
        old, chords=tuple(written.chords), tracks=(Track("melody", 0, tuple(written.melody)),)
    )
    draft = splice(revision, sketch)
    if revision.keeps_rhythm:
        return splice(revision, _on_old_rhythm(old, draft, written.melody))
    line = draft.track("melody")
    standing = tuple(_cut_at_sections(brief, draft.chords))
    melody = line.notes if line else ()
    whole = Draft(brief.n_bars, standing, melody)
    return splice(revision, arrange(brief, whole, revision.lets_sing))


def _cut_at_sections(brief: PieceBrief, chords: Iterable[Chord]) -> Iterator[Chord]:
    """Cut chords that last into another section, which is set by itself."""
    borders = [section.first_bar * brief.metre.ticks_per_bar for section in brief.sections]
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
