"""Comparisons of neighbouring feelings that studies have made, looked up in the notes.

Each row says which of two feelings has more of a cue, and who found it. Where a study compares
wider classes (anger, sadness, tenderness), the named feeling stands for its class.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.composition.score import QUALITIES, TICKS_PER_BEAT, Note, Score

__all__ = ["CONTRASTS", "CUES", "Contrast"]

JUSLIN = "Juslin & Laukka, Psychological Bulletin 129, 2003"
GABRIELSSON = "Gabrielsson & Lindström, Handbook of Music and Emotion, 2010"
EEROLA = "Eerola, Friberg & Bresin, Frontiers in Psychology 4:487, 2013"
CARR = "Carr et al., Music Perception 40:202, 2023"
CHAN = "Chan, Mo & Horner, ICMC 2019"
SCARRATT = "Scarratt et al., PLOS One 18:e0278813, 2023"
WARRENBURG = "Warrenburg, Music Perception 38, 2020"
TREVOR = "Trevor et al., JASA 153:384, 2023"
GRANOT = "Granot & Eitan, Music Perception 28:219, 2011"
LAHDELMA = "Lahdelma & Eerola, Psychology of Music 44:37, 2016"
REVIEW = "Cespedes-Guevara & Eerola's review of cues (PMC7396614), tables 3 and 5"


@dataclass(frozen=True)
class Contrast:
    """Of a cue, ``less`` has less than ``more``; both are wishes of one feeling."""

    cue: str
    less: str
    more: str
    source: str


CONTRASTS = (
    Contrast("loudness", "fear", "rage", JUSLIN),
    Contrast("loudness", "anxious suspense", "terror", TREVOR),
    Contrast("density", "anxious suspense", "terror", TREVOR),
    Contrast("tempo", "disgust", "rage", GABRIELSSON),
    Contrast("loudness changes", "rage", "fear", GABRIELSSON),
    Contrast("irregularity", "rage", "fear", JUSLIN),
    Contrast("register", "menace", "joy", GRANOT),
    Contrast("register", "fear", "joy", EEROLA),
    Contrast("loudness", "joy", "triumph", CHAN),
    Contrast("sounding share", "playfulness", "triumph", CARR),
    Contrast("sounding share", "playfulness", "serenity", CARR),
    Contrast("tempo", "joy", "excitement", GABRIELSSON),
    Contrast("loudness", "melancholy", "grief", WARRENBURG),
    Contrast("register", "melancholy", "grief", WARRENBURG),
    Contrast("four-tone chords", "melancholy", "nostalgia", LAHDELMA),
    Contrast("intervals", "melancholy", "joy", REVIEW),
    Contrast("range", "melancholy", "joy", REVIEW),
    Contrast("register", "melancholy", "serenity", EEROLA),
    Contrast("dark chords", "serenity", "melancholy", EEROLA),
    Contrast("dissonance", "tenderness", "rage", REVIEW),
    Contrast("intervals", "tenderness", "rage", REVIEW),
    Contrast("sounding share", "joy", "tenderness", JUSLIN),
    Contrast("tempo", "sleepiness", "serenity", SCARRATT),
    Contrast("loudness", "sleepiness", "serenity", SCARRATT),
)


def _pitched(score: Score) -> list[Note]:
    return [note for track in score.tracks if not track.is_drum for note in track.notes]


def _melody(score: Score) -> tuple[Note, ...]:
    track = score.track("melody")
    return track.notes if track else ()


def _tempo(score: Score) -> float:
    """Give the mean tempo, each bar counting as long as it lasts."""
    beats = score.n_ticks / TICKS_PER_BEAT
    return beats * 60 / score.duration


def _loudness(score: Score) -> float:
    return float(np.mean([note.velocity for note in _pitched(score)]))


def _loudness_changes(score: Score) -> float:
    """Give the standard deviation of the bars' mean velocities."""
    bar, bars = score.metre.ticks_per_bar, {}
    for note in _pitched(score):
        bars.setdefault(note.start // bar, []).append(note.velocity)
    return float(np.std([np.mean(values) for values in bars.values()]))


def _density(score: Score) -> float:
    return len({note.start for note in _pitched(score)}) / score.duration


def _register(score: Score) -> float:
    return float(np.mean([note.pitch for note in _melody(score)]))


def _range(score: Score) -> float:
    low, high = np.percentile([note.pitch for note in _melody(score)], (5, 95))
    return float(high - low)


def _intervals(score: Score) -> float:
    return float(np.mean(np.abs(np.diff([note.pitch for note in _melody(score)]))))


def _gaps(score: Score) -> np.ndarray:
    return np.diff([note.start for note in _melody(score)])


def _irregularity(score: Score) -> float:
    """Compare the spread of the tune's gaps with their mean."""
    gaps = _gaps(score)
    return float(np.std(gaps) / np.mean(gaps))


def _sounding_share(score: Score) -> float:
    """Give the share of the time to the next note that the tune's notes sound, up to a beat."""
    shares = [
        min(1.0, first.duration / (second.start - first.start))
        for first, second in itertools.pairwise(_melody(score))
        if 0 < second.start - first.start <= 48
    ]
    return float(np.mean(shares))


def _chord_share(score: Score, fits: Callable[[tuple[int, ...]], bool]) -> float:
    total = sum(chord.duration for chord in score.chords)
    found = sum(chord.duration for chord in score.chords if fits(QUALITIES[chord.quality]))
    return found / total


def _dark_chords(score: Score) -> float:
    return _chord_share(score, lambda steps: 3 in steps)


def _four_tone_chords(score: Score) -> float:
    return _chord_share(score, lambda steps: len(steps) == 4)


def _dissonance(score: Score) -> float:
    """Give the share of onsets at which a semitone, major seventh or tritone sounds."""
    notes = sorted(_pitched(score), key=lambda note: note.start)
    starts = sorted({note.start for note in notes})
    rough = 0
    for start in starts:
        sounding = {note.pitch for note in notes if note.start <= start < note.end}
        rough += any(abs(a - b) % 12 in (1, 6, 11) for a in sounding for b in sounding)
    return rough / len(starts)


def _syncopation(score: Score) -> float:
    """Give the share of all onsets that miss the eighths, or hold over a beat from off it."""
    beat = TICKS_PER_BEAT  # in 6/8, too: its eighths are even
    starts = sorted({note.start for note in _pitched(score)})
    missed = [
        start % (beat // 2) != 0 or (start % beat != 0 and after - start > beat // 2)
        for start, after in itertools.pairwise(starts)
    ]
    return float(np.mean(missed))


def _minor(score: Score) -> float:
    """Give the share of the bars whose section is in minor."""
    minor = sum(s.n_bars for s in score.sections if s.key.mode == "minor")
    return minor / sum(s.n_bars for s in score.sections)


def _all_pitches(score: Score) -> float:
    return float(np.mean([note.pitch for note in _pitched(score)]))


CUES: dict[str, Callable[[Score], float]] = {
    "tempo": _tempo, "loudness": _loudness, "loudness changes": _loudness_changes,
    "density": _density, "register": _register, "range": _range, "intervals": _intervals,
    "irregularity": _irregularity, "sounding share": _sounding_share,
    "dark chords": _dark_chords, "four-tone chords": _four_tone_chords,
    "dissonance": _dissonance, "syncopation": _syncopation, "minor": _minor,
    "all pitches": _all_pitches,
}  # fmt: skip
"""What is measured of a score, by name."""
