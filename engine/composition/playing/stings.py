"""Strikes a harsh interval below chords where music threatens: a tritone or a minor ninth.

Strong dissonance is anger's and fear's (Cespedes-Guevara & Eerola's review of cues, Frontiers in
Psychology 9, 2018, table 3); of all intervals tritone, major seventh and minor second are heard as
the tensest (Costa et al., Music Perception 22, 2004).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from engine.composition.playing.texture import Passage
from engine.composition.score import TICKS_PER_BEAT, Chord, Note

__all__ = ["sting"]

_HARSH = (6, 13)  # semitones above the root
_LOW = 41  # from here up: lower it is a growl without a pitch
_LASTS = 2 * TICKS_PER_BEAT
_RUBS = (1, 2, 11)  # semitones from a note of the tune that would take it for a wrong one


def sting(passage: Passage, seed: int) -> Iterator[Note]:
    """Give the notes that are struck; none below the last chord of a piece."""
    section = passage.section
    often = section.manner.bearing.stings
    chords = passage.chords[:-1] if section.is_last else passage.chords
    for chord in chords:
        place = chord.start - section.first_bar * passage.metre.ticks_per_bar
        chance = random.Random(f"sting {seed} {section.name} {place}")
        if chance.random() < often:
            yield from _struck(chord, passage.melody, chance)


def _struck(chord: Chord, melody: Sequence[Note], chance: random.Random) -> Iterator[Note]:
    length = min(_LASTS, chord.duration)
    sung = [n.pitch for n in melody if n.start < chord.start + length and n.end > chord.start]
    root = _LOW + (chord.root - _LOW) % 12
    for step in chance.sample(_HARSH, 2):
        if all((pitch - root - step) % 12 not in _RUBS for pitch in sung):
            yield Note(chord.start, length, root, 64)
            yield Note(chord.start, length, root + step, 68)
            return
