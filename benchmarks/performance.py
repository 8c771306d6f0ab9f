"""How our playing compares with people's: POP909's.

    python benchmarks/performance.py --data DIR [--songs 150] [--wishes 24] [--json]

A classifier (boosted trees and a linear one, ten folds by song) is to tell our playing from
POP909's by timing, loudness and length alone. It hears songs of odd numbers; the model was learned
from the others. ``the same notes`` are the data set's own, put on the grid and played by us;
``our songs`` are composed, so that the choice of notes tells too. Timing is compared where it was
left as played: most of POP909 lies exactly on its beats. Then comes what the playing itself is
asked for.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import time
import warnings
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from judge_learners import BoostedTrees, LinearClassifier

from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.briefing import brief_piece
from engine.composition.playing.dynamics import shape_velocities
from engine.composition.score import (
    TICKS_PER_BEAT,
    Chord,
    Key,
    Metre,
    Note,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)
from engine.options import ComposeOptions, RenderOptions
from engine.performance.play import play
from engine.performance.played_score import FINE, PlayedScore, literal
from engine.pipeline import Pipeline
from engine.progress import Progress
from engine.training.performance.played_songs import PlayedPart, PlayedSong, read_played_songs
from engine.training.performance.train import is_learned_from, is_live

Array = Any

_BEATS = 64  # of an excerpt: sixteen bars
_FEWEST = 24  # notes of a part in it
_N_FOLDS = 10
_ON_GRID = 0.0025  # seconds
_WISHES = (
    "a happy dance in the sun", "proud and victorious", "furious rage", "terrified of the dark",
    "lonely and sad", "grief for a friend", "a calm evening", "tender love", "playful kittens",
    "longing for home", "hope after the rain", "restless suspense",
)  # fmt: skip
_TRACKS = {"tune": "MELODY", "rest": "PIANO"}


# What a player hears of a part: seconds late, velocity, length over the time to the next onset.

Heard = dict[str, Array]


def hear_part(part: PlayedPart, first: float) -> Heard | None:
    """Cut an excerpt out of a played part; None where too little is in it."""
    inside = (part.place >= first) & (part.place < first + _BEATS) & (part.gap > 0)
    if inside.sum() < _FEWEST:
        return None
    return {
        "place": part.place[inside], "late": 1000 * part.late[inside],
        "velocity": part.velocity[inside], "pitch": part.pitch[inside],
        "filled": np.clip(np.log2(np.maximum(part.length, 0.02) / part.gap)[inside], -4, 4),
        "length": part.length[inside],
    }  # fmt: skip


def part_of(notes: Sequence[Note], played: Sequence[Note], tempo: float) -> PlayedPart:
    """Describe what was played of written notes as data sets are described."""
    place = np.array([note.start for note in notes]) / TICKS_PER_BEAT
    start = np.array([note.start for note in played]) / (FINE * TICKS_PER_BEAT)
    length = np.array([note.duration for note in played]) / (FINE * TICKS_PER_BEAT)
    after = dict(itertools.pairwise([*np.unique(place).tolist(), np.nan]))
    gap = np.array([after[p] - p for p in place.tolist()])
    pitch, velocity = (
        np.array([getattr(n, k) for n in played], float) for k in ("pitch", "velocity")
    )
    return PlayedPart(place, (start - place) * 60 / tempo, length, gap, pitch, velocity)


def pair(written: Sequence[Note], played: Sequence[Note]) -> tuple[list[Note], list[Note]]:
    """Find the written note of each that was played: the nearest of its pitch."""
    by_pitch = defaultdict(list)
    for note in written:
        by_pitch[note.pitch].append(note)
    pairs = [
        (min(by_pitch[note.pitch], key=lambda one: abs(one.start * FINE - note.start)), note)
        for note in played
    ]
    pairs.sort(key=lambda both: (both[0].start, both[0].pitch))
    return [one for one, _ in pairs], [other for _, other in pairs]


# Features: other statistics than those that the model was learned from.


def describe_touch(tune: Heard, rest: Heard) -> dict[str, float]:
    """Describe loudness and length."""
    found: dict[str, float] = {}
    for name, part in (("tune", tune), ("rest", rest)):
        velocity, filled = part["velocity"], part["filled"]
        changes = np.diff(velocity)
        found |= {
            f"{name}: velocity, 10–90 %": np.ptp(np.quantile(velocity, [0.1, 0.9])),
            f"{name}: velocity, median of changes": np.median(np.abs(changes)),
            f"{name}: velocity, 90 % of changes": np.quantile(np.abs(changes), 0.9),
            f"{name}: velocity, skew": _skew(velocity),
            f"{name}: velocity, distinct": len(set(velocity)) / len(velocity),
            f"{name}: velocity follows itself": _correlation(changes[:-1], changes[1:]),
            f"{name}: velocity follows pitch": _correlation(velocity, part["pitch"]),
            f"{name}: velocity follows length": _correlation(velocity, filled),
            f"{name}: velocity on beats": _difference(velocity, part["place"] % 1 == 0),
            f"{name}: velocity in halves": velocity[: len(velocity) // 2].mean()
            - velocity[len(velocity) // 2 :].mean(),
            f"{name}: length, spread": np.ptp(np.quantile(filled, [0.1, 0.9])),
            f"{name}: length, skew": _skew(filled),
            f"{name}: overlaps": np.mean(filled > 0.05),
            f"{name}: length follows itself": _correlation(filled[:-1], filled[1:]),
            f"{name}: distinct lengths": len(set((part["length"] * 48).round())) / len(filled),
        }
    found["tune before rest, velocity"] = tune["velocity"].mean() - rest["velocity"].mean()
    found["together, velocity"] = _together(tune, rest, "velocity")
    return found


def describe_timing(part: Heard) -> dict[str, float]:
    """Describe when notes come beside their place."""
    late = part["late"]
    steps = np.diff(late)[np.diff(part["place"]) > 0]
    within = np.diff(late)[np.diff(part["place"]) == 0]
    beats = part["place"] % 1 == 0
    return {
        "late, 10–90 %": np.ptp(np.quantile(late, [0.1, 0.9])),
        "late, 1–99 %": np.ptp(np.quantile(late, [0.01, 0.99])),
        "late, mean": late.mean(),
        "late, skew": _skew(late),
        "steps, median": np.median(np.abs(steps)),
        "steps follow each other": _correlation(steps[:-1], steps[1:]),
        "off the beat": late[~beats].mean() - late[beats].mean()
        if 0 < beats.sum() < len(beats)
        else 0.0,
        "near their place": np.mean(np.abs(late) < 5),
        "chords apart": np.median(np.abs(within)) if len(within) else 0.0,
        "late follows loud": _correlation(late, part["velocity"]),
        "halves": np.std(late[: len(late) // 2]) - np.std(late[len(late) // 2 :]),
    }


def _skew(values: Array) -> float:
    return float(np.mean((values - values.mean()) ** 3) / max(values.std(), 1e-6) ** 3)


def _correlation(one: Array, other: Array) -> float:
    if len(one) < 3 or min(np.std(one), np.std(other)) < 1e-6:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])


def _difference(values: Array, chosen: Array) -> float:
    if not 0 < chosen.sum() < len(chosen):
        return 0.0
    return float(values[chosen].mean() - values[~chosen].mean())


def _together(one: Heard, other: Heard, name: str) -> float:
    """Correlate the means of bars."""
    bars = [
        {n: part[name][part["place"] // 4 == n].mean() for n in set((part["place"] // 4).tolist())}
        for part in (one, other)
    ]
    both = sorted(bars[0].keys() & bars[1].keys())
    return _correlation(*(np.array([bar[n] for n in both]) for bar in bars))


# The two sides.


def choose_first(song: PlayedSong) -> float:
    """Choose where the excerpt of a song begins: behind its introduction."""
    return float(np.floor(song.parts["MELODY"].place.min() / 4) * 4 + 16)


def write_down(part: PlayedPart, first: float) -> list[Note]:
    """Write an excerpt as a composer would: on the grid, in sixteenths, all equally loud."""
    notes = {}
    for place, gap, length, pitch in zip(
        part.place, part.gap, part.length, part.pitch, strict=True
    ):
        if first <= place < first + _BEATS and gap > 0:
            start = round((place - first) * TICKS_PER_BEAT)
            ticks = max(round(min(length, max(gap, 0.25)) * 4), 1) * TICKS_PER_BEAT // 4
            ticks = min(ticks, _BEATS * TICKS_PER_BEAT - start)
            notes[start, int(pitch)] = Note(start, ticks, int(pitch), 64)
    return [notes[key] for key in sorted(notes)]


def play_song(song: PlayedSong, first: float, tempo: float) -> PlayedScore:
    """Let our players play an excerpt of a song."""
    chance, key, n_bars = random.Random(song.number), Key(0, "major"), _BEATS // 4
    velocity = song.parts["PIANO"].velocity.mean()
    expression = Expression(tempo, 4, 70, float(velocity), 0.7)
    valence, arousal = chance.uniform(-0.7, 0.7), chance.uniform(-0.7, 0.5)
    sections = tuple(
        PlannedSection(name, n_bars // 2, key, valence, arousal, expression) for name in "AB"
    )
    plan = Plan(key, Metre(4, 4), sections, song.number)
    parts = {
        "melody": write_down(song.parts["MELODY"], first),
        "chords": write_down(song.parts["PIANO"], first),
    }
    shaped = shape_velocities(parts, brief_piece(plan).sections[0], plan.metre, chance)
    chords = tuple(Chord(n * 96, 96, 0) for n in range(n_bars))
    score = Score(
        key, plan.metre, n_bars, (TempoChange(0, tempo),),
        (ScoreSection("A", 0, n_bars // 2, key), ScoreSection("B", n_bars // 2, n_bars // 2, key)),
        chords, tuple(Track(role, 0, tuple(notes)) for role, notes in shaped.items() if notes),
    )  # fmt: skip
    return play(score, plan)


def hear_played(performed: PlayedScore) -> dict[str, Heard]:
    """Hear the tune and the rest of a piece."""
    score = performed.score
    heard = {}
    for name, roles in (("tune", {"melody"}), ("rest", {"chords", "bass"})):
        written = [n for t in score.tracks if t.role in roles for n in t.notes]
        played = [n for t in performed.tracks if t.role in roles for n in t.notes]
        part = part_of(*pair(written, played), score.tempo) if played else None
        excerpt = hear_part(part, 0.0) if part else None
        if excerpt:
            heard[name] = excerpt
    return heard


# Telling them apart.


def tell_apart(
    theirs: Sequence[dict[str, float]], ours: Sequence[dict[str, float]], groups: Sequence[int]
) -> dict[str, Any]:
    """Give the balanced accuracy over folds of songs, and the features that help most.

    Parameters
    ----------
    groups
        Songs of all rows, theirs first.
    """
    names = list(theirs[0])
    inputs = np.array([[row[name] for name in names] for row in [*theirs, *ours]], float)
    inputs = np.nan_to_num(inputs)
    labels = np.repeat([0, 1], [len(theirs), len(ours)])
    fold = np.array(groups) % _N_FOLDS
    targets = np.eye(2)[labels]
    said = np.zeros(len(labels))
    for number in range(_N_FOLDS):
        train, test = fold != number, fold == number
        if not test.any():
            continue
        weights = np.where(
            labels == 1, 0.5 / labels[train].mean(), 0.5 / (1 - labels[train].mean())
        )
        for learner in (BoostedTrees, LinearClassifier):
            judge = learner.train(inputs[train], targets[train], weights[train])
            said[test] += judge.probabilities(inputs[test])[:, 1]
    right = (said > 1) == labels
    accuracy = (right[labels == 0].mean() + right[labels == 1].mean()) / 2
    away = np.abs(inputs[labels == 0].mean(0) - inputs[labels == 1].mean(0)) / (
        inputs.std(axis=0) + 1e-9
    )
    order = np.argsort(-away)[:14]
    return {
        "told": float(accuracy),
        "n": [len(theirs), len(ours)],
        "by": {names[n]: [float(inputs[labels == k][:, n].mean()) for k in (0, 1)] for n in order},
    }


def compare_songs(data: Path, n_songs: int) -> tuple[dict[str, Any], list[Any]]:
    """Compare players of the same notes; also give the data set's touch for other comparisons."""
    touch: dict[str, list[Any]] = {"theirs": [], "ours": [], "written": []}
    timing: dict[str, list[Any]] = {"theirs": [], "ours": []}
    groups, timed = [], []
    for song in read_played_songs(data):
        if is_learned_from(song) or not {"MELODY", "PIANO"} <= song.parts.keys():
            continue
        first, tempo = choose_first(song), 60 / song.beat
        real = {
            k: hear_part(song.parts[v], first) for k, v in (("tune", "MELODY"), ("rest", "PIANO"))
        }
        if not all(real.values()):
            continue
        performed = play_song(song, first, tempo)
        ours = hear_played(performed)
        written = hear_played(literal(performed.score))
        if len(ours) < 2:
            continue
        if len(groups) < n_songs:
            touch["theirs"].append(describe_touch(real["tune"], real["rest"]))
            touch["ours"].append(describe_touch(ours["tune"], ours["rest"]))
            touch["written"].append(describe_touch(written["tune"], written["rest"]))
            groups.append(song.number // 2)
        for name, track in _TRACKS.items():
            if is_live(song.parts[track]):
                timing["theirs"].append(describe_timing(real[name]))
                timing["ours"].append(describe_timing(ours[name]))
                timed.append(song.number // 2)
    return {
        "loudness and length, the same notes": tell_apart(
            touch["theirs"], touch["ours"], groups * 2
        ),
        "…as written": tell_apart(touch["theirs"], touch["written"], groups * 2),
        "timing, the same notes": tell_apart(timing["theirs"], timing["ours"], timed * 2),
    }, [touch["theirs"], timing["theirs"], groups, timed]


# What is asked of our own songs.


def make_songs(n_wishes: int, seconds: float) -> list[tuple[PlayedScore, PlayedScore, float]]:
    """Compose; give each song as written and as played, and the CPU seconds of playing a minute."""
    pipeline, made = Pipeline(), []
    for number in range(n_wishes):
        wish = _WISHES[number % len(_WISHES)]
        piece = pipeline.compose(
            wish, ComposeOptions(seconds, seed=100 + number), RenderOptions(), Progress()
        )
        began = time.process_time()
        played = piece.played
        taken = (time.process_time() - began) * 60 / piece.score.duration
        made.append((literal(piece.score), played, taken))
    return made


def measure_song(performed: PlayedScore) -> dict[str, float]:
    """Measure what is asked of the playing."""
    score = performed.score
    pitched = [t for t in performed.tracks if not t.is_drum]
    notes = [n for t in performed.tracks for n in t.notes]
    second = 60 / score.tempo / (FINE * TICKS_PER_BEAT)
    four = 4 * score.metre.ticks_per_bar * FINE
    fours = defaultdict(list)
    for note in notes:
        fours[note.start // four].append(note.velocity)
    means = [np.mean(some) for some in fours.values()]
    beats = [n.duration / (FINE * TICKS_PER_BEAT) for t in pitched for n in t.notes]
    return {
        "on grid": float(np.mean([_off_grid(n.start) * second < _ON_GRID for n in notes])),
        "4-bar range": float(np.ptp(means)),
        "length entropy": _entropy(beats),
    }


def count_patterns(performed: PlayedScore) -> float | None:
    """Count the different bars of drums in a hundred; None where there are none."""
    drums = performed.score.track("drums")
    if drums is None:
        return None
    bars = defaultdict(set)
    for note in drums.notes:
        number, place = divmod(note.start, performed.score.metre.ticks_per_bar)
        bars[number].add((place, note.pitch))
    return 100 * len({frozenset(bar) for bar in bars.values()}) / len(bars)


def _off_grid(tick: int) -> int:
    """Give the fine ticks to the nearest sixteenth or triplet."""
    return min(abs((tick + step // 2) % step - step // 2) for step in (120, 160))


_LENGTHS = np.array([4, 2, 1, 0.5, 0.25, 3, 1.5, 0.75, 0.375, 4 / 3, 2 / 3, 1 / 3])
"""In beats; human songs have 3.1 bits of these (mgeval's classes)."""


def _entropy(beats: Iterable[float]) -> float:
    logs = np.log(np.maximum(np.array(list(beats)), 0.01))
    classes = np.argmin(np.abs(logs[:, None] - np.log(_LENGTHS)), axis=1)
    shares = np.bincount(classes) / len(classes)
    return float(-np.sum(shares[shares > 0] * np.log2(shares[shares > 0])))


def compare_own(songs: Sequence[Any], known: Sequence[Any]) -> dict[str, Any]:
    """Tell our composed songs from the data set's by how they are played."""
    touch, timing, groups, timed = known
    heard = [hear_played(played) for _, played, _ in songs]
    both = [h for h in heard if len(h) == 2]
    own_touch = [describe_touch(h["tune"], h["rest"]) for h in both]
    own_timing = [describe_timing(part) for h in heard for part in h.values()]
    return {
        "loudness and length, our songs": tell_apart(
            touch, own_touch, [*groups, *range(len(own_touch))]
        ),
        "timing, our songs": tell_apart(timing, own_timing, [*timed, *range(len(own_timing))]),
    }


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--songs", type=int, default=150)
    parser.add_argument("--wishes", type=int, default=24)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    report, known = compare_songs(arguments.data, arguments.songs)
    songs = make_songs(arguments.wishes, arguments.seconds)
    report |= compare_own(songs, known)
    written, played = ([measure_song(song[k]) for song in songs] for k in (0, 1))
    report["measures"] = {
        name: {"written": float(np.mean([r[name] for r in written])),
               "played": float(np.mean([r[name] for r in played]))}
        for name in written[0]
    }  # fmt: skip
    patterns = [count_patterns(played) for _, played, _ in songs]
    report["drum patterns"] = float(np.mean([n for n in patterns if n is not None]))
    report["CPU s a minute"] = float(np.mean([taken for _, _, taken in songs]))
    if arguments.json:
        print(json.dumps(report, indent=2))
    else:
        print_report(report)


def print_report(report: dict[str, Any]) -> None:
    """Print each figure beside what it shall reach."""
    print("told from POP909, balanced accuracy (chance .50, wanted ≤ .75)")
    for name, row in report.items():
        if isinstance(row, dict) and "told" in row:
            print(f"  {name:38s} {row['told']:.2f}   {row['n'][0]} / {row['n'][1]} excerpts")
            for feature, (theirs, ours) in row["by"].items():
                print(f"      {feature:40s} theirs {theirs:8.2f}   ours {ours:8.2f}")
    wanted = {"on grid": "≤ .35", "4-bar range": "≥ 14", "length entropy": "≥ 2.7"}
    for name, row in report["measures"].items():
        print(
            f"{name:18s} written {row['written']:6.2f}  played {row['played']:6.2f}  {wanted[name]}"
        )
    print(f"drum bars' patterns per 100 bars {report['drum patterns']:.0f}  (wanted ≥ 8)")
    print(f"playing, CPU s a minute {report['CPU s a minute']:.3f}  (plan to playing ≤ .5)")


if __name__ == "__main__":
    main()
