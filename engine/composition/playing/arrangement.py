"""Sets what a composer wrote for instruments, as each section's brief asks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from engine.composition.draft import Draft
from engine.composition.grid import TICKS_PER_COLUMN
from engine.composition.planning.brief import PieceBrief, SectionBrief
from engine.composition.playing.accompaniment import play_bass, play_chords
from engine.composition.playing.clearance import clear_chords
from engine.composition.playing.drums import play_drums
from engine.composition.playing.dynamics import Played, articulate, shape_velocities
from engine.composition.playing.figures import Stroke
from engine.composition.playing.gaits import sing, walk
from engine.composition.playing.gestures import carry, shorten
from engine.composition.playing.pedal import change_pedal
from engine.composition.playing.returns import come_back, other_chords
from engine.composition.playing.stings import sting
from engine.composition.playing.texture import (
    Habits,
    Passage,
    choose_texture,
    cut_passage,
)
from engine.composition.score import (
    TICKS_PER_BEAT,
    Chord,
    Excerpt,
    Note,
    Role,
    Score,
    Track,
)

__all__ = ["Arranger", "arrange"]

_PEDAL = 2 * TICKS_PER_BEAT  # longer, what others wrote becomes thick


def _everywhere(_: int) -> bool:
    return True


def arrange(brief: PieceBrief, draft: Draft, is_free: Callable[[int], bool] = _everywhere) -> Score:
    """Make a score of what is written: melody, chords, bass, and drums where the music moves.

    Parameters
    ----------
    is_free
        Whether the tune at a tick may be developed and given gestures; what stands in a song that
        is changed has its own already, and a tune that was sung is as it was sung.

    Raises
    ------
    CompositionError
        If a note or chord lies outside the brief's bars.
    """
    arranger = Arranger(brief, is_free)
    arranger.add(draft)
    return arranger.score


class Arranger:
    """Sets one section after the other; what stands in a score of it stays as it is."""

    def __init__(self, brief: PieceBrief, is_free: Callable[[int], bool] = _everywhere) -> None:
        self._brief, self._is_free = brief, is_free
        self._chance = random.Random(f"arrangement {brief.seed}")
        self._habits = Habits.choose(brief.manner, self._chance)
        self._chords: list[Chord] = []
        self._parts: dict[Role, list[Note]] = {"melody": [], "chords": [], "bass": [], "drums": []}
        self._excerpts: tuple[Excerpt, ...] = ()
        self._n_sections = 0

    def add(self, draft: Draft) -> None:
        """Set the sections that a draft reaches beyond those that are set."""
        for section in self._brief.sections[self._n_sections :]:
            if section.end_bar > draft.n_bars:
                break
            self._add_section(draft, section)

    def _add_section(self, draft: Draft, section: SectionBrief) -> None:
        metre = self._brief.metre
        passage = cut_passage(draft, section, metre)
        tune = self._gone_its_way(passage)
        chords = passage.chords
        if draft.accompaniment is None:  # what is written was written to its own chords
            chords = other_chords(section, tune, chords, metre)
        passage = replace(passage, melody=tune, chords=chords)
        if section.manner.gait:
            upper, bass = walk(passage, self._brief.seed)
            played = _perform(passage, {"chords": _played(upper), "bass": _played(bass)})
        elif draft.accompaniment is None:
            played = _set_passage(passage, self._habits)
        else:
            played = _take_passage(passage, draft.accompaniment)
        played["chords"] = _joined(played.get("chords", []), sting(passage, self._brief.seed))
        played = {role: shorten(notes, section) for role, notes in played.items()}
        shaped = shape_velocities(played, section, metre, self._chance)
        shaped["drums"] = play_drums(section, metre, self._brief.seed)
        for role, notes in shaped.items():
            self._parts[role] += sorted(notes, key=lambda note: (note.start, note.pitch))
        self._chords += passage.chords
        end = section.end_bar * metre.ticks_per_bar
        self._excerpts = tuple(excerpt for excerpt in draft.excerpts if excerpt.start < end)
        self._n_sections += 1

    def _gone_its_way(self, passage: Passage) -> tuple[Note, ...]:
        """Let the tune come back and go as its section does, where it is free to."""
        section, metre, seed = passage.section, self._brief.metre, self._brief.seed
        tune = come_back(section, passage.melody, passage.chords, metre)
        tune = carry(section, tune, passage.chords, metre, seed)
        if section.manner.gait:
            tune = sing(section, tune, metre, seed)
        standing = [note for note in passage.melody if not self._is_free(note.start)]
        free = [note for note in tune if self._is_free(note.start)]
        return tuple(sorted([*standing, *free], key=lambda note: note.start))

    @property
    def score(self) -> Score:
        """The sections set so far."""
        brief, ensemble = self._brief, self._brief.ensemble
        sections = brief.score_sections[: self._n_sections]
        n_bars = sum(section.n_bars for section in sections)
        end = n_bars * brief.metre.ticks_per_bar
        programs = {"melody": ensemble.melody, "chords": ensemble.chords, "bass": ensemble.bass}
        return Score(
            key=brief.key,
            metre=brief.metre,
            n_bars=n_bars,
            tempos=tuple(change for change in brief.tempos if change.tick < end),
            sections=sections,
            chords=tuple(self._chords),
            tracks=tuple(
                Track(role, programs.get(role, 0), tuple(notes))
                for role, notes in self._parts.items()
                if notes
            ),
            excerpts=self._excerpts,
        )


def _set_passage(passage: Passage, habits: Habits) -> dict[Role, list[Note]]:
    texture = choose_texture(passage, habits)
    strokes, ringing = play_chords(passage, texture)
    bass = _played(play_bass(passage, habits, texture))
    chords = list(_beside(passage, bass, _played(strokes, ringing)))
    return _perform(passage, {"chords": chords, "bass": bass})


def _beside(passage: Passage, bass: Iterable[Played], chords: Iterable[Played]) -> Iterator[Played]:
    """Keep chords out of the way of tune and bass; a tone that is cut does not ring on."""
    whole = {(played.note.start, played.note.pitch): played for played in chords}
    lowest = [played.note for played in bass]
    notes = [played.note for played in whole.values()]
    for note in clear_chords(notes, passage.chords, passage.melody, lowest):
        played = whole[note.start, note.pitch]
        is_cut = note.duration < played.note.duration
        yield Played(note, note.duration if is_cut else played.longest)


def _take_passage(
    passage: Passage, accompaniment: Mapping[Role, Sequence[Note]]
) -> dict[Role, list[Note]]:
    """Play what is written for the passage, and drums to it."""
    start, end = (n * TICKS_PER_COLUMN for n in (passage.first_column, passage.end_column))
    parts: dict[Role, list[Played]] = {}
    for role, notes in accompaniment.items():
        own = [note for note in notes if start <= note.start < end]
        chords = passage.chords if role == "chords" else ()
        parts[role] = list(_ring_on(own, chords))
    if "chords" in parts:
        parts["chords"] = list(_beside(passage, parts.get("bass", ()), parts["chords"]))
    return _perform(passage, parts)


def _ring_on(notes: Iterable[Note], chords: Sequence[Chord]) -> Iterator[Played]:
    """Let notes last until the pedal or their chord changes, or their key is struck again."""
    struck: dict[int, int] = {}
    for note in sorted(notes, key=lambda note: (-note.start, -note.pitch)):
        ends = (chord.end for chord in chords if chord.start <= note.start < chord.end)
        stop = min(next(ends, note.end), struck.get(note.pitch, 10**9), note.start + _PEDAL)
        yield Played(note, max(note.duration, stop - note.start))
        struck[note.pitch] = note.start


def _perform(passage: Passage, parts: dict[Role, list[Played]]) -> dict[Role, list[Note]]:
    """Give the parts and the melody their length."""
    melody = [Played(note, note.duration) for note in passage.melody]
    end = passage.end_column * TICKS_PER_COLUMN
    pedalled = change_pedal({"melody": melody, **parts})
    return articulate(pedalled, passage.section.manner.note_beats, end)


def _joined(notes: Sequence[Note], more: Iterable[Note]) -> list[Note]:
    """Add notes where nothing else is struck at that place and pitch."""
    there = {(note.start, note.pitch) for note in notes}
    return [*notes, *(note for note in more if (note.start, note.pitch) not in there)]


def _played(strokes: Iterable[Stroke], ringing: Iterable[Stroke] = ()) -> list[Played]:
    """Turn strokes into notes whose velocity is 64 and the accent, in order."""
    ticks = TICKS_PER_COLUMN
    longest = {(stroke.column, stroke.pitch): stroke.n_columns * ticks for stroke in ringing}
    played = {}
    for stroke in strokes:
        place, length = (stroke.column, stroke.pitch), stroke.n_columns * ticks
        note = Note(stroke.column * ticks, length, stroke.pitch, 64 + stroke.accent)
        played[place] = Played(note, max(length, longest.get(place, 0)))
    return [played[place] for place in sorted(played)]
