"""Songs as MusicXML 4.0: a lead sheet, or every part."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence

from engine.composition.planning.casting import name_program
from engine.composition.score import TICKS_PER_BEAT, Key, Role, Score, Track
from engine.export.sheet.accidentals import Accidentals, fifths_of
from engine.export.sheet.heading import Heading
from engine.export.sheet.marks import ChordMark, Mark, chord_marks, dynamics_of, marks_of
from engine.export.sheet.rhythm import beat_of
from engine.export.sheet.staves import Staff, StaffEvent, staves_of
from engine.export.sheet.xml_notes import NoteState, add_events, sub

__all__ = ["score_to_musicxml"]

_DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" '
    '"http://www.musicxml.org/dtds/partwise.dtd">\n'
)
_KINDS = {
    "": "major", "m": "minor", "dim": "diminished", "aug": "augmented", "sus2": "suspended-second",
    "sus4": "suspended-fourth", "7": "dominant", "maj7": "major-seventh", "m7": "minor-seventh",
    "m7♭5": "half-diminished", "dim7": "diminished-seventh", "6": "major-sixth",
    "m6": "minor-sixth",
}  # fmt: skip
_CHANNELS: dict[Role, int] = {
    "melody": 1, "chords": 2, "bass": 3, "second": 4, "counter": 5, "pad": 6, "arpeggio": 7,
    "effects": 8, "drums": 10, "percussion": 10,
}  # fmt: skip


def score_to_musicxml(score: Score, tracks: Sequence[Track], heading: Heading) -> bytes:
    """Write parts of a score, the first one with the chord symbols.

    Parameters
    ----------
    score
        With notes on the grid, as `engine.export.sheet.rhythm.as_written` gives them.
    tracks
        Those of the score that shall be seen, in this order.
    """
    root = ET.Element("score-partwise", version="4.0")
    _add_heading(root, heading)
    part_list = sub(root, "part-list")
    names = _names(tracks)
    for number, track in enumerate(tracks, start=1):
        _add_instrument(part_list, f"P{number}", track, names[number - 1])
    for number, track in enumerate(tracks, start=1):
        part = sub(root, "part", id=f"P{number}")
        marks: list[Mark | ChordMark] = []
        if number == 1:
            marks = [*marks_of(score, swings=heading.swings), *chord_marks(score)]
        _Part(score, track, f"P{number}", marks).write(part)
    ET.indent(root, " ")
    return f"{_DOCTYPE}{ET.tostring(root, encoding='unicode')}\n".encode()


def _add_heading(root: ET.Element, heading: Heading) -> None:
    if heading.title:
        sub(sub(root, "work"), "work-title", heading.title)
    identification = sub(root, "identification")
    sub(identification, "creator", "Affetto", type="composer")
    encoding = sub(identification, "encoding")
    if heading.date:
        sub(encoding, "encoding-date", heading.date)
    sub(encoding, "software", heading.software)
    if heading.facts:
        field = sub(sub(identification, "miscellaneous"), "miscellaneous-field", heading.facts)
        field.set("name", "made-by")


def _names(tracks: Sequence[Track]) -> list[str]:
    """Name parts by what plays them, those of one instrument by number."""
    names = [
        (track.role if track.is_drum else name_program(track.program)).capitalize()
        for track in tracks
    ]
    return [
        f"{name} {names[:index].count(name) + 1}" if names.count(name) > 1 else name
        for index, name in enumerate(names)
    ]


def _add_instrument(part_list: ET.Element, part: str, track: Track, name: str) -> None:
    """Name a part and what plays it; every drum is an instrument of its own."""
    element = sub(part_list, "score-part", id=part)
    sub(element, "part-name", name)
    pitches = sorted({note.pitch for note in track.notes}) if track.is_drum else [0]
    for pitch in pitches:
        instrument = sub(element, "score-instrument", id=f"{part}-I{pitch + 1}")
        sub(instrument, "instrument-name", f"{name} {pitch}" if track.is_drum else name)
    for pitch in pitches:
        midi = sub(element, "midi-instrument", id=f"{part}-I{pitch + 1}")
        sub(midi, "midi-channel", _CHANNELS[track.role])
        sub(midi, "midi-program", 1 if track.is_drum else track.program + 1)
        if track.is_drum:
            sub(midi, "midi-unpitched", pitch + 1)


class _Part:
    """Writes one part, bar by bar."""

    def __init__(
        self, score: Score, track: Track, name: str, marks: Sequence[Mark | ChordMark]
    ) -> None:
        self._score, self._track = score, track
        self._staves = staves_of(score, track)
        drums = name if track.is_drum else ""
        self._states = [NoteState(Accidentals(0), drums, len(self._staves)) for _ in self._staves]
        self._marks = sorted([*marks, *dynamics_of(score, track)], key=lambda mark: mark.tick)
        self._key: Key | None = None

    def write(self, part: ET.Element) -> None:
        """Add all bars."""
        ends = {section.first_bar + section.n_bars for section in self._score.sections}
        for number in range(self._score.n_bars):
            measure = sub(part, "measure", number=str(number + 1))
            self._add_attributes(measure, number)
            self._add_voices(measure, number)
            if number + 1 in ends:
                barline = sub(measure, "barline", location="right")
                is_last = number + 1 == self._score.n_bars
                sub(barline, "bar-style", "light-heavy" if is_last else "light-light")

    def _add_attributes(self, measure: ET.Element, number: int) -> None:
        key = self._score.key_at(number)
        if key == self._key:
            return
        attributes = sub(measure, "attributes")
        if number == 0:
            sub(attributes, "divisions", TICKS_PER_BEAT)
        fifths = 0 if self._track.is_drum else fifths_of(key)
        signature = sub(attributes, "key")  # said of drums too: Verovio takes the others' for them
        sub(signature, "fifths", fifths)
        if not self._track.is_drum:
            sub(signature, "mode", key.mode)
        if number == 0:
            self._add_clefs(attributes)
        self._key = key
        for state in self._states:
            state.accidentals = Accidentals(fifths)

    def _add_clefs(self, attributes: ET.Element) -> None:
        time = sub(attributes, "time")
        sub(time, "beats", self._score.metre.numerator)
        sub(time, "beat-type", self._score.metre.denominator)
        if len(self._staves) > 1:
            sub(attributes, "staves", len(self._staves))
        for number, staff in enumerate(self._staves, start=1):
            clef = sub(attributes, "clef")
            if len(self._staves) > 1:
                clef.set("number", str(number))
            sub(clef, "sign", staff.clef.sign)
            sub(clef, "line", staff.clef.line)
            if staff.clef.octaves:
                sub(clef, "clef-octave-change", staff.clef.octaves)

    def _add_voices(self, measure: ET.Element, number: int) -> None:
        length = self._score.metre.ticks_per_bar
        bar = range(number * length, (number + 1) * length)
        for index, (staff, state) in enumerate(zip(self._staves, self._states, strict=True)):
            state.accidentals.next_bar()
            if index == 0:
                own = [mark for mark in self._marks if mark.tick in bar]
                state.expect([(mark.tick, element) for mark in own for element in self._show(mark)])
            for voice, events in self._voices(staff, number):
                if voice or index:
                    sub(sub(measure, "backup"), "duration", length)
                add_events(measure, events, 4 * index + voice + 1, index + 1, state)

    @staticmethod
    def _voices(staff: Staff, number: int) -> Iterator[tuple[int, tuple[StaffEvent, ...]]]:
        for voice, bars in enumerate(staff.voices):
            if bars[number]:
                yield voice, bars[number]

    def _show(self, mark: Mark | ChordMark) -> Iterator[ET.Element]:
        """Give the element of a mark, without its place."""
        if isinstance(mark, ChordMark):
            yield _harmony(mark)
            return
        below = mark.kind == "dynamics"
        direction = ET.Element("direction", placement="below" if below else "above")
        kind = sub(direction, "direction-type")
        match mark.kind:
            case "section":
                sub(kind, "rehearsal", mark.text)
            case "words":
                sub(kind, "words", mark.text, font_style="italic")
            case "dynamics":
                sub(sub(kind, "dynamics"), mark.text)
            case "tempo":
                dotted = beat_of(self._score.metre) != TICKS_PER_BEAT
                metronome = sub(kind, "metronome")
                sub(metronome, "beat-unit", "quarter")
                if dotted:
                    sub(metronome, "beat-unit-dot")
                sub(metronome, "per-minute", round(mark.tempo / (1.5 if dotted else 1)))
                sub(direction, "sound", tempo=f"{mark.tempo:g}")
        yield direction


def _harmony(mark: ChordMark) -> ET.Element:
    harmony = ET.Element("harmony")
    root = sub(harmony, "root")
    _add_tone(root, "root", mark.root)
    kind = sub(harmony, "kind", _KINDS.get(mark.quality, "other"))
    if mark.quality:
        kind.set("text", mark.quality)
    if mark.bass:
        _add_tone(sub(harmony, "bass"), "bass", mark.bass)
    return harmony


def _add_tone(parent: ET.Element, name: str, tone: tuple[str, int]) -> None:
    step, alter = tone
    sub(parent, f"{name}-step", step)
    if alter:
        sub(parent, f"{name}-alter", alter)
