"""Reads every part of a MusicXML score: what is sung, and all that is played with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from xml.etree import ElementTree as ET

from engine.composition.score import TICKS_PER_BEAT, Metre, Note, pitch_class
from engine.errors import ResourceError
from engine.musicxml.container import check_length, open_score

__all__ = ["FullScore", "lay_out", "read_full_score", "read_notes"]


@dataclass
class FullScore:
    """All parts of a score, on the ticks of `engine.composition.score`.

    Attributes
    ----------
    sung, played
        Notes of the first part with words, and of the parts without; velocities mean nothing.
    parts
        Notes of every part, from the top of the score down.
    metres, changes
        As they follow each other, and the ticks at which each begins.
    bars
        Tick of each measure's start, by its number.
    tempo
        Quarter notes a minute, if the score says so.
    """

    sung: list[Note] = field(default_factory=list)
    played: list[Note] = field(default_factory=list)
    parts: list[list[Note]] = field(default_factory=list)
    metres: list[Metre] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)
    bars: dict[int, int] = field(default_factory=dict)
    n_ticks: int = 0
    tempo: float | None = None

    def stretches(self) -> Iterator[FullScore]:
        """Give every stretch in one metre as a score that begins at tick 0."""
        ends = [*self.changes[1:], self.n_ticks]
        for metre, first, last in zip(self.metres, self.changes, ends, strict=True):
            yield FullScore(
                list(_within(self.sung, first, last)),
                list(_within(self.played, first, last)),
                [list(_within(part, first, last)) for part in self.parts],
                [metre],
                [0],
                {bar: tick - first for bar, tick in self.bars.items() if first <= tick < last},
                last - first,
                self.tempo,
            )


def _within(notes: Iterable[Note], first: int, last: int) -> Iterator[Note]:
    for note in notes:
        if first <= note.start < last:
            yield replace(note, start=note.start - first, duration=min(note.end, last) - note.start)


def read_full_score(content: bytes) -> FullScore:
    """Read all parts; repeats are not unfolded, a pickup moves to the end of a full bar.

    Parameters
    ----------
    content
        Of a .mxl or .musicxml file.

    Raises
    ------
    ResourceError
        If the file is not MusicXML with parts, damaged, or larger than any score.
    """
    root = open_score(content)
    try:
        score = _read(root)
    except (ValueError, LookupError, ArithmeticError) as error:
        raise ResourceError(
            f"a damaged MusicXML file: {error}", hint="Leave the file out."
        ) from error
    check_length(score.n_ticks, [*score.sung, *score.played])
    return score


def _read(root: ET.Element) -> FullScore:
    parts = root.findall("part")
    score, starts = lay_out(parts)
    is_sung = [part.find("measure/note/lyric") is not None for part in parts]
    for part, sung in zip(parts, is_sung, strict=True):
        notes = list(read_notes(part, starts))
        score.parts.append(notes)
        if sung and not score.sung:
            score.sung = notes
        elif not sung:
            score.played += notes
    sounds = (float(sound.get("tempo", 0)) for sound in root.iter("sound") if sound.get("tempo"))
    score.tempo = next(sounds, None)
    return score


class _Measure:
    """What the layout needs of one measure: its number, metre, and length in divisions."""

    def __init__(self, element: ET.Element) -> None:
        text = element.get("number") or ""
        self.number = int(text) if text.isdigit() else None
        self.divisions = next((int(found.text or 1) for found in element.iter("divisions")), None)
        beats, unit = element.findtext(".//time/beats"), element.findtext(".//time/beat-type")
        is_metre = beats and unit and beats.isdigit() and unit.isdigit()
        self.metre = Metre(int(beats or 4), int(unit or 4)) if is_metre else None
        self.length = max((end for _, _, end in _walk(element)), default=0)


def _walk(measure: ET.Element) -> Iterator[tuple[ET.Element, int, int]]:
    """Give every note or rest with its start and end in divisions from the measure's start."""
    cursor, chord_start = 0, 0
    for child in measure:
        duration = int(child.findtext("duration") or 0)
        if child.tag == "backup":
            cursor -= duration
        elif child.tag == "forward":
            cursor += duration
        elif child.tag == "note" and child.find("grace") is None:
            if child.find("chord") is None:
                chord_start = cursor
                cursor += duration
            yield child, chord_start, chord_start + duration


def lay_out(elements: Sequence[ET.Element]) -> tuple[FullScore, list[Fraction]]:
    """Place the measures of parts: short ones that make a full bar together stay together.

    Returns
    -------
    FullScore, list of Fraction
        The score but for its notes, and the tick at which every measure begins.
    """
    score = FullScore()
    parts = [[_Measure(measure) for measure in part.findall("measure")] for part in elements]
    lengths: list[Fraction] = []
    divisions = [1] * len(parts)
    metre = Metre(4, 4)
    fulls: list[int] = []
    changed_at: list[int] = []
    for number, together in enumerate(zip(*parts, strict=False)):
        for index, measure in enumerate(together):
            divisions[index] = measure.divisions or divisions[index]
        changed = next((measure.metre for measure in together if measure.metre), None)
        if changed and score.metres[-1:] != [changed]:
            metre = changed
            score.metres.append(metre)
            changed_at.append(number)
        fulls.append(metre.ticks_per_bar)
        lengths.append(
            max(
                Fraction(measure.length * TICKS_PER_BEAT, division)
                for measure, division in zip(together, divisions, strict=True)
            )
        )
    starts = _starts(score, lengths, fulls, [measure.number for measure in parts[0]])
    score.changes = [0, *(int(starts[number]) for number in changed_at[1:])][: len(score.metres)]
    return score, starts


def _starts(
    score: FullScore, lengths: list[Fraction], fulls: list[int], numbers: list[int | None]
) -> list[Fraction]:
    if not lengths:
        return []
    tick: Fraction = max(Fraction(0), fulls[0] - lengths[0])
    starts, room = [], fulls[0] - tick
    for length, full, number in zip(lengths, fulls, numbers, strict=False):
        if room <= 0 or length > room:
            tick, room = tick + max(room, Fraction(0)), Fraction(full)
        starts.append(tick)
        if number is not None:
            score.bars.setdefault(number, int(tick - (full - room)))
        step = min(length, room) if length > 0 else room
        tick, room = tick + step, room - step
    score.n_ticks = int(tick + room)
    return starts


def read_notes(
    part: ET.Element, starts: Sequence[Fraction], drums: Mapping[str, int] | None = None
) -> Iterator[Note]:
    """Read a part's notes, tied ones as one.

    Parameters
    ----------
    drums
        Pitches of drums by the id of their instrument; without it they are left out.
    """
    divisions = 1
    held: dict[int, Note] = {}
    for measure, start in zip(part.findall("measure"), starts, strict=False):
        divisions = next((int(d.text or 1) for d in measure.iter("divisions")), divisions)
        for element, begin, end in _walk(measure):
            pitch = _pitch(element, drums or {})
            if pitch is None or end <= begin:
                continue
            first, last = (
                round(start + Fraction(at * TICKS_PER_BEAT, divisions)) for at in (begin, end)
            )
            ties = {tie.get("type") for tie in element.findall("tie")}
            before = held.pop(pitch, None) if "stop" in ties else None
            if before is not None and abs(before.end - first) <= 1:
                first = before.start
            note = Note(first, max(1, last - first), pitch, 64)
            if "start" in ties:
                held[pitch] = note
            else:
                yield note
    yield from held.values()


def _pitch(element: ET.Element, drums: Mapping[str, int]) -> int | None:
    pitch = element.find("pitch")
    if pitch is None:
        instrument = element.find("instrument")
        return None if instrument is None else drums.get(instrument.get("id", ""))
    octave, alter = int(pitch.findtext("octave") or 4), float(pitch.findtext("alter") or 0)
    number = 12 * (octave + 1) + pitch_class(pitch.findtext("step") or "C") + round(alter)
    return number if 0 <= number <= 127 else None
