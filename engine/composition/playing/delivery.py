"""How a score is delivered where a wish says so: loudness and its course, touch, swing, tempo."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

from engine.composition.planning.brief import PieceBrief
from engine.composition.playing.handover import swing_of
from engine.composition.score import TICKS_PER_BEAT, Note, Score, TempoChange, Track
from engine.composition.scoring import Scoring

__all__ = ["close", "deliver"]

_SOFTEST, _LOUDEST = 14, 124
_FADE_SHARE = 0.22  # of the piece that a fade lasts: about a chorus
_SILENT = 0.12  # of the loudness that is left at the end of a fade
_COURSE = 17.0  # velocity steps from the middle to either end of a piece that builds up
_FINISH = 12  # velocity steps by which the last two bars of a big finish are louder
_SOFT_END = 0.6  # of the loudness that the last two bars had
_GATES = {"staccato": 0.45, "legato": 0.96}
"""Share of the time to the next note that a note sounds."""
_ACCENT = 12  # steps of velocity; from 80 on 2.4 dB by the curve of soundfonts, 40 log v
_HURRY = 0.3  # by which the tempo has risen at the end of a piece that gets faster
_QUIET_BARS = 4  # that a fade-in lasts


def deliver(score: Score, brief: PieceBrief) -> Score:
    """Play a score, or the beginning of one, as its brief's scoring says."""
    scoring = brief.scoring
    score = _touch(score, scoring)
    score = _level(score, brief)
    score = _shape(score, brief)
    score = _swing(score, brief)
    return replace(score, tempos=_tempos(score, brief))


def _each_note(score: Score, change: Callable[[Note], Note]) -> Score:
    tracks = (replace(t, notes=tuple(change(note) for note in t.notes)) for t in score.tracks)
    return replace(score, tracks=tuple(tracks))


def _louder(note: Note, velocity: float) -> Note:
    return replace(note, velocity=min(max(round(velocity), _SOFTEST), _LOUDEST))


def _touch(score: Score, scoring: Scoring) -> Score:
    """Shorten or join the notes of each part, or stress those on beats."""
    if scoring.touch == "accented":
        return _each_note(
            score,
            lambda n: _louder(n, n.velocity + (_ACCENT if n.start % TICKS_PER_BEAT == 0 else -4)),
        )
    gate = _GATES.get(scoring.touch)
    if gate is None:
        return score
    return replace(
        score, tracks=tuple(_gated(track, gate, score.n_ticks) for track in score.tracks)
    )


def _gated(track: Track, gate: float, end: int) -> Track:
    if track.is_drum:
        return track
    starts = sorted({note.start for note in track.notes})
    following = dict(itertools.pairwise([*starts, end]))

    def length(note: Note) -> int:
        wanted = max(2, round(gate * (following[note.start] - note.start)))
        return min(note.duration, wanted) if gate < 0.5 else max(1, min(wanted, end - note.start))

    return replace(track, notes=tuple(replace(n, duration=length(n)) for n in track.notes))


def _level(score: Score, brief: PieceBrief) -> Score:
    """Bring each section to the mean loudness asked for."""
    wanted = brief.scoring.loudness
    if wanted is None:
        return score
    bar = score.metre.ticks_per_bar
    lift: dict[int, float] = {}
    for number, section in enumerate(score.sections):
        own = range(section.first_bar * bar, (section.first_bar + section.n_bars) * bar)
        velocities = [n.velocity for t in score.tracks for n in t.notes if n.start in own]
        mean = sum(velocities) / len(velocities) if velocities else wanted
        lift[number] = wanted - mean
    firsts = [section.first_bar for section in score.sections]

    def levelled(note: Note) -> Note:
        number = max(n for n, first in enumerate(firsts) if first <= note.start // bar)
        return _louder(note, note.velocity + lift[number])

    return _each_note(score, levelled)


def _shape(score: Score, brief: PieceBrief) -> Score:
    """Let loudness go its way through the piece."""
    length = brief.n_bars * brief.metre.ticks_per_bar
    shapes = [shape for shape in (_course(brief), _begin(brief), _end(brief)) if shape is not None]

    def shaped(note: Note) -> Note:
        for shape in shapes:
            note = _louder(note, shape(note.start / length, note.velocity))
        return note

    return _each_note(score, shaped) if shapes else score


Shape = Callable[[float, float], float]
"""From a place in the piece, 0 to 1, and a velocity to another velocity."""


def _course(brief: PieceBrief) -> Shape | None:
    match brief.scoring.course:
        case "builds up":
            return lambda place, velocity: velocity + _COURSE * (2 * place - 1)
        case "dies down":
            return lambda place, velocity: velocity - _COURSE * (2 * place - 1)
        case "contrasts":
            return lambda place, velocity: velocity + (14 if int(place * 8) % 2 else -14)
        case _:
            return None


def _begin(brief: PieceBrief) -> Shape | None:
    if brief.scoring.beginning != "fade in":
        return None
    share = min(_QUIET_BARS / brief.n_bars, 0.5)
    return lambda place, velocity: velocity * min(1.0, _SILENT + place / share)


def _end(brief: PieceBrief) -> Shape | None:
    last_two = 1 - 2 / brief.n_bars
    match brief.scoring.ending:
        case "fade out":
            return lambda place, v: (
                v * (1 - (1 - _SILENT) * max(0, place - 1 + _FADE_SHARE) / _FADE_SHARE)
            )
        case "big finish":
            return lambda place, v: v + (_FINISH if place >= last_two - 1e-9 else 0)
        case "soft ending":
            return lambda place, v: v * (_SOFT_END if place >= last_two - 1e-9 else 1)
        case _:
            return None


def _swing(score: Score, brief: PieceBrief) -> Score:
    """Move what lies inside a beat so that its off-beat quaver comes late, where it swings."""
    swings = [swing_of(section, brief) for section in brief.sections]
    if max(swings) == 0.5 or score.metre.denominator != 4:
        return score
    bars = [swing for swing, s in zip(swings, brief.sections, strict=True) for _ in range(s.n_bars)]
    bar = score.metre.ticks_per_bar
    half = TICKS_PER_BEAT // 2

    def warped(tick: int) -> int:
        beat, place = divmod(tick, TICKS_PER_BEAT)
        late = round(bars[min(tick // bar, len(bars) - 1)] * TICKS_PER_BEAT)
        if place <= half:
            return beat * TICKS_PER_BEAT + round(place * late / half)
        return beat * TICKS_PER_BEAT + late + round((place - half) * (TICKS_PER_BEAT - late) / half)

    def swung(note: Note) -> Note:
        start = warped(note.start)
        return replace(note, start=start, duration=max(1, warped(note.end) - start))

    return _each_note(score, swung)


def _tempos(score: Score, brief: PieceBrief) -> tuple[TempoChange, ...]:
    """Give the tempo its course; a fade, a loop and a sudden end do not slow down."""
    tempos = list(score.tempos)
    bar = score.metre.ticks_per_bar
    if brief.scoring.ending in ("fade out", "abrupt ending", "loop") or brief.scoring.pace:
        starts = {section.first_bar * bar for section in brief.sections}
        tempos = [change for change in tempos if change.tick in starts]
    if not brief.scoring.pace:
        return tuple(tempos)
    way = _HURRY if brief.scoring.pace == "faster" else -_HURRY * 0.75
    paced = []
    for number in range(score.n_bars):
        now = [change.tempo for change in tempos if change.tick <= number * bar][-1]
        paced.append(TempoChange(number * bar, now * (1 + way * number / brief.n_bars)))
    return tuple(paced)


def close(score: Score, brief: PieceBrief) -> Score:
    """Write the last bar of a whole score as its ending asks: on and on, or with a full chord."""
    if score.n_bars != brief.n_bars or brief.n_bars < 4:
        return score
    if brief.scoring.ending == "loop":
        return _lead_back(score)
    return _fill_last_chord(score) if brief.scoring.ending == "big finish" else score


def _lead_back(score: Score) -> Score:
    """Take for the last bar the one four bars before, so that the music goes on as it went."""
    bar = score.metre.ticks_per_bar
    last, gap = (score.n_bars - 1) * bar, min(4, score.n_bars - 1) * bar

    def again(track: Track) -> Track:
        kept = [n for n in track.notes if n.start < last]
        kept = [replace(n, duration=min(n.duration, score.n_ticks - n.start)) for n in kept]
        copied = [
            replace(n, start=n.start + gap, duration=min(n.duration, last - gap + bar - n.start))
            for n in track.notes
            if last - gap <= n.start < last - gap + bar
        ]
        return replace(track, notes=(*kept, *copied))

    chords = [c for c in score.chords if c.start < last]
    chords = [replace(c, duration=min(c.duration, last - c.start)) for c in chords]
    chords += [
        replace(
            c,
            start=max(c.start, last - gap) + gap,
            duration=min(c.end, last - gap + bar) - max(c.start, last - gap),
        )
        for c in score.chords
        if c.start < last - gap + bar and c.end > last - gap
    ]
    return replace(
        score, chords=tuple(chords), tracks=tuple(again(track) for track in score.tracks)
    )


def _fill_last_chord(score: Score) -> Score:
    """Let the chords' part strike its last chord in two octaves."""
    track = score.track("chords")
    if track is None or not track.notes:
        return score
    start = max(note.start for note in track.notes)
    last = [note for note in track.notes if note.start == start]
    have = {note.pitch for note in last}
    chord = next((c for c in score.chords if c.start <= start < c.end), score.chords[-1])
    wanted = {p for p in range(min(have) - 12, max(have) + 1) if p % 12 in chord.pitch_classes}
    # below a bass's lowest string a chord is a rumble
    added = [replace(last[0], pitch=pitch) for pitch in sorted(wanted - have) if pitch >= 28]
    notes = sorted([*track.notes, *added], key=lambda note: (note.start, note.pitch))
    full = replace(track, notes=tuple(notes))
    return replace(score, tracks=tuple(full if t.role == "chords" else t for t in score.tracks))
