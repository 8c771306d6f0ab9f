"""Sews chosen fragments together: notes, chords, and the names of their sources."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.composition.fragments.library import PARTS, FragmentLibrary
from engine.composition.grid import TICKS_PER_COLUMN
from engine.composition.harmony import SLOTS_PER_BAR, Degree, slot_columns
from engine.composition.key_finding import margin, sum_lengths
from engine.composition.planning.brief import PieceBrief, SectionBrief
from engine.composition.score import Chord, Excerpt, Key, Note, Role

__all__ = ["Patchwork", "key_clarity", "sew"]


_LOWEST = 28  # E1, a bass's lowest string


@dataclass(frozen=True)
class Patchwork:
    """What fragments make together, ready to be arranged."""

    chords: tuple[Chord, ...]
    parts: dict[Role, list[Note]]
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True)
class _Patch:
    """One fragment in its place."""

    number: int
    start: int
    end: int
    section: SectionBrief
    runs_on: bool  # into the next one, as in its source


def sew(brief: PieceBrief, library: FragmentLibrary, chosen: Sequence[int]) -> Patchwork:
    """Transpose fragments into their keys and octaves and put them one after the other.

    Parameters
    ----------
    chosen
        A fragment for every half bar of the piece but the last: the one before it is held.
    """
    patches = list(_patches(brief, library, chosen))
    parts: dict[Role, list[Note]] = {"melody": [], "chords": [], "bass": []}
    for patch in patches[:-1]:
        for role, note in _notes(library, patch):
            parts[role].append(note)
    for role, note in _last_bar(brief, library, patches[-1]):
        parts[role].append(note)
    parts["melody"] = _one_by_one(parts["melody"])
    return Patchwork(tuple(_chords(library, patches)), parts, tuple(_excerpts(library, patches)))


def key_clarity(brief: PieceBrief, patchwork: Patchwork) -> float:
    """Say how clearly the piece is in its key, to someone who knows no plan.

    The margin of the key; that of the least clear one if sections differ.
    """
    profiles: dict[Key, NDArray[np.float64]] = {}
    notes = [note for part in patchwork.parts.values() for note in part]
    bar = brief.metre.ticks_per_bar
    for section in brief.sections:
        start, end = section.first_bar * bar, section.end_bar * bar
        own = profiles.setdefault(section.key, np.zeros(12))
        own += sum_lengths(note for note in notes if start <= note.start < end)
    return min(margin(profile, key) for key, profile in profiles.items())


def _patches(
    brief: PieceBrief, library: FragmentLibrary, chosen: Sequence[int]
) -> Iterator[_Patch]:
    second, length = slot_columns(brief.metre)[1] * TICKS_PER_COLUMN, brief.metre.ticks_per_bar
    for slot, number in enumerate(chosen):
        bar, half = divmod(slot, SLOTS_PER_BAR)
        start = bar * length + half * second
        is_last = slot == len(chosen) - 1
        end = (bar + 1) * length if half or is_last else start + second
        following = -1 if is_last else chosen[slot + 1]
        runs_on = following == number + 1 and bool(library.fragments["follows"][following])
        yield _Patch(number, start, end, brief.bars[bar].section, runs_on)


def _notes(library: FragmentLibrary, patch: _Patch) -> Iterator[tuple[Role, Note]]:
    """Give the notes in the section's key; they end with the fragment if another comes then."""
    tonic = patch.section.key.tonic
    shifts = (patch.section.octave_shift, tonic if tonic <= 6 else tonic - 12)
    for note in library.notes_of(patch.number):
        start = patch.start + int(note["start"])
        room = 10**6 if patch.runs_on else patch.end - start
        part = int(note["part"])
        pitch = int(note["pitch"]) + shifts[part > 0]
        if pitch < _LOWEST:  # below what basses have
            pitch += 12
        if pitch <= 127 and room > 0:
            yield PARTS[part], Note(start, max(1, min(int(note["duration"]), room)), pitch, 64)


def _last_bar(
    brief: PieceBrief, library: FragmentLibrary, patch: _Patch
) -> Iterator[tuple[Role, Note]]:
    """Let the piece rest: what begins the last bar, or sounds at its middle, is held to its end."""
    middle = patch.start + slot_columns(brief.metre)[1] * TICKS_PER_COLUMN
    for role, note in _notes(library, patch):
        if role == "melody" or note.start == patch.start or note.end >= middle:
            yield role, replace(note, duration=patch.end - note.start)


def _one_by_one(melody: Sequence[Note]) -> list[Note]:
    """Let each note end where the next begins."""
    ordered = sorted(melody, key=lambda note: note.start)
    ends = [*(note.start for note in ordered[1:]), 10**9]
    return [
        replace(note, duration=min(note.duration, end - note.start))
        for note, end in zip(ordered, ends, strict=True)
        if end > note.start
    ]


def _chords(library: FragmentLibrary, patches: Sequence[_Patch]) -> Iterator[Chord]:
    """Name the chords, equal neighbours in a section as one."""

    def heard(patch: _Patch) -> tuple[int, Degree]:
        return patch.section.first_bar, library.degree(patch.number)

    for (_, degree), group in itertools.groupby(patches, key=heard):
        same = list(group)
        start, root = same[0].start, degree.root + same[0].section.key.tonic
        yield Chord(start, same[-1].end - start, root % 12, degree.quality)


def _excerpts(library: FragmentLibrary, patches: Sequence[_Patch]) -> Iterator[Excerpt]:
    """Name the sources, a run of neighbours as one excerpt."""
    run: list[_Patch] = []
    for patch in patches:
        run.append(patch)
        if patch.runs_on and patch is not patches[-1]:
            continue
        source = library.source_of(run[0].number)
        bar = int(library.fragments[run[0].number]["bar"])
        yield Excerpt(run[0].start, patch.end - run[0].start, source.work, source.composer, bar)
        run = []
