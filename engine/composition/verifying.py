"""Looks in the notes whether what was promised is kept, so that no answer is better than the music.

What follows from a plan by itself (instruments, metres, tempos) is not looked at again.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

from engine.composition.plan import Plan
from engine.composition.score import Note, Score
from engine.demands.answer import Answer
from engine.demands.demand import Demand
from engine.demands.gazetteer import instrument_called

__all__ = ["verify"]

_IN_KEY = 0.8  # of the notes, at least
_LEAST_NOTES = 4  # fewer tell nothing of how a part plays
_TEMPO_SLACK = 0.03  # about what can be told apart (Drake & Botte 1993: 2 % at best)
_LENGTH_SLACK = 0.12  # pieces end with a whole bar
# shares of the time to the next note; a slur overlaps it
_GATES = {"staccato": (0.0, 0.6), "legato": (0.85, 9.0)}
# mean velocities of all parts, the accompaniment's among them
_LOUDNESS = {"very soft": (0, 56), "soft": (0, 68), "loud": (85, 127), "very loud": (92, 127)}
_REGISTERS = {"high": (74.0, 127.0), "low": (0.0, 60.0)}  # mean pitches of the tune
_MOST_SPARSE = 2.5  # onsets a second


def verify(plan: Plan, score: Score) -> tuple[Answer, ...]:
    """Give the plan's answers, those taken back that the notes do not keep."""
    return tuple(
        replace(answer, obeyed=False)
        if answer.obeyed and not _is_kept(answer.demand, score)
        else answer
        for answer in plan.answers
    )


def _is_kept(demand: Demand, score: Score) -> bool:
    check = _CHECKS.get(demand.kind)
    return check is None or check(demand, score)


def _keeps_key(_: Demand, score: Score) -> bool:
    inside = total = 0
    for note in _pitched(score):
        key = score.key_at(note.start // score.metre.ticks_per_bar)
        raised = {(key.tonic + 11) % 12} if key.mode == "minor" else set()
        inside += note.pitch % 12 in {*key.scale, *raised}
        total += 1
    return total == 0 or inside >= _IN_KEY * total


def _has_player(demand: Demand, score: Score) -> bool:
    programs = instrument_called(demand.value).programs
    tracks = [
        track
        for track in score.tracks
        if not track.is_drum
        and {track.program, *(c.program for c in track.changes)} & set(programs)
    ]
    if demand.manner == "unwanted":
        return not tracks
    return sum(len(track.notes) for track in tracks) >= _LEAST_NOTES


def _has_drums(demand: Demand, score: Score) -> bool:
    drums = score.track("drums")
    return (drums is None) == (demand.manner == "unwanted")


def _is_as_loud(demand: Demand, score: Score) -> bool:
    velocities = [note.velocity for track in score.tracks for note in track.notes]
    if demand.value not in _LOUDNESS or not velocities:
        return True
    low, high = _LOUDNESS[demand.value]
    return low <= sum(velocities) / len(velocities) <= high


def _is_as_high(demand: Demand, score: Score) -> bool:
    melody = score.track("melody")
    pitches = [note.pitch for note in melody.notes] if melody else []
    low, high = _REGISTERS[demand.value]
    return not pitches or low <= sum(pitches) / len(pitches) <= high


def _is_as_dense(demand: Demand, score: Score) -> bool:
    if demand.value == "no tune":
        return score.track("melody") is None
    onsets = {note.start for track in score.tracks for note in track.notes}
    if demand.value != "sparse":
        return True
    return len(onsets) <= _MOST_SPARSE * score.duration


def _is_so_touched(demand: Demand, score: Score) -> bool:
    melody = score.track("melody")
    notes = melody.notes if melody else ()
    if demand.value not in _GATES or len(notes) < _LEAST_NOTES:
        return True
    pairs = itertools.pairwise(notes)
    shares = sorted((a.end - a.start) / (b.start - a.start) for a, b in pairs if b.start > a.start)
    low, high = _GATES[demand.value]
    return low <= shares[len(shares) // 2] <= high


def _is_so_formed(demand: Demand, score: Score) -> bool:
    if demand.value != "no introduction":
        return True
    melody = score.track("melody")
    first = min((note.start for note in melody.notes), default=0) if melody else 0
    return first < score.metre.ticks_per_bar


def _keeps_tempo(demand: Demand, score: Score) -> bool:
    """Whether the music goes so somewhere; in dotted quarters where these are its beats."""
    assert demand.low is not None
    assert demand.high is not None
    low, high = demand.low * (1 - _TEMPO_SLACK), demand.high * (1 + _TEMPO_SLACK)
    beats = (1.0, 1.5) if score.metre.denominator == 8 else (1.0,)
    return any(low <= change.tempo / beat <= high for change in score.tempos for beat in beats)


def _lasts(demand: Demand, score: Score) -> bool:
    if not demand.is_exact:
        return True
    if demand.unit == "bars":
        return score.n_bars == round(demand.middle)
    return abs(score.duration - demand.middle) <= max(2.0, _LENGTH_SLACK * demand.middle)


def _pitched(score: Score) -> list[Note]:
    return [note for track in score.tracks if not track.is_drum for note in track.notes]


_CHECKS: dict[str, Callable[[Demand, Score], bool]] = {
    "key": _keeps_key,
    "tempo": _keeps_tempo,
    "length": _lasts,
    "instruments": _has_player,
    "drums": _has_drums,
    "dynamics": _is_as_loud,
    "register": _is_as_high,
    "density": _is_as_dense,
    "articulation": _is_so_touched,
    "form": _is_so_formed,
}
