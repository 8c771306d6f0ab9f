"""The motif by which a feeling is heard beside another one's tune: a sigh, a call, a lurch.

What each does is told of its feeling in `planning.nuances` and in the literature there; the figures
are the usage of composers (craft): sighs fall by step, calls leap a fourth on a dotted rhythm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from engine.composition.planning.brief import SectionBrief
from engine.composition.playing.development import moved_by_steps
from engine.composition.score import TICKS_PER_BEAT, Chord, Metre, Note

__all__ = ["Gesture", "gesture_of", "motifs"]

Gesture = Literal["sighs", "skips", "calls", "trembles", "lurches", "hammers", "rocks"]


class _Tone(NamedTuple):
    """Place and length in sixteenths, steps of the scale from a chord's tone, and semitones."""

    place: int
    length: int
    step: int
    semitones: int = 0


_FIGURES: dict[Gesture, tuple[_Tone, ...]] = {
    "sighs": (_Tone(0, 3, 1), _Tone(3, 5, 0)),
    "skips": (_Tone(0, 1, 0), _Tone(2, 1, 2), _Tone(4, 1, 4), _Tone(6, 1, 2)),
    "calls": (_Tone(0, 3, 0), _Tone(3, 1, 0), _Tone(4, 4, 3)),
    "trembles": (_Tone(0, 1, 0), _Tone(1, 1, 0, -1), _Tone(2, 1, 0), _Tone(3, 1, 0, -1),
                 _Tone(4, 3, 0)),
    "lurches": (_Tone(0, 3, 0), _Tone(3, 1, 0, -1), _Tone(4, 3, -1), _Tone(7, 1, -1, -1)),
    "hammers": (_Tone(0, 1, 0), _Tone(2, 1, 0), _Tone(4, 1, 0, 1), _Tone(6, 2, 0)),
    "rocks": (_Tone(0, 2, 0), _Tone(2, 2, 2), _Tone(4, 2, 4), _Tone(6, 2, 2)),
}  # fmt: skip
_GESTURES: dict[Gesture, tuple[str, ...]] = {
    "sighs": ("melancholy", "grief", "longing", "regret", "nostalgia", "loneliness", "despair",
              "weariness"),
    "skips": ("joy", "playfulness", "excitement", "gratitude"),
    "calls": ("triumph", "pride", "hope", "confidence", "passion", "wonder"),
    "trembles": ("fear", "suspense"),
    "lurches": ("disgust", "jealousy", "frustration"),
    "hammers": ("rage", "menace"),
    "rocks": ("serenity", "tenderness", "love", "dreaminess", "relief", "solemnity", "sleepiness"),
}  # fmt: skip
_OFTEN = ((0.4, (1, 2, 3)), (0.25, (1, 3)), (0.0, (3,)))
"""From which share on the motif is heard in which bars of four."""


def gesture_of(feeling: str) -> Gesture:
    """Say what the motif of a named feeling does."""
    return next(gesture for gesture, names in _GESTURES.items() if feeling in names)


def motifs(
    section: SectionBrief,
    melody: Sequence[Note],
    chords: Sequence[Chord],
    metre: Metre,
    compass: tuple[int, int],
) -> Iterator[Note]:
    """Play the motif of the second feeling where the tune moves least, as often as its share says.

    Parameters
    ----------
    melody, chords
        Of the section.
    compass
        Lowest and highest pitch.
    """
    shade = section.shade
    if shade is None:
        return
    figure = _FIGURES[gesture_of(shade.leading)]
    bars = next(bars for least, bars in _OFTEN if shade.share >= least)
    bar, length = metre.ticks_per_bar, 2 * TICKS_PER_BEAT
    onsets = [note.start for note in melody]
    for number in range(section.n_bars - section.is_last):
        if number % 4 not in bars:
            continue
        first = (section.first_bar + number) * bar
        beats = range(first, first + bar - length + 1, TICKS_PER_BEAT)
        start = min(beats, key=lambda t: (sum(t <= onset < t + length for onset in onsets), -t))
        chord = next((c for c in chords if c.start <= start < c.end), None)
        if chord is not None:
            yield from _play(figure, start, chord, section, compass)


def _play(
    figure: Sequence[_Tone],
    start: int,
    chord: Chord,
    section: SectionBrief,
    compass: tuple[int, int],
) -> Iterator[Note]:
    low, high = compass
    middle = (low + high) / 2
    tones = [pitch for pitch in range(low, high + 1) if pitch % 12 in chord.pitch_classes]
    if not tones:
        return
    home = min(tones, key=lambda pitch: (abs(pitch - middle), pitch))
    for tone in figure:
        pitch = moved_by_steps(home, tone.step, section.key) if tone.step else home
        pitch += tone.semitones
        if low <= pitch <= high:
            ticks = TICKS_PER_BEAT // 4
            yield Note(start + tone.place * ticks, tone.length * ticks, pitch, 68)
