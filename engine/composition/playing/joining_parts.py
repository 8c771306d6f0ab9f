"""Writes the parts that join tune, chords and bass where the music rises.

Each section is set by itself, so that a beginning stays as it is when the rest is there. A part
plays in a section if the section is strong enough; the tune's own parts rest where it rests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.composition.planning.brief import PieceBrief, SectionBrief
from engine.composition.playing.clearance import Standing
from engine.composition.playing.counterpoint import counter_melody
from engine.composition.playing.development import moved_by_steps
from engine.composition.playing.figures import voice_chords
from engine.composition.playing.handover import handed_over
from engine.composition.playing.motifs import motifs
from engine.composition.score import TICKS_PER_BEAT, Chord, Key, Metre, Note, Role, Score, Track
from engine.composition.scoring import Joining

__all__ = ["join_in", "joining_in"]

_SOFTER = {"second": 10, "counter": 8, "pad": 16, "arpeggio": 16, "percussion": 14, "effects": 6}
"""Steps of velocity below the section's loudness: the tune stands out by 13."""
_TONAL: frozenset[Role] = frozenset({"second", "counter", "pad", "arpeggio"})
"""Roles whose pitches have to suit those of the others."""
_INTERVALS = (3, 4, 8, 9)
"""Semitones that a second voice lies below the tune: thirds and sixths."""
_SHAKER, _TAMBOURINE = 70, 54  # General MIDI's maracas and tambourine
_FULL = 2.0
"""Notes an onset of the fullest music: a calm climax is a thinner one, and fewer parts join in."""
_GROWS = 0.12
"""How much stronger a section is than the one before it for a swell to lead into it."""


def join_in(score: Score, brief: PieceBrief) -> Score:
    """Add the parts of the brief that join in, written anew each time."""
    found: dict[Role, list[tuple[SectionBrief, Joining]]] = {}
    for section in brief.sections:
        for part in _able(section, brief):
            found.setdefault(part.role, []).append((section, part))
    tracks = [track for track in score.tracks if track.role not in found]
    for role, entries in found.items():
        notes: list[Note] = []
        players: list[tuple[int, int]] = []
        for section, part in entries:
            if section.end_bar <= score.n_bars and _may_play(part, section, brief):
                notes += _Passage(score, brief, section, part).notes()
                players.append((section.first_bar, part.program))
        if role in _TONAL:
            notes = _standing(tracks).clear(notes)
        if notes:
            track = Track(role, 0, tuple(sorted(notes, key=_place)))
            tracks.append(handed_over(track, players))
    return replace(score, tracks=tuple(tracks))


def joining_in(section: SectionBrief, brief: PieceBrief) -> list[Joining]:
    """Say who joins in a section, as far as the tune and the chords let them."""
    return [part for part in _able(section, brief) if _may_play(part, section, brief)]


def _able(section: SectionBrief, brief: PieceBrief) -> list[Joining]:
    scene = brief.scoring.scene(section.scene)
    parts = scene.joining if scene else brief.scoring.joining
    return [part for part in parts if part.role not in brief.scoring.silent]


def _standing(tracks: Sequence[Track]) -> Standing:
    tonal = [track for track in tracks if track.role in {"melody", "chords", "bass", *_TONAL}]
    bass, tune = (
        [note for track in tonal if track.role == role for note in track.notes]
        for role in ("bass", "melody")
    )
    return Standing([note for track in tonal for note in track.notes], bass, tune)


def _may_play(part: Joining, section: SectionBrief, brief: PieceBrief) -> bool:
    """Let in where the music is strong and full enough; percussion only where drums play."""
    is_drummed = section.manner.drums is not None or brief.scoring.drums == "yes"
    strength = section.intensity * section.manner.fullness / _FULL
    return strength >= part.enters and (part.role != "percussion" or is_drummed)


def _place(note: Note) -> tuple[int, int]:
    return note.start, note.pitch


class _Passage:
    """One part in one section."""

    def __init__(
        self, score: Score, brief: PieceBrief, section: SectionBrief, part: Joining
    ) -> None:
        self._bar = score.metre.ticks_per_bar
        self._start, self._end = section.first_bar * self._bar, section.end_bar * self._bar
        self._metre, self._section, self._part, self._brief = score.metre, section, part, brief
        melody = score.track("melody")
        self._melody = self._own(melody.notes if melody else ())
        self._chords = [c for c in score.chords if self._start <= c.start < self._end]

    def _own(self, notes: Sequence[Note]) -> list[Note]:
        return [note for note in notes if self._start <= note.start < self._end]

    def notes(self) -> list[Note]:
        """Give what is played, each note as loud as its bar."""
        match self._part.role:
            case "second":
                line = _second_voice(self._melody, self._chords, self._section.key, self._part)
            case "counter":
                line = self._counter()
            case "pad":
                line = self._pad()
            case "arpeggio":
                line = self._arpeggio()
            case "percussion":
                line = list(self._percussion())
            case _:
                line = self._swell()
        return [replace(note, velocity=self._loudness(note)) for note in line]

    def _loudness(self, note: Note) -> int:
        section = self._section
        wanted = section.expression.velocity + section.louder(note.start // self._bar)
        accent = 3 if note.start % self._bar == 0 else 0
        loud = wanted - _SOFTER[self._part.role] + accent + note.velocity - 64
        return min(max(round(loud), 12), 118)

    def _counter(self) -> list[Note]:
        if not self._section.sings or not self._chords:
            return []
        part = self._part
        if self._section.shade is not None:
            compass = (part.low, part.high)
            return list(motifs(self._section, self._melody, self._chords, self._metre, compass))
        line = counter_melody(self._melody, self._chords, self._section.key, part.low, part.high)
        return [replace(n, duration=min(n.duration, self._end - n.start)) for n in line]

    def _pad(self) -> list[Note]:
        """Hold the chords' upper tones, those of a kind in one breath."""
        notes: list[Note] = []
        centre = (self._part.low + self._part.high) / 2
        voicings = voice_chords(self._chords, centre)
        for chord, voicing in zip(self._chords, voicings, strict=True):
            tones = [p for p in voicing if self._part.low <= p <= self._part.high][-3:]
            for pitch in tones:
                before = next((n for n in notes if n.pitch == pitch and n.end == chord.start), None)
                if before is not None and before.duration < 2 * self._bar:
                    notes.remove(before)
                    notes.append(replace(before, duration=chord.end - before.start))
                else:
                    notes.append(Note(chord.start, chord.duration, pitch, 64))
        return notes

    def _arpeggio(self) -> list[Note]:
        """Break the chords up and down, no busier than the section is meant to be."""
        density = self._section.manner.density
        step = next((s for s in _STEPS if TICKS_PER_BEAT / s <= density), _STEPS[-1])
        notes: list[Note] = []
        last_bar = self._end - self._bar if self._section.is_last else self._end
        for chord in self._chords:
            tones = [
                p
                for p in range(self._part.low, self._part.high + 1)
                if p % 12 in chord.pitch_classes and (p - 1) % 12 not in chord.pitch_classes
            ]
            if not tones:
                continue
            tones = tones[:_ROUND]
            order = [*tones, *reversed(tones[1:-1])]
            for number, tick in enumerate(range(chord.start, min(chord.end, last_bar), step)):
                length = min(2 * step, chord.end - tick)
                notes.append(Note(tick, length, order[number % len(order)], 64 - 4 * (number % 2)))
        return notes

    def _percussion(self) -> Iterator[Note]:
        last_bar = self._end - self._bar if self._section.is_last else self._end
        half = TICKS_PER_BEAT // 2
        for tick in range(self._start, last_bar, half):
            beat, rest = divmod(tick % self._bar, TICKS_PER_BEAT)
            yield Note(tick, _SIXTEENTH, _SHAKER, 64 if rest == 0 else 52)
            if rest == 0 and beat % 2 == 1 and _is_even(self._metre):
                yield Note(tick, _SIXTEENTH, _TAMBOURINE, 60)

    def _swell(self) -> list[Note]:
        """Lead into a section that is stronger than the one before, in the bar before it."""
        number = self._brief.sections.index(self._section)
        if number == 0:
            return []
        before = self._brief.sections[number - 1]
        if self._section.intensity - before.intensity < _GROWS or before.n_bars < 2:
            return []
        return [Note(self._start - self._bar, self._bar, 60, 64)]


_SIXTEENTH = TICKS_PER_BEAT // 4
# the fastest that the section's density still allows is taken
_STEPS = (_SIXTEENTH, TICKS_PER_BEAT // 2, TICKS_PER_BEAT)
_ROUND = 5  # tones of a chord up to which an arpeggio climbs


def _is_even(metre: Metre) -> bool:
    return metre.numerator % 2 == 0 and metre.denominator == 4


def _second_voice(
    melody: Sequence[Note], chords: Sequence[Chord], key: Key, part: Joining
) -> list[Note]:
    """Go with the tune in thirds and sixths, a tone of the chord where one is so far below."""
    found = []
    for note in melody:
        chord = next((c for c in chords if c.start <= note.start < c.end), None)
        tones = chord.pitch_classes if chord else key.scale
        pitch = _below(note.pitch, tones, key)
        while pitch > part.high:
            pitch -= 12
        while pitch < part.low and pitch + 12 <= part.high:
            pitch += 12
        if part.low <= pitch <= part.high and pitch != note.pitch:
            found.append(replace(note, pitch=pitch, velocity=64))
    return found


def _below(pitch: int, tones: Sequence[int], key: Key) -> int:
    """Choose a third or sixth below: best a tone of the chord, worst a semitone beside one."""

    def cost(candidate: int) -> tuple[int, int]:
        is_beside = any((candidate - tone) % 12 in (1, 11) for tone in tones)
        return (candidate % 12 not in tones) + is_beside, pitch - candidate

    known = {*key.scale, *tones}
    able = [pitch - step for step in _INTERVALS if (pitch - step) % 12 in known]
    return min(able, key=cost, default=moved_by_steps(pitch, -2, key))
