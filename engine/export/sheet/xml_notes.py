"""Notes and rests as MusicXML."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence

from engine.composition.line_of_fifths import letter_of
from engine.composition.score import TICKS_PER_BEAT
from engine.composition.spelling import octave_of
from engine.export.sheet.accidentals import Accidentals
from engine.export.sheet.staves import NoteHead, StaffEvent

__all__ = ["NoteState", "add_events", "sub"]

_ACCIDENTALS = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}

# Where a drum stands and its head, after Weinberg, "Guidelines for Drumset Notation", PN 32, 1994.
_DRUM_PLACES: dict[int, tuple[str, int, str]] = {
    35: ("F", 4, ""), 36: ("F", 4, ""), 37: ("C", 5, "x"), 38: ("C", 5, ""), 39: ("C", 5, "x"),
    40: ("C", 5, ""), 41: ("G", 4, ""), 42: ("G", 5, "x"), 43: ("A", 4, ""), 44: ("D", 4, "x"),
    45: ("B", 4, ""), 46: ("G", 5, "circle-x"), 47: ("D", 5, ""), 48: ("E", 5, ""),
    49: ("A", 5, "x"), 50: ("E", 5, ""), 51: ("F", 5, "x"), 52: ("A", 5, "x"),
    53: ("F", 5, "diamond"), 54: ("B", 5, "triangle"), 55: ("B", 5, "x"),
    56: ("E", 5, "triangle"), 57: ("A", 5, "x"), 59: ("F", 5, "x"),
}  # fmt: skip
_ANY_DRUM = ("C", 5, "triangle")


def sub(parent: ET.Element, tag: str, text: object = "", **attributes: str) -> ET.Element:
    """Add an element; an underscore in an attribute's name stands for a hyphen."""
    element = ET.SubElement(parent, tag)
    for name, value in attributes.items():
        element.set(name.rstrip("_").replace("_", "-"), value)
    if text != "":
        element.text = str(text)
    return element


def add_events(
    measure: ET.Element, events: Sequence[StaffEvent], voice: int, staff: int, state: NoteState
) -> None:
    """Add the events of one voice in one bar."""
    for event, tuplet in zip(events, _tuplets(events), strict=True):
        for mark in state.before(event):
            measure.append(mark)
        for number, head in enumerate(event.heads or (None,)):
            note = sub(measure, "note")
            if number:
                sub(note, "chord")
            _add_pitch(note, event, head, state, is_hidden=voice % 4 != 1)
            sub(note, "duration", event.value.ticks)
            _add_ties(note, head, "tie")
            if head and state.part:
                sub(note, "instrument", id=f"{state.part}-I{head.pitch + 1}")
            sub(note, "voice", voice)
            _add_value(note, event, head, state, staff)
            _add_notations(note, head, tuplet if not number else "")


class NoteState:
    """What notes need to know of the staff around them.

    Attributes
    ----------
    part
        Id of a part of drums; empty for others.
    n_staves
        Of the part.
    """

    def __init__(self, accidentals: Accidentals, part: str, n_staves: int) -> None:
        self.accidentals, self.part, self.n_staves = accidentals, part, n_staves
        self._waiting: list[tuple[int, ET.Element]] = []

    def expect(self, marks: Sequence[tuple[int, ET.Element]]) -> None:
        """Take marks of a bar, each with its tick, to be written where they belong."""
        self._waiting = sorted(marks, key=lambda mark: mark[0])

    def before(self, event: StaffEvent) -> Iterator[ET.Element]:
        """Give the marks that fall on an event or into it."""
        while self._waiting and self._waiting[0][0] < event.end:
            tick, element = self._waiting.pop(0)
            if tick > event.start:
                offset = ET.Element("offset")
                offset.text = str(tick - event.start)
                place = len(element) - (element[-1].tag == "sound" if len(element) else 0)
                element.insert(place, offset)
            yield element


def _add_pitch(
    note: ET.Element, event: StaffEvent, head: NoteHead | None, state: NoteState, *, is_hidden: bool
) -> None:
    if head is None:
        if is_hidden:  # a voice that rests is not seen
            note.set("print-object", "no")
        sub(note, "rest", **({"measure": "yes"} if event.fills_bar else {}))
    elif state.part:
        step, octave, _ = _DRUM_PLACES.get(head.pitch, _ANY_DRUM)
        unpitched = sub(note, "unpitched")
        sub(unpitched, "display-step", step)
        sub(unpitched, "display-octave", octave)
    else:
        step, alter = letter_of(head.place)
        pitch = sub(note, "pitch")
        sub(pitch, "step", step)
        if alter:
            sub(pitch, "alter", alter)
        sub(pitch, "octave", octave_of(head.pitch, head.place))


def _add_ties(note: ET.Element, head: NoteHead | None, tag: str) -> None:
    if head and head.is_tied_back:
        sub(note, tag, type="stop")
    if head and head.is_tied_on:
        sub(note, tag, type="start")


def _add_value(
    note: ET.Element, event: StaffEvent, head: NoteHead | None, state: NoteState, staff: int
) -> None:
    if not event.fills_bar:
        sub(note, "type", event.value.name)
        if event.value.dots:
            sub(note, "dot")
    if head and not state.part:
        step, alter = letter_of(head.place)
        octave = octave_of(head.pitch, head.place)
        needed = None if head.is_tied_back else state.accidentals.needed(step, octave, alter)
        if needed is not None:
            sub(note, "accidental", _ACCIDENTALS[needed])
    if event.value.is_triplet:
        ratio = sub(note, "time-modification")
        sub(ratio, "actual-notes", 3)
        sub(ratio, "normal-notes", 2)
    if head and state.part and (shape := _DRUM_PLACES.get(head.pitch, _ANY_DRUM)[2]):
        sub(note, "notehead", shape)
    if state.n_staves > 1:
        sub(note, "staff", staff)
    for number, beam in enumerate(event.beams if head else (), start=1):
        if note.find("chord") is None:
            sub(note, "beam", beam, number=str(number))


def _add_notations(note: ET.Element, head: NoteHead | None, tuplet: str) -> None:
    if not tuplet and not (head and (head.is_tied_back or head.is_tied_on)):
        return
    notations = sub(note, "notations")
    _add_ties(notations, head, "tied")
    for kind in tuplet.split():
        sub(notations, "tuplet", type=kind)


def _tuplets(events: Sequence[StaffEvent]) -> list[str]:
    """Say where a triplet starts and stops: one for each beat."""
    kinds = [""] * len(events)
    first = None
    for number, event in enumerate(events):
        if not event.value.is_triplet:
            first = None
            continue
        if first is None:
            first = number
        following = events[number + 1] if number + 1 < len(events) else None
        is_last = following is None or not following.value.is_triplet
        if is_last or event.end % TICKS_PER_BEAT == 0:
            kinds[first] = f"{kinds[first]} start".strip()
            kinds[number] = f"{kinds[number]} stop".strip()
            first = None
    return kinds
