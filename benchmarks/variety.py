"""Whether wishes that differ get music that differs, and seeds vary what feels the same.

    python benchmarks/variety.py --data DIR [--composer NAME] [--parts PART,PART]

Wishes go through the whole pipeline, as a user's do. Beside ours stand the labelled clips of EMOPIA
(spread within a quadrant, measured by the same code) and human songs (notes that two tunes share).
"""

from __future__ import annotations

import argparse
import csv
import functools
import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from contrasts import CONTRASTS, CUES
from corpus import excerpts_of_sheets, read_sheets
from judge_features import piano_reduction

from engine.composition.score import Key, Note, Score
from engine.emotion.music_features import measure_attributes, read_notes
from engine.emotion.reading import QUADRANTS
from engine.errors import EmotionError
from engine.options import ComposeOptions, RenderOptions
from engine.pipeline import Pipeline
from engine.progress import Progress
from engine.training.corpora.archives import open_data

PARTS = ("distinct", "spread", "seeds", "course", "entry", "signs")

WISHES: dict[str, tuple[str, ...]] = {
    "Q1": (
        "pure joy on a summer morning", "we won the championship", "a cheeky little prank",
        "thrilled before the roller coaster", "full of hope for tomorrow",
        "proud of my daughter's graduation", "a wild street carnival", "burning passion",
        "brave and ready for the adventure", "my puppy chasing butterflies",
    ),
    "Q2": (
        "furious rage at my boss", "terrified of the dark cellar", "waiting for the verdict",
        "an enemy army marching closer", "disgusted by what he said", "eaten up by jealousy",
        "frustrated by the broken printer", "a nightmare full of monsters",
        "a thunderstorm breaks the mast", "panic in the crowded lift",
    ),
    "Q3": (
        "grief at the grave of my father", "a lonely night in a hotel room",
        "nostalgia for the house where I grew up", "I regret what I said to her",
        "in deep despair, everything is lost", "weary and worn out", "I miss you so much",
        "a grey melancholy november", "heartbroken after the farewell", "an empty playground",
    ),
    "Q4": (
        "a calm lake at dawn", "my baby falling asleep", "tenderly in love",
        "relieved, it is over at last", "a dreamy afternoon in the hammock",
        "a solemn evening prayer", "grateful to my friends", "peaceful snow on the fields",
        "a warm hug from grandmother", "meditating by the sea",
    ),
}  # fmt: skip
"""Ten wishes a quadrant, one idea each."""

HOPEFUL = "hopeful"
N_SEEDS = 40
SPREAD_SEEDS = (1, 2, 3)
SIGN_SEEDS = (1, 2, 3, 4, 5)
LONG = ("triumphant victory", "dark menace", "lonely and sad", "peaceful morning")
CUE_NAMES = ("tempo", "density", "velocity", "register")
_SIXTEENTH = 6
_RUN = 6  # notes: fewer are anybody's
_TUNE_BARS = 16  # compared of two tunes


class Bench:
    """Composes wishes; what was composed once is kept."""

    def __init__(self, composer: str) -> None:
        self._pipeline = Pipeline()
        self._composer = composer

    @functools.cache  # noqa: B019 - one bench lives as long as the run
    def score(self, wish: str, seed: int, seconds: float = 30.0) -> Score:
        """Compose one wish."""
        options = ComposeOptions(seconds=seconds, seed=seed, composer=self._composer)
        return self._pipeline.compose(wish, options, RenderOptions(), Progress()).score


def tune_of(score: Score) -> tuple[Note, ...]:
    """Give the melody's notes."""
    track = score.track("melody")
    return track.notes if track else ()


def shared_notes(first: frozenset[tuple[int, int]], second: frozenset[tuple[int, int]]) -> float:
    """Give the share of the shorter tune's notes that the other has at the same place."""
    return len(first & second) / max(1, min(len(first), len(second)))


def notes_of(melody: Sequence[Note], key: Key | None, bar: int) -> frozenset[tuple[int, int]]:
    """Give place in sixteenths from the tune's first bar, and semitones from the tonic.

    The tonic is the one nearest the tune's middle, so that an octave makes no other tune.
    """
    if not melody:
        return frozenset()
    tonic = key.tonic if key else 0
    middle = float(np.median([note.pitch for note in melody]))
    tonic += 12 * round((middle - tonic) / 12)
    begins = melody[0].start // bar * bar
    places = {((n.start - begins) // _SIXTEENTH, n.pitch - tonic) for n in melody}
    return frozenset(place for place in places if place[0] < _TUNE_BARS * bar // _SIXTEENTH)


def distinct(bench: Bench, data: Path) -> None:
    """Print how many of ten wishes differ in tempo, metre and ensemble, and what tunes share."""
    print("ten wishes a quadrant, seed 1: different tempo–metre–ensemble; notes that tunes share")
    for quadrant, wishes in WISHES.items():
        scores = [bench.score(wish, 1) for wish in wishes]
        kinds = {(round(score.tempo / 4), str(score.metre), ensemble(score)) for score in scores}
        tunes = [notes_of(tune_of(s), s.key, s.metre.ticks_per_bar) for s in scores]
        shares = [shared_notes(a, b) for a, b in itertools.combinations(tunes, 2)]
        print(f"  {quadrant}  {len(kinds):2d} of 10   mean {np.mean(shares):.2f}"
              f"  most {max(shares):.2f}")  # fmt: skip
    human = [
        notes_of(e.melody, e.key, e.metre.ticks_per_bar)
        for e in excerpts_of_sheets(read_sheets(data), _TUNE_BARS, 100)
    ]
    shares = [shared_notes(a, b) for a, b in itertools.combinations(human, 2)]
    print(f"  human songs      mean {np.mean(shares):.2f}  99 % below"
          f" {np.percentile(shares, 99):.2f}  most {max(shares):.2f}")  # fmt: skip
    print("  wanted  10       most ≤ .15")


def ensemble(score: Score) -> tuple[tuple[str, int], ...]:
    """Give the parts and their programs."""
    return tuple(sorted((track.role, track.program) for track in score.tracks))


def spread(bench: Bench, data: Path) -> None:
    """Compare the spread of cues within a quadrant with that of labelled clips."""
    clips = _clips(data)
    print("spread within a quadrant, share of that of labelled clips; means ours/theirs")
    print("        " + "  ".join(f"{name:>9s}" for name in CUE_NAMES))
    ratios = []
    for quadrant, wishes in WISHES.items():
        scores = [bench.score(wish, seed) for wish in wishes for seed in SPREAD_SEEDS]
        ours = np.array([_cues(piano_reduction(score)) for score in scores])
        ratios.append(ours.std(axis=0) / clips[quadrant].std(axis=0))
        means = zip(ours.mean(axis=0), clips[quadrant].mean(axis=0), strict=True)
        print(f"  {quadrant}    " + "  ".join(f"{ratio:9.2f}" for ratio in ratios[-1])
              + "   means " + "  ".join(f"{a:.1f}/{b:.1f}" for a, b in means))  # fmt: skip
    print("  mean  " + "  ".join(f"{ratio:9.2f}" for ratio in np.mean(ratios, axis=0)))
    print("  wanted     ≥ .70 each")


def _clips(data: Path) -> dict[str, np.ndarray]:
    """Give the cues of EMOPIA's clips, by quadrant."""
    found: dict[str, list[list[float]]] = {quadrant: [] for quadrant in QUADRANTS}
    with open_data(data, "emopia") as folder:
        with (folder / "labels.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            try:
                notes = read_notes(folder / "midis" / f"{row['clip']}.mid")
            except EmotionError:
                continue
            found[row["quadrant"]].append(_cues(notes))
    return {quadrant: np.array(values) for quadrant, values in found.items()}


def _cues(notes: np.ndarray) -> list[float]:
    found = measure_attributes(notes)
    return [np.log2(found["tempo"]), np.log2(found["density"]), found["velocity"],
            found["register"]]  # fmt: skip


def seeds(bench: Bench) -> None:
    """Count what 40 seeds of one wish vary."""
    scores = [bench.score(HOPEFUL, seed) for seed in range(1, N_SEEDS + 1)]
    found = {
        "tempos": len({round(score.tempo / 4) for score in scores}),
        "keys": len({score.key.tonic for score in scores}),
        "metres": len({str(score.metre) for score in scores}),
        "ensembles": len({ensemble(score) for score in scores}),
        "forms": len({tuple(section.name for section in score.sections) for score in scores}),
    }
    print(f"{N_SEEDS} seeds of {HOPEFUL!r}: "
          + ", ".join(f"{count} {name}" for name, count in found.items()))  # fmt: skip
    print("  wanted ≥ 12 tempos, 8 keys, 12 ensembles, 4 forms")
    runs = [_runs(tune_of(score)) for score in scores]
    shares = [len(a & b) / max(1, min(len(a), len(b))) for a, b in itertools.combinations(runs, 2)]
    print(f"  runs of {_RUN} notes that two tunes share: mean {np.mean(shares):.4f}  most"
          f" {max(shares):.3f}   wanted mean ≤ .01")  # fmt: skip


def _runs(melody: Sequence[Note]) -> frozenset[tuple[tuple[int, int], ...]]:
    """Give all runs of some notes by their intervals and the sixteenths between them."""
    steps = [
        (b.pitch - a.pitch, round((b.start - a.start) / _SIXTEENTH))
        for a, b in itertools.pairwise(melody)
    ]
    return frozenset(tuple(steps[at : at + _RUN - 1]) for at in range(len(steps) - _RUN + 2))


def course(bench: Bench) -> None:
    """Print loudness and register of the quarters of three minutes."""
    print("quarters of a three-minute piece: mean velocity / the tune's 90th percentile")
    for wish in LONG:
        score = bench.score(wish, 1, 180.0)
        quarters = [_quarter(score, number) for number in range(4)]
        top = max(range(4), key=lambda number: quarters[number][0])
        print(f"  {wish:20s} " + "   ".join(f"{v:5.1f} / {p:4.1f}" for v, p in quarters)
              + f"   loudest: {top + 1}; 4-bar range {_four_bar_range(score):.0f}")  # fmt: skip
    print("  wanted: they differ, the third is the loudest; 4-bar range ≥ 14 (POP909 17)")


def _quarter(score: Score, number: int) -> tuple[float, float]:
    start, end = (score.n_ticks * place // 4 for place in (number, number + 1))
    own = [n.velocity for t in score.tracks if not t.is_drum for n in t.notes
           if start <= n.start < end]  # fmt: skip
    tune = [n.pitch for n in tune_of(score) if start <= n.start < end]
    return float(np.mean(own)), float(np.percentile(tune, 90)) if tune else float("nan")


def _four_bar_range(score: Score) -> float:
    length = 4 * score.metre.ticks_per_bar
    parts: dict[int, list[int]] = {}
    for track in score.tracks:
        for note in () if track.is_drum else track.notes:
            parts.setdefault(note.start // length, []).append(note.velocity)
    means = [float(np.mean(values)) for values in parts.values()]
    return max(means) - min(means)


def entry(bench: Bench) -> None:
    """Print when the tune enters in pieces of 30 seconds."""
    print("the tune enters, median (latest) of 30 pieces of 30 s")
    for quadrant, wishes in WISHES.items():
        scores = [bench.score(wish, seed) for wish in wishes for seed in SPREAD_SEEDS]
        times = [s.seconds_at(tune_of(s)[0].start) for s in scores if tune_of(s)]
        print(f"  {quadrant}  {np.median(times):.1f} s ({max(times):.1f})")
    print("  wanted Q1, Q2 ≤ 3 s; Q3, Q4 ≤ 5 s")


def signs(bench: Bench) -> None:
    """Print which comparisons of feelings hold, in the mean of five seeds."""
    print("comparisons from the literature: less, more; in so many of five seeds")
    n_held = 0
    for contrast in CONTRASTS:
        less, more = (
            [CUES[contrast.cue](bench.score(wish, seed)) for seed in SIGN_SEEDS]
            for wish in (contrast.less, contrast.more)
        )
        held = float(np.mean(less)) < float(np.mean(more))
        n_held += held
        times = sum(a < b for a, b in zip(less, more, strict=True))
        print(f"  {'holds' if held else 'FAILS'} {times}/5  {contrast.cue}: {contrast.less}"
              f" {np.mean(less):.2f} < {contrast.more} {np.mean(more):.2f}"
              f"   [{contrast.source}]")  # fmt: skip
    print(f"  {n_held} of {len(CONTRASTS)} hold, wanted ≥ 22, by chance 12")


def main() -> None:
    """Print the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--composer", default=ComposeOptions.composer)
    parser.add_argument("--parts", default=",".join(PARTS))
    options = parser.parse_args()
    bench = Bench(options.composer)
    for part in options.parts.split(","):
        match part:
            case "distinct":
                distinct(bench, options.data)
            case "spread":
                spread(bench, options.data)
            case "seeds":
                seeds(bench)
            case "course":
                course(bench)
            case "entry":
                entry(bench)
            case "signs":
                signs(bench)
            case _:
                parser.error(f"no part is called {part!r}: choose of {', '.join(PARTS)}")


if __name__ == "__main__":
    main()
