"""What a teacher marks in a score: harmony that sounds as it is named, lines, closes, themes.

All is measured from the score alone, alike in our pieces and in songs by people.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.composition.line_of_fifths import tonic_place
from engine.composition.score import (
    QUALITIES,
    TICKS_PER_BEAT,
    Chord,
    Key,
    Note,
    Score,
    pitch_class,
    top_line,
)

__all__ = ["MARKS", "Mark", "marks_of"]

Bar = tuple[tuple[int, int, int], ...]
"""Onset in the bar, length and pitch of a tune's notes."""

_RUB = TICKS_PER_BEAT // 2  # ticks that two notes sound together before they rub
_LONG_RUB = TICKS_PER_BEAT * 3 // 4
_LEAP = 7  # semitones from which a leap wants an answer
_PHRASE = 4  # bars
_FEWEST_NOTES = 4  # of a phrase that can be known again
_KNOWN, _REMEMBERED = 0.6, 0.75
"""Shares of notes, and of onsets, that make a phrase an earlier one's variant or its rhythm."""


@dataclass(frozen=True)
class Mark:
    """One thing that is marked: its name, what is asked, whether more or less is better."""

    name: str
    asked: str = ""
    counts: bool = field(default=False)  # several to a piece, summed over all pieces


MARKS = (
    Mark("semitone rubs per 100 beats", "≤ 1.0", counts=True),
    Mark("sung rubs of ¾ beat in 100 beats", "≤ .17", counts=True),
    Mark("bass is the chord's at its start", "≥ .94", counts=True),
    Mark("bass is a tone of the chord", "", counts=True),
    Mark("third sounds", "≥ .95", counts=True),
    Mark("chords a bar", "1.55", counts=True),
    Mark("chords misspelt", "0", counts=True),
    Mark("last tonic from V, vii, IV, ii, VII", "≥ .95"),
    Mark("last chord is the tonic", ""),
    Mark("leaps of a fifth turn back by step", "", counts=True),
    Mark("phrase's highest note comes once", "", counts=True),
    Mark("phrases that end long and strong", "", counts=True),
    Mark("distinct bars of the tune", "≥ .85"),
    Mark("bar's rhythm again after 4 bars", "", counts=True),
    Mark("bar's rhythm again after 8 bars", "≤ .25", counts=True),
    Mark("bar again after 4 bars", "", counts=True),
    Mark("a return is identical", "≤ .3", counts=True),
    Mark("returns a piece", ""),
    Mark("phrases that repeat one exactly", "± 1 sd", counts=True),
    Mark("phrases that vary one", "± 1 sd", counts=True),
    Mark("phrases whose rhythm is remembered", "± 1 sd", counts=True),
    Mark("tune's range in semitones", "17"),
)

Counted = tuple[float, float]
"""How often, and of how many."""


def marks_of(score: Score) -> dict[str, Counted]:
    """Mark a score; what it has no case of is 0 of 0."""
    melody = list(top_line(_notes(score, "melody")))
    beats = score.n_ticks / TICKS_PER_BEAT
    rubs, sung = _count_rubs(score)
    found: list[Counted] = [(100 * rubs, beats), (100 * sung, beats)]
    found += [*_mark_bass(score), _mark_thirds(score)]
    changes = sum(1 for _, group in itertools.groupby(score.chords, _name) for _ in [group])
    found += [(changes, score.n_bars), _mark_spelling(score), *_mark_ending(score)]
    found += [_mark_leaps(melody), *_mark_phrases(score, melody), *_mark_bars(score, melody)]
    pitches = [note.pitch for note in melody]
    found.append((float(np.ptp(pitches)), 1) if pitches else (0, 0))
    return dict(zip((mark.name for mark in MARKS), found, strict=True))


def _notes(score: Score, role: str) -> tuple[Note, ...]:
    return next((track.notes for track in score.tracks if track.role == role), ())


def _name(chord: Chord) -> tuple[int, str, int | None]:
    return chord.root, chord.quality, chord.bass


def _count_rubs(score: Score) -> tuple[int, int]:
    """Count pairs a minor second or ninth apart that sound together, of all parts and the tune."""
    notes = sorted(
        ((note, track.role == "melody") for track in score.tracks
         if not track.is_drum and track.role != "effects"  # a cymbal's swell has no pitch
         for note in track.notes),
        key=lambda pair: pair[0].start,
    )  # fmt: skip
    rubs = sung = 0
    for number, (note, leads) in enumerate(notes):
        for other, other_leads in itertools.islice(notes, number + 1, None):
            together = min(note.end, other.end) - other.start
            if other.start >= note.end:
                break
            distance = abs(note.pitch - other.pitch)
            rubs += together >= _RUB and distance in (1, 13)
            is_sung = (leads or other_leads) and distance % 12 in (1, 11) and distance < 26
            low = min(note.pitch, other.pitch)
            rises = {note.pitch: leads, other.pitch: other_leads}
            # A tune a major seventh above a tone is the chord's own colour; below it, it rubs.
            is_sung &= distance % 12 == 1 or not rises[max(rises)] or low == -1
            sung += together >= _LONG_RUB and is_sung
    return rubs, sung


def _mark_bass(score: Score) -> Iterator[Counted]:
    """Compare the lowest note that sounds where a chord begins with the chord."""
    pitched = [n for track in score.tracks if not track.is_drum for n in track.notes]
    own = tones = total = 0
    for chord in score.chords:
        if chord.duration < TICKS_PER_BEAT:
            continue
        lowest = min(
            (n.pitch for n in pitched if n.start <= chord.start + 2 and n.end > chord.start + 3),
            default=None,
        )
        if lowest is None:
            continue
        bass = chord.root if chord.bass is None else chord.bass
        total += 1
        own += lowest % 12 == bass
        tones += lowest % 12 in (*chord.pitch_classes, bass)
    yield own, total
    yield tones, total


def _mark_thirds(score: Score) -> Counted:
    pitched = [n for track in score.tracks if not track.is_drum for n in track.notes]
    sounding = total = 0
    for chord in score.chords:
        thirds = {(chord.root + step) % 12 for step in QUALITIES[chord.quality] if step in (3, 4)}
        if not thirds or chord.duration < TICKS_PER_BEAT:
            continue
        heard = {n.pitch % 12 for n in pitched if n.start < chord.end and n.end > chord.start}
        if heard:
            total += 1
            sounding += bool(heard & thirds)
    return sounding, total


_MINOR = {"m", "m7", "m6", "dim", "dim7", "m7♭5"}


def _mark_spelling(score: Score) -> Counted:
    """Count chords whose root a book on harmony would write with the other accidental."""
    wrong = total = 0
    for chord in score.chords:
        key = score.key_at(chord.start // score.metre.ticks_per_bar)
        symbol = chord.symbol(key)
        end = 1 + sum(1 for _ in itertools.takewhile(lambda sign: sign in "♯♭", symbol[1:]))
        total += 1
        wrong += not _is_usual(symbol[:end], chord, key)
    return wrong, total


def _is_usual(name: str, chord: Chord, key: Key) -> bool:
    """Whether the letter of a root suits its degree: minor and diminished ones may be raised."""
    letters = "CDEFGAB"
    tonic = key.name[0]
    degree = (letters.index(name[0]) - letters.index(tonic)) % 7
    above = (chord.root - key.tonic) % 12
    assert pitch_class(name) == chord.root
    assert tonic_place(key.tonic, key.mode) in range(-5, 9)
    is_minor = chord.quality in _MINOR
    rising = {1: 0, 3: 1, 6: 3, 8: 4, 10: 5}  # the degree that is raised
    falling = {1: 1, 3: 2, 6: 4, 8: 5, 10: 6}  # the degree that is lowered
    natural = {0: 0, 2: 1, 4: 2, 5: 3, 7: 4, 9: 5, 11: 6}
    if above in natural:
        return degree == natural[above] or (is_minor and degree == (natural[above] - 1) % 7)
    if above == 6:
        return degree in (3, 4)
    return degree == falling[above] or (
        degree == rising[above] and (is_minor or chord.quality in ("7", "sus4", "sus2"))
    )


def _mark_ending(score: Score) -> Iterator[Counted]:
    """Say whether the piece ends at home, and whether what is before leads there."""
    changes = [next(group) for _, group in itertools.groupby(score.chords, _name)]
    if not changes:
        yield from ((0, 0), (0, 0))
        return
    key = score.key_at(score.n_bars - 1)
    last = (changes[-1].root - key.tonic) % 12
    before = next((d for c in changes[-2::-1] if (d := (c.root - key.tonic) % 12) != last), None)
    yield (before in (7, 11, 5, 2, 10), 1) if last == 0 and before is not None else (0, 0)
    yield last == 0, 1


def _mark_leaps(melody: Sequence[Note]) -> Counted:
    turned = leaps = 0
    for one, two, three in zip(melody, melody[1:], melody[2:], strict=False):
        leap, after = two.pitch - one.pitch, three.pitch - two.pitch
        if abs(leap) >= _LEAP and three.start - two.end < TICKS_PER_BEAT:
            leaps += 1
            turned += leap * after < 0 and abs(after) <= 4
    return turned, leaps


def _bars_of(score: Score, melody: Sequence[Note]) -> list[Bar]:
    length = score.metre.ticks_per_bar
    bars: list[list[tuple[int, int, int]]] = [[] for _ in range(score.n_bars)]
    for note in melody:
        bar, place = divmod(note.start, length)
        bars[bar].append((place, note.duration, note.pitch))
    return [tuple(bar) for bar in bars]


def _mark_phrases(score: Score, melody: Sequence[Note]) -> Iterator[Counted]:
    """Mark the climax, and the last note, of stretches that no rest of a beat cuts."""
    once = strong = total = 0
    beat, length = TICKS_PER_BEAT, score.metre.ticks_per_bar
    phrases: list[list[Note]] = [[]]
    for note, following in zip(melody, [*melody[1:], None], strict=True):
        phrases[-1].append(note)
        gap = beat * 9 if following is None else following.start - note.start
        if gap >= 2 * beat or (following and following.start - note.end >= beat):
            phrases.append([])
    for phrase in phrases:
        if len(phrase) < 6:
            continue
        top = max(note.pitch for note in phrase)
        total += 1
        once += sum(note.pitch == top for note in phrase) == 1
        place = phrase[-1].start % length
        strong += place % (2 * beat if length == 4 * beat else length // 2) == 0
    yield once, total
    yield strong, total


def _mark_bars(score: Score, melody: Sequence[Note]) -> Iterator[Counted]:
    bars = _bars_of(score, melody)
    sung = [bar for bar in bars if bar]
    yield (len(set(sung)) / len(sung), 1) if sung else (0, 0)
    rhythms = [tuple(place for place, _, _ in bar) for bar in bars]
    for distance in (4, 8):
        pairs = [(a, b) for a, b in zip(rhythms, rhythms[distance:], strict=False) if a and b]
        yield sum(a == b for a, b in pairs), len(pairs)
    pairs = [(a, b) for a, b in zip(bars, bars[4:], strict=False) if a and b]
    yield sum(_pitches(a) == _pitches(b) for a, b in pairs), len(pairs)
    identical, returns = _count_returns(bars)
    yield identical, returns
    yield returns, 1
    yield from _mark_repeats(bars)


def _pitches(bar: Bar) -> list[tuple[int, int]]:
    return [(place, pitch) for place, _, pitch in bar]


def _count_returns(bars: Sequence[Bar]) -> Counted:
    """Count phrases of four bars that are known from before, and those that are the same."""
    likeness = [likest for likest, _ in _likeness(bars)]
    return sum(likest == 1.0 for likest in likeness), sum(likest >= _KNOWN for likest in likeness)


def _mark_repeats(bars: Sequence[Bar]) -> Iterator[Counted]:
    """Of phrases that others came before: which are said again, varied, or on an old rhythm."""
    likeness = list(_likeness(bars))[1:]
    yield sum(likest == 1.0 for likest, _ in likeness), len(likeness)
    yield sum(_KNOWN <= likest < 1.0 for likest, _ in likeness), len(likeness)
    yield sum(rhythm >= _REMEMBERED for _, rhythm in likeness), len(likeness)


def _likeness(bars: Sequence[Bar]) -> Iterator[tuple[float, float]]:
    """Give of every phrase that sings how like it is to an earlier one: in notes, in rhythm."""
    units = [
        [(n * 10_000 + place, pitch) for n, bar in enumerate(bars[at : at + _PHRASE])
         for place, _, pitch in bar]
        for at in range(0, len(bars) - _PHRASE + 1, _PHRASE)
    ]  # fmt: skip
    units = [unit for unit in units if len(unit) >= _FEWEST_NOTES]
    rhythms = [[(place, 0) for place, _ in unit] for unit in units]
    for number, (unit, rhythm) in enumerate(zip(units, rhythms, strict=True)):
        yield (
            max((_alike(unit, other) for other in units[:number]), default=0.0),
            max((_alike(rhythm, other) for other in rhythms[:number]), default=0.0),
        )


def _alike(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> float:
    return 2 * len(set(one) & set(other)) / (len(one) + len(other))
