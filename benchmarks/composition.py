"""How well composers keep to what they are asked, beside a corpus.

    python benchmarks/composition.py --data DIR [--pieces 10] [--composer rbm]

Pieces are planned by hand, by quadrant, with fixed seeds; the corpus is the training songs
(melodies and chords) and POP909-CL (whole texture).
"""

from __future__ import annotations

import argparse
import random
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.composition.composers import Composer, load_composer
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.score import Key, Metre, Note, Score
from engine.progress import Progress
from engine.training import evaluation
from engine.training.datasets import read_lead_sheets, read_textures
from engine.training.rbm import is_held_out

QUADRANTS: dict[str, tuple[str, float, float, tuple[float, ...]]] = {
    # mode, valence, arousal, (tempo, onsets a second, register, velocity, articulation)
    "Q1": ("major", 0.7, 0.6, (128, 4.5, 72, 88, 0.8)),
    "Q2": ("minor", -0.6, 0.7, (138, 5.0, 66, 98, 0.7)),
    "Q3": ("minor", -0.6, -0.6, (66, 2.0, 66, 52, 0.97)),
    "Q4": ("major", 0.5, -0.6, (76, 2.3, 68, 56, 0.95)),
}
FORM = (("introduction", 0.12), ("A", 0.25), ("B", 0.25), ("A", 0.25), ("ending", 0.13))


def plan(quadrant: str, seed: int, seconds: float = 60.0) -> Plan:
    """Plan a piece of a quadrant, its cues scattered a little by the seed."""
    chance = random.Random(f"{quadrant} {seed}")
    mode, valence, arousal, cues = QUADRANTS[quadrant]
    tempo, density, register, velocity, articulation = cues
    expression = Expression(
        tempo * chance.uniform(0.92, 1.08),
        density * chance.uniform(0.85, 1.15),
        register + chance.uniform(-3, 3),
        velocity + chance.uniform(-6, 6),
        articulation,
    )
    metre = Metre(3, 4) if chance.random() < 0.25 else Metre(4, 4)
    bars = seconds * expression.tempo / 60 / metre.numerator
    key = Key(chance.randrange(12), mode)
    sections = tuple(
        PlannedSection(name, max(1, round(bars * share)), key, valence, arousal, expression)
        for name, share in FORM
    )
    return Plan(key, metre, sections, seed)


@dataclass(frozen=True)
class Piece:
    """A composed piece and the CPU seconds it took."""

    quadrant: str
    plan: Plan
    score: Score
    seconds: float

    @property
    def notes(self) -> list[Note]:
        """All pitched notes."""
        return [note for track in self.score.tracks if not track.is_drum for note in track.notes]

    @property
    def melody(self) -> tuple[Note, ...]:
        """The melody's notes."""
        track = self.score.track("melody")
        return track.notes if track else ()


def compose(composer: Composer, n_pieces: int) -> Iterator[Piece]:
    """Compose ``n_pieces`` a quadrant."""
    for quadrant in QUADRANTS:
        for seed in range(n_pieces):
            asked = plan(quadrant, seed)
            began = time.process_time()
            score = composer.compose(asked, Progress())
            yield Piece(quadrant, asked, score, time.process_time() - began)


def detected_key(notes: list[Note]) -> tuple[int, str]:
    """Find the key with music21's Krumhansl–Schmuckler detector."""
    import music21  # noqa: PLC0415 - slow to load

    stream = music21.stream.Stream()
    for note in notes:
        stream.insert(
            note.start / 24, music21.note.Note(note.pitch, quarterLength=note.duration / 24)
        )
    found = music21.analysis.discrete.KrumhanslSchmuckler().getSolution(stream)
    return found.tonic.pitchClass, found.mode


def obedience(pieces: list[Piece]) -> None:
    """Print what was asked and what came."""
    print("\nasked → obtained (mean absolute difference), all sections of a piece together")
    print(
        "quadrant  key found  density /s          register            velocity        s music/CPU s"
    )
    for quadrant in QUADRANTS:
        own = [piece for piece in pieces if piece.quadrant == quadrant]
        keys = [
            detected_key(piece.notes) == (piece.score.key.tonic, piece.score.key.mode)
            for piece in own
        ]
        columns = [
            _asked(own, "density", lambda p: len({n.start for n in p.notes}) / p.score.duration),
            _asked(own, "register", lambda p: _mean([n.pitch for n in p.melody])),
            _asked(own, "velocity", lambda p: _mean([n.velocity for n in p.notes])),
        ]
        speed = sum(p.score.duration for p in own) / sum(p.seconds for p in own)
        print(f"{quadrant}        {np.mean(keys):5.0%}      {'   '.join(columns)}   {speed:6.0f}")


def _asked(pieces: list[Piece], cue: str, measure: Callable[[Piece], float]) -> str:
    wanted = [getattr(piece.plan.sections[0].expression, cue) for piece in pieces]
    found = [measure(piece) for piece in pieces]
    off = np.abs(np.subtract(wanted, found)).mean()
    return f"{np.mean(wanted):5.1f} → {np.mean(found):5.1f} ({off:4.2f})"


def _mean(values: list[int]) -> float:
    return float(np.mean(values)) if values else 0.0


def measures(name: str, notes: list[Note], ticks_per_bar: int) -> dict[str, float]:
    """Measure one part or texture."""
    return {
        f"{name} H1": evaluation.pitch_class_entropy(notes, ticks_per_bar, 1),
        f"{name} H4": evaluation.pitch_class_entropy(notes, ticks_per_bar, 4),
        f"{name} GS": evaluation.grooving_similarity(notes, ticks_per_bar),
        f"{name} polyphony": evaluation.polyphony(notes),
    }


def melody_measures(melody: list[Note], ticks_per_bar: int, n_bars: int) -> dict[str, float]:
    """Measure a melody."""
    sizes = np.abs(np.diff([note.pitch for note in melody]))
    found = measures("melody", melody, ticks_per_bar)
    del found["melody polyphony"]
    return found | {
        "melody notes a bar": len(melody) / n_bars,
        "melody range": max(n.pitch for n in melody) - min(n.pitch for n in melody),
        "repeated notes": float(np.mean(sizes == 0)),
        "steps": float(np.mean((sizes > 0) & (sizes < 3))),
        "leaps beyond a fifth": float(np.mean(sizes > 7)),
        "one-sixteenth notes": float(np.mean([n.duration <= 6 for n in melody])),
    }


def compare(ours: list[dict[str, float]], theirs: list[dict[str, float]]) -> None:
    """Print means and deviations side by side."""
    for name in ours[0]:
        mine = np.array([found[name] for found in ours])
        other = np.array([found[name] for found in theirs if name in found])
        if not len(other):
            print(f"  {name:22s} {mine.mean():6.3f} ± {mine.std():5.3f}")
            continue
        far = abs(mine.mean() - other.mean()) / max(other.std(), 1e-9)
        print(
            f"  {name:22s} {mine.mean():6.3f} ± {mine.std():5.3f}   corpus {other.mean():6.3f} ± "
            f"{other.std():5.3f}   {far:4.1f} sd"
        )


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pieces", type=int, default=10, help="per quadrant")
    parser.add_argument("--composer", default="rbm")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    pieces = list(compose(load_composer(arguments.composer), arguments.pieces))
    obedience(pieces)
    sheets = [sheet for sheet in read_lead_sheets(arguments.data) if len(sheet.melody) > 40]
    print("\nmelodies and chords")
    ours = [
        melody_measures(list(p.melody), p.score.metre.ticks_per_bar, p.score.n_bars)
        | {
            "CPI": evaluation.chord_irregularity(p.score.chords),
            "in scale": evaluation.scale_consistency(p.melody, p.score.key),
            "empty bars": evaluation.empty_bars(
                p.notes, p.score.metre.ticks_per_bar, p.score.n_bars
            ),
        }
        for p in pieces
    ]
    theirs = [
        melody_measures(
            list(s.melody), s.metre.ticks_per_bar, -(-s.melody[-1].end // s.metre.ticks_per_bar)
        )
        | {
            "CPI": evaluation.chord_irregularity(s.chords),
            "in scale": evaluation.scale_consistency(s.melody, s.key),
        }
        for s in sheets
        if s.metre in (Metre(4, 4), Metre(3, 4))
    ]
    compare(ours, theirs)
    print("\nwhole texture beside POP909-CL")
    compare(
        [measures("all", p.notes, p.score.metre.ticks_per_bar) for p in pieces],
        [measures("all", notes, bar) for notes, bar in read_textures(arguments.data, 100)],
    )
    print("\nlongest run of notes shared with a training song (intervals and times, any key)")
    runs = evaluation.SharedRuns(s.melody for s in sheets if not is_held_out(s.name))
    _print_runs("ours", [runs.longest(p.melody) for p in pieces])
    _print_runs("held-out songs", [runs.longest(s.melody) for s in sheets if is_held_out(s.name)])


def _print_runs(name: str, lengths: list[int]) -> None:
    median, most, longest = np.quantile(lengths, (0.5, 0.9, 1.0))
    print(f"  {name:16s} median {median:.0f}, 90 % {most:.0f}, longest {longest:.0f}")


if __name__ == "__main__":
    main()
