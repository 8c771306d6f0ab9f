"""What each named feeling does to what is written: one row a feeling, one column a cue.

    python benchmarks/feelings.py [--seeds 5] [--seconds 30] [--json FILE]

Each feeling is wished for by its name. Means over the seeds; read it beside what studies say of
neighbours: who is faster, louder, higher, more tied. Below the table stand pairs of neighbours,
each with the cues in which it differs by more than seeds do.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from contrasts import CUES

from engine.emotion.feelings import FEELINGS
from engine.options import ComposeOptions, RenderOptions
from engine.pipeline import Pipeline
from engine.progress import Progress

NEIGHBOURS = (
    ("fear", "rage"), ("suspense", "menace"), ("disgust", "rage"), ("frustration", "rage"),
    ("jealousy", "suspense"), ("suspense", "fear"), ("tenderness", "joy"), ("joy", "excitement"),
    ("playfulness", "triumph"), ("pride", "excitement"), ("hope", "joy"), ("wonder", "triumph"),
    ("confidence", "pride"), ("passion", "love"), ("nostalgia", "grief"), ("melancholy", "grief"),
    ("loneliness", "despair"), ("weariness", "longing"), ("regret", "longing"),
    ("relief", "hope"), ("serenity", "wonder"), ("sleepiness", "serenity"),
    ("dreaminess", "solemnity"), ("tenderness", "love"), ("gratitude", "solemnity"),
)  # fmt: skip
_TOLD = 1.5  # pooled standard deviations by which means differ that are told apart


def measure(n_seeds: int, seconds: float) -> dict[str, np.ndarray]:
    """Give the cues of each feeling's pieces, shape (seeds, cues)."""
    pipeline, found = Pipeline(), {}
    for name in FEELINGS:
        rows = []
        for seed in range(1, n_seeds + 1):
            options = ComposeOptions(seconds=seconds, seed=seed)
            piece = pipeline.compose(name, options, RenderOptions(), Progress())
            rows.append([cue(piece.score) for cue in CUES.values()])
        found[name] = np.array(rows)
    return found


def print_table(found: dict[str, np.ndarray]) -> None:
    """Print the means, and what tells neighbours apart."""
    print(" " * 13 + " ".join(f"{name[:8]:>8s}" for name in CUES))
    for name, rows in found.items():
        print(f"{name:13s}" + " ".join(f"{value:8.2f}" for value in rows.mean(axis=0)))
    print("neighbours: cues that tell them, in the first's favour or against it")
    for first, second in NEIGHBOURS:
        a, b = found[first], found[second]
        apart = (a.mean(0) - b.mean(0)) / (np.sqrt((a.var(0) + b.var(0)) / 2) + 1e-6)
        told = [f"{'+' if d > 0 else '-'}{cue}" for cue, d in zip(CUES, apart, strict=True)
                if abs(d) >= _TOLD]  # fmt: skip
        print(f"  {first} beside {second}: {', '.join(told) or 'nothing'}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = measure(options.seeds, options.seconds)
    if options.json:
        options.json.write_text(json.dumps({k: v.tolist() for k, v in found.items()}))
    print_table(found)


if __name__ == "__main__":
    main()
