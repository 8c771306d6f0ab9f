"""Tunes as ABC, the notation of folk music in plain text (standard 2.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from engine.composition.line_of_fifths import letter_of, name_of, tonic_place
from engine.composition.score import TICKS_PER_BEAT, Key, Score, Track
from engine.composition.spelling import octave_of
from engine.export.sheet.accidentals import Accidentals, fifths_of
from engine.export.sheet.heading import Heading
from engine.export.sheet.marks import ascii_symbol, chord_marks, section_title
from engine.export.sheet.rhythm import beat_of
from engine.export.sheet.staves import NoteHead, StaffEvent, staves_of

__all__ = ["score_to_abc"]

_UNIT = TICKS_PER_BEAT // 2  # L:1/8
_SIGNS = {-2: "__", -1: "_", 0: "=", 1: "^", 2: "^^"}
_BARS_A_LINE = 4


def score_to_abc(score: Score, track: Track, heading: Heading) -> bytes:
    """Write one part with the chord symbols of a score.

    Parameters
    ----------
    score
        With notes on the grid, as `engine.export.sheet.rhythm.as_written` gives them.
    """
    return (
        "\n".join([*_head(score, track, heading), *_Tune(score, track).lines()]) + "\n"
    ).encode()


def _head(score: Score, track: Track, heading: Heading) -> Iterator[str]:
    beat = Fraction(beat_of(score.metre), 4 * TICKS_PER_BEAT)
    tempo = score.tempo * TICKS_PER_BEAT / beat_of(score.metre)
    yield "X:1"
    yield f"T:{heading.title or 'Untitled'}"
    yield "C:Affetto"
    if heading.facts:
        yield f"N:{heading.facts}"
    yield f"M:{score.metre}"
    yield "L:1/8"
    swing = ' "Swing"' if heading.swings else ""
    yield f"Q:{beat}={tempo:.0f}{swing}"
    yield f"%%MIDI program {track.program}"
    yield f"K:{_key(score.key_at(0))}"


def _key(key: Key) -> str:
    name = name_of(tonic_place(key.tonic, key.mode))
    return ascii_symbol(name) + ("m" if key.mode == "minor" else "")


class _Tune:
    """Writes the bars of a part, a section from its own line on."""

    def __init__(self, score: Score, track: Track) -> None:
        self._score = score
        self._chords = {mark.tick: ascii_symbol(mark.symbol) for mark in chord_marks(score)}
        (staff, *_) = staves_of(score, track, sorted(self._chords))
        self._bars = staff.voices[0]
        self._accidentals = Accidentals(0)

    def lines(self) -> Iterator[str]:
        key = self._score.key_at(0)
        self._accidentals = Accidentals(fifths_of(key))
        for section in self._score.sections:
            if len(self._score.sections) > 1:
                yield f"P:{section_title(section.name)}"
            if section.key != key:
                key = section.key
                self._accidentals = Accidentals(fifths_of(key))
                yield f"K:{_key(key)}"
            end = section.first_bar + section.n_bars
            for first in range(section.first_bar, end, _BARS_A_LINE):
                last = min(first + _BARS_A_LINE, end)
                bars = " | ".join(map(self._bar, self._bars[first:last]))
                close = "|]" if last == self._score.n_bars else "||" if last == end else "|"
                yield f"{bars} {close}"

    def _bar(self, events: Sequence[StaffEvent]) -> str:
        self._accidentals.next_bar()
        written, triplet_until = "", 0
        for event in events:
            if event.value.is_triplet and event.start >= triplet_until:
                triplet_until = event.start // TICKS_PER_BEAT * TICKS_PER_BEAT + TICKS_PER_BEAT
                inside = [e for e in events if event.start <= e.start < triplet_until]
                written += f"(3:2:{sum(e.value.is_triplet for e in inside)}"
            chord = self._chords.get(event.start)
            written += (f'"{chord}"' if chord else "") + self._event(event)
            goes_on = event.beams and event.beams[0] in ("begin", "continue")
            written += "" if goes_on else " "
        return written.rstrip()

    def _event(self, event: StaffEvent) -> str:
        ticks = Fraction(event.value.plain * (3 if event.value.dots else 2), 2)
        length = (Fraction(event.value.ticks) if event.fills_bar else ticks) / _UNIT
        shown = "" if length == 1 else str(length).replace("1/2", "/2")
        if not event.heads:
            return f"z{shown}"
        tones = list(map(self._tone, event.heads))
        tone = tones[0] if len(tones) == 1 else f"[{''.join(tones)}]"
        return f"{tone}{shown}" + ("-" if event.heads[0].is_tied_on else "")

    def _tone(self, head: NoteHead) -> str:
        step, alter = letter_of(head.place)
        octave = octave_of(head.pitch, head.place)
        needed = None if head.is_tied_back else self._accidentals.needed(step, octave, alter)
        letter = step if octave < 5 else step.lower()
        marks = "'" * (octave - 5) if octave >= 5 else "," * (4 - octave)
        return ("" if needed is None else _SIGNS[needed]) + letter + marks
