"""Reads melody and chord symbols from MusicXML, plain or compressed (.mxl)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from xml.etree import ElementTree as ET

from engine.composition.score import QUALITIES, TICKS_PER_BEAT, Chord, Metre, Note, pitch_class
from engine.errors import ResourceError
from engine.musicxml.container import check_length, open_score

__all__ = ["XmlPart", "read_part"]

_KINDS = {
    "major": "", "minor": "m", "diminished": "dim", "augmented": "aug", "dominant": "7",
    "major-seventh": "maj7", "minor-seventh": "m7", "half-diminished": "m7♭5",
    "diminished-seventh": "dim7", "major-sixth": "6", "minor-sixth": "m6",
    "suspended-second": "sus2", "suspended-fourth": "sus4", "dominant-ninth": "7",
    "major-ninth": "maj7", "minor-ninth": "m7", "dominant-11th": "7", "dominant-13th": "7",
    "augmented-seventh": "7", "major-minor": "m", "power": "",
}  # fmt: skip


@dataclass
class XmlPart:
    """One part of a score, on the ticks of `engine.composition.score`.

    Attributes
    ----------
    metres
        As they follow each other.
    bars
        Tick of each measure's start, by its number.
    """

    notes: list[Note] = field(default_factory=list)
    chords: list[Chord] = field(default_factory=list)
    metres: list[Metre] = field(default_factory=list)
    bars: dict[int, int] = field(default_factory=dict)
    n_ticks: int = 0


def read_part(content: bytes) -> XmlPart:
    """Read the first part that is sung, or else the first.

    Parameters
    ----------
    content
        Of a .mxl or .musicxml file. Repeats are not unfolded; a pickup measure is moved to the end
        of a full bar.

    Raises
    ------
    ResourceError
        If the file is not MusicXML, damaged, or larger than any score.
    """
    root = open_score(content)
    parts = root.findall("part")
    sung = next((part for part in parts if part.find("measure/note/lyric") is not None), parts[0])
    try:
        part = _PartReader().read(sung)
    except (ValueError, LookupError, ArithmeticError) as error:
        raise ResourceError(
            f"a damaged MusicXML file: {error}", hint="Leave the file out."
        ) from error
    check_length(part.n_ticks, part.notes)
    return part


class _PartReader:
    """Walks through the measures of one part, keeping its place."""

    def __init__(self) -> None:
        self.part = XmlPart()
        self.divisions = 1
        self.tick = Fraction(0)
        self.bar_start = Fraction(0)

    def read(self, element: ET.Element) -> XmlPart:
        for index, measure in enumerate(element.iter("measure")):
            self.bar_start = self.tick
            if index == 0:
                self._enter_pickup(measure)
            self.part.bars.setdefault(_number(measure, index), int(self.bar_start))
            end = max(self._walk(measure), default=self.tick)
            self.tick = self._bar_end(end, index)
        self.part.n_ticks = int(self.tick)
        self._end_chords()
        return self.part

    def _walk(self, measure: ET.Element) -> Iterator[Fraction]:
        for child in measure:
            match child.tag:
                case "attributes":
                    self._read_attributes(child)
                case "note":
                    self._read_note(child)
                case "backup":
                    self.tick -= self._duration(child)
                case "forward":
                    self.tick += self._duration(child)
                case "harmony":
                    self._read_harmony(child)
            yield self.tick

    def _bar_end(self, end: Fraction, index: int) -> Fraction:
        """Keep bars regular: a short measure after the first is filled up."""
        if not self.part.metres:
            return end
        full = self.bar_start + self.part.metres[-1].ticks_per_bar
        return full if index else max(end, full)

    def _enter_pickup(self, measure: ET.Element) -> None:
        attributes = measure.find("attributes")
        if attributes is not None:
            self._read_attributes(attributes)
        if not self.part.metres:
            return
        length = sum(
            (self._duration(note) for note in measure.findall("note") if _is_first_voice(note)),
            Fraction(0),
        )
        self.tick += max(self.part.metres[-1].ticks_per_bar - length, Fraction(0))

    def _read_attributes(self, element: ET.Element) -> None:
        self.divisions = int(element.findtext("divisions") or self.divisions)
        beats, beat_type = element.findtext("time/beats"), element.findtext("time/beat-type")
        if beats and beat_type and beats.isdigit():
            metre = Metre(int(beats), int(beat_type))
            if self.part.metres[-1:] != [metre]:
                self.part.metres.append(metre)

    def _duration(self, element: ET.Element) -> Fraction:
        return Fraction(int(element.findtext("duration") or 0) * TICKS_PER_BEAT, self.divisions)

    def _read_note(self, element: ET.Element) -> None:
        if element.find("grace") is not None:
            return
        duration = self._duration(element)
        if element.find("chord") is not None:
            return  # a divided part: its first note is kept
        pitch = element.find("pitch")
        if pitch is not None and _is_first_voice(element):
            self._add_note(pitch, duration, is_tied=_ends_tie(element))
        self.tick += duration

    def _add_note(self, pitch: ET.Element, duration: Fraction, *, is_tied: bool) -> None:
        octave = int(pitch.findtext("octave") or 4)
        number = 12 * (octave + 1) + _pitch_class(pitch, "")
        notes = self.part.notes
        if is_tied and notes and notes[-1].pitch == number:
            first = notes.pop()
            notes.append(Note(first.start, round(self.tick + duration) - first.start, number, 64))
        elif duration:
            notes.append(Note(round(self.tick), max(1, round(duration)), number, 64))

    def _read_harmony(self, element: ET.Element) -> None:
        root, kind = element.find("root"), element.findtext("kind") or "major"
        if root is None or kind == "none":
            return
        quality = _KINDS.get(kind, "")
        assert quality in QUALITIES
        bass = element.find("bass")
        self.part.chords.append(
            Chord(
                round(self.tick), 1, _pitch_class(root, "root-") % 12, quality,
                None if bass is None else _pitch_class(bass, "bass-") % 12,
            )
        )  # fmt: skip

    def _end_chords(self) -> None:
        """Let each chord last until the next."""
        chords = self.part.chords
        ends = [chord.start for chord in chords[1:]] + [self.part.n_ticks][: len(chords)]
        self.part.chords = [
            Chord(chord.start, end - chord.start, chord.root, chord.quality, chord.bass)
            for chord, end in zip(chords, ends, strict=True)
            if end > chord.start
        ]


def _number(measure: ET.Element, index: int) -> int:
    text = measure.get("number") or ""
    return int(text) if text.isdigit() else -index


def _pitch_class(element: ET.Element, prefix: str) -> int:
    step = pitch_class(element.findtext(f"{prefix}step") or "C")
    return step + round(float(element.findtext(f"{prefix}alter") or 0))


def _is_first_voice(element: ET.Element) -> bool:
    return (element.findtext("voice") or "1") == "1"


def _ends_tie(element: ET.Element) -> bool:
    return any(tie.get("type") == "stop" for tie in element.findall("tie"))
