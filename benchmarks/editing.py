"""What changing a piece costs, what stays as it was, and how soon music sounds and stops.

    python benchmarks/editing.py [--composer transformer] [--pieces 4] [--seconds 60]

CPU seconds are those of the whole process, median and worst over the pieces, one of each quadrant
in turn; on a busy machine they are up to twice as many, since the caches are shared. *Others the
same*: the share of bars and parts outside the change whose notes and chords are exactly as before.
*Kept*: what the change promises to keep, the tune in scale degrees on its places (`likeness`), or
the share of chords, of the melody, of the rhythm or of the old bars.
"""

from __future__ import annotations

import argparse
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from pieces import QUADRANTS, Piece, compose_one

from engine.composition.changing.editing import KEEPS, Alter, Edit, Extend, Rewrite, apply_edit
from engine.composition.changing.harmonising import what_is_missing
from engine.composition.changing.likeness import likeness
from engine.composition.composers import Rewriter, load_composer
from engine.composition.obedient import ObedientComposer
from engine.composition.planning.moves import MOVES
from engine.composition.revision import PARTS, Reviser
from engine.composition.score import Score
from engine.errors import JobCancelledError
from engine.options import ComposeOptions, RenderOptions
from engine.pipeline import Pipeline
from engine.progress import Progress

SMALL_EDIT, STOP = 0.3, 0.2
"""Seconds that writing a few bars, and stopping, may take."""
NAMED_MOVES = ("sadder", "brighter", "calmer", "more tense", "busier", "slower")
N_STOPS = 8

Keeps = Callable[[Score, Score], float]
BarPart = tuple[str, int]


@dataclass(frozen=True)
class Trial:
    """A change to measure.

    Attributes
    ----------
    limit
        CPU seconds that are asked for, None if nothing is.
    keeps
        How much of what it promises to keep was kept, if it promises anything.
    """

    name: str
    edit: Callable[[Piece, int], Edit]
    limit: float | None = None
    keeps: Keeps | None = None


def bars_of(score: Score) -> dict[BarPart, tuple[object, ...]]:
    """Give what begins in every bar of every part; of chords, what sounds there."""
    length = score.metre.ticks_per_bar
    found: dict[BarPart, tuple[object, ...]] = {}
    for bar in range(score.n_bars):
        start, end = bar * length, (bar + 1) * length
        found["harmony", bar] = tuple(
            (max(c.start, start), min(c.end, end), c.root, c.quality, c.bass)
            for c in score.chords if c.start < end and c.end > start
        )  # fmt: skip
        for role in PARTS[1:]:
            track = score.track(role)
            notes = track.notes if track else ()
            found[role, bar] = tuple(note for note in notes if start <= note.start < end)
    return found


def share_untouched(old: Score, new: Score, edit: Edit) -> float | None:
    """Give the share of what a rewriting does not name that is exactly as before."""
    if not isinstance(edit, Rewrite):
        return None
    bars = range(old.n_bars) if edit.bars is None else edit.bars
    before, after = bars_of(old), bars_of(new)
    others = [key for key in before if key[0] not in edit.parts or key[1] not in bars]
    return statistics.mean(before[key] == after[key] for key in others) if others else None


def share_of_bars(part: str) -> Keeps:
    """Compare one part bar by bar."""

    def compare(old: Score, new: Score) -> float:
        before, after = bars_of(old), bars_of(new)
        return statistics.mean(before[part, n] == after[part, n] for n in range(old.n_bars))

    return compare


def share_of_rhythm(old: Score, new: Score) -> float:
    """Compare where the notes of each part begin."""

    def rhythm(score: Score) -> set[tuple[str, int]]:
        return {(track.role, note.start) for track in score.tracks for note in track.notes}

    return len(rhythm(old) & rhythm(new)) / max(len(rhythm(old) | rhythm(new)), 1)


def old_bars_kept(old: Score, new: Score) -> float:
    """Look for every old bar of the melody among the new ones."""

    def tunes(score: Score) -> list[tuple[object, ...]]:
        length = score.metre.ticks_per_bar
        return [
            tuple((n.start - bar * length, n.duration, n.pitch) for n in notes)
            for (role, bar), notes in bars_of(score).items() if role == "melody"
        ]  # fmt: skip

    there = set(tunes(new))
    return statistics.mean(tune in there for tune in tunes(old))


def some_bars(n_bars: int) -> Callable[[Piece, int], Edit]:
    """Write so many bars anew, all parts, somewhere in the second half."""

    def edit(piece: Piece, seed: int) -> Edit:
        first = max(0, min(piece.score.n_bars // 2 + seed % 3, piece.score.n_bars - n_bars))
        return Rewrite(range(first, first + n_bars), seed=seed)

    return edit


TRIALS = (
    Trial("one bar", some_bars(1), SMALL_EDIT),
    Trial("four bars", some_bars(4), SMALL_EDIT),
    *(
        Trial(f"the {part}", lambda _, seed, part=part: Rewrite(None, frozenset({part}), seed=seed))
        for part in ("melody", "chords", "bass")
    ),
    Trial("all again", lambda _, seed: Rewrite(seed=seed)),
    Trial("vary, chords kept", lambda _, seed: Rewrite(None, KEEPS["chords"], seed=seed),
          keeps=share_of_bars("harmony")),
    Trial("vary, melody kept", lambda _, seed: Rewrite(None, KEEPS["melody"], seed=seed),
          keeps=share_of_bars("melody")),
    Trial("vary, rhythm kept",
          lambda _, seed: Rewrite(None, KEEPS["rhythm"], keeps_rhythm=True, seed=seed),
          keeps=share_of_rhythm),
    *(
        Trial(name, lambda _, seed, name=name: Alter(MOVES[name], seed), keeps=likeness)
        for name in NAMED_MOVES
    ),
    Trial("15 s longer", lambda _, seed: Extend(15, seed), keeps=old_bars_kept),
)  # fmt: skip


def measure(trial: Trial, pieces: list[Piece], reviser: Reviser) -> list[tuple[float | None, ...]]:
    """Give CPU seconds, the share that is untouched and the share that is kept, by piece."""
    rows = []
    for number, piece in enumerate(pieces):
        edit = trial.edit(piece, 100 + number)
        began = time.process_time()
        _, new = apply_edit(piece.plan, piece.score, edit, reviser, Progress())
        spent = time.process_time() - began
        kept = trial.keeps(piece.score, new) if trial.keeps else None
        rows.append((spent, share_untouched(piece.score, new, edit), kept))
    return rows


def harmonise(pieces: list[Piece], reviser: Reviser) -> list[tuple[float | None, ...]]:
    """Write chords and accompaniment to the pieces' melodies alone."""
    rows = []
    for number, piece in enumerate(pieces):
        alone = piece.score.__class__(
            piece.score.key, piece.score.metre, piece.score.n_bars, piece.score.tempos,
            piece.score.sections, (), tuple(t for t in piece.score.tracks if t.role == "melody"),
        )  # fmt: skip
        began = time.process_time()
        new = reviser.revise(piece.plan, what_is_missing(alone, number), Progress())
        spent = time.process_time() - began
        rows.append((spent, None, share_of_bars("melody")(alone, new)))
    return rows


def print_row(name: str, rows: list[tuple[float | None, ...]], limit: float | None) -> None:
    """Print medians, and the slowest piece."""
    spent, untouched, kept = zip(*rows, strict=True)
    cells = [f"{statistics.median(spent):7.3f} {max(spent):7.3f}"]
    cells.append(f"{limit:6.1f}" if limit else " " * 6)
    for shares in (untouched, kept):
        known = [share for share in shares if share is not None]
        cells.append(f"{statistics.mean(known):9.3f}" if known else " " * 9)
    print(f"  {name:20s}", *cells)


def first_sound(pipeline: Pipeline, composer: str, seconds: float) -> tuple[float, float]:
    """Give CPU seconds from a typed wish to the first sound, and to the whole song."""
    began = time.process_time()
    heard: list[float] = []

    def watch(stage: str, _: object) -> None:
        if stage == "sound":
            heard.append(time.process_time() - began)

    options = ComposeOptions(seconds, 1, composer)
    pipeline.make("a hopeful morning", options, RenderOptions(), Progress(), watch)
    whole = time.process_time() - began
    return (heard or [whole])[0], whole


def time_to_stop(pipeline: Pipeline, composer: str, delay: float) -> tuple[float, float]:
    """Give wall and CPU seconds from a cancel, ``delay`` seconds after the wish, to the end."""
    progress, asked = Progress(), [0.0, 0.0]

    def stop() -> None:
        asked[:] = time.perf_counter(), time.process_time()
        progress.cancel()

    timer = threading.Timer(delay, stop)
    timer.start()
    try:
        pipeline.make("joy", ComposeOptions(300, 1, composer), RenderOptions(), progress)
    except JobCancelledError:
        return time.perf_counter() - asked[0], time.process_time() - asked[1]
    timer.cancel()
    return 0.0, 0.0


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--composer", default="transformer")
    parser.add_argument("--pieces", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()

    composer = load_composer(options.composer)
    if not isinstance(composer, Rewriter):
        parser.error(f"{options.composer} cannot write parts anew; the Boltzmann machines do that")
    quadrants = (QUADRANTS[n % 4] for n in count())
    pieces = [
        compose_one(options.composer, quadrant, seed, options.seconds)
        for seed, quadrant in zip(range(options.pieces), quadrants, strict=False)
    ]
    print(f"{options.composer}: {options.pieces} pieces of {options.seconds:g} s")
    print("  change                CPU s   worst  limit  others the same  kept")
    for trial in TRIALS:
        print_row(trial.name, measure(trial, pieces, ObedientComposer(composer)), trial.limit)
    print_row("harmonise a melody", harmonise(pieces, ObedientComposer(composer)), None)

    pipeline = Pipeline()
    first_sound(pipeline, options.composer, 5)  # everything is loaded
    first, whole = first_sound(pipeline, options.composer, options.seconds)
    stops = [time_to_stop(pipeline, options.composer, 0.2 + 0.4 * n) for n in range(N_STOPS)]
    print(f"first sound {first:.2f} CPU s after a typed wish, whole song {whole:.2f}")
    wall, cpu = (1000 * max(times) for times in zip(*stops, strict=True))
    print(f"a cancel stops all within {wall:.0f} ms ({cpu:.0f} of CPU), asked {1000 * STOP:.0f} ms")


if __name__ == "__main__":
    main()
