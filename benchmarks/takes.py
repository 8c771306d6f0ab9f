"""What ten thousand takes cost: to open the list, to search it, to make its index anew.

``python benchmarks/takes.py [--takes 10000]`` writes a library into a temporary folder, then opens
it in fresh processes. Seconds are of the processor.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from engine.library.takes.take import About
from engine.library.takes.take_file import take_to_bytes
from engine.options import ComposeOptions, RenderOptions
from engine.pipeline import Pipeline
from engine.progress import Progress

TARGETS = {"opens in, more than with none": 0.3, "search": 0.05}

WORDS = "rain sea storm home night morning lost friend city snow summer train waiting dance fire"

OPEN = """
import sys, time
from pathlib import Path
from engine.library.takes.take_library import TakeLibrary
started = time.process_time()
library = TakeLibrary(Path(sys.argv[1]))
n = len(library.find())
opened = time.process_time() - started
worst = 0.0
for words in ("rain", "sea sto", "w", "the", "night dance 77", "nothing at all"):
    started = time.process_time()
    library.find(words)
    worst = max(worst, time.process_time() - started)
print(n, opened, worst)
"""


def main() -> None:
    """Measure and print the targets beside what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--takes", type=int, default=10_000)
    n = parser.parse_args().takes
    with tempfile.TemporaryDirectory() as name:
        folder, empty = Path(name) / "takes", Path(name) / "empty"
        folder.mkdir()
        size = sum(len(content) for content in write(folder, n))
        print(f"{n} takes, {size / 1e6:.0f} MB")
        _, anew, _ = measure(folder)
        none = min(measure(empty)[1] for _ in range(3))
        n_found, opened, search = min(measure(folder) for _ in range(3))
        assert n_found == n
    print(f"index made anew  {anew:6.2f} s  (in the background, once)")
    for what, found in (("opens in, more than with none", opened - none), ("search", search)):
        print(f"{what:30} {found:.3f} s  target {TARGETS[what]} s")


def write(folder: Path, n: int) -> Iterator[bytes]:
    """Write takes of wishes of three words, four of each song."""
    piece = Pipeline().compose("hope", ComposeOptions(60), RenderOptions(), Progress())
    wishes = itertools.cycle(itertools.permutations(WORDS.split(), 3))
    for number in range(n):
        if number % 4 == 0:
            wish = f"the {' '.join(next(wishes))} {number}"
            song = dataclasses.replace(piece, reading=dataclasses.replace(piece.reading, text=wish))
        content = take_to_bytes(song, About(f"{number // 4:x}", number % 4 + 1, kept=1e9 + number))
        (folder / f"{wish} {number // 4:x} {number % 4 + 1}.affetto").write_bytes(content)
        yield content


def measure(folder: Path) -> tuple[int, float, float]:
    """Open a library in a fresh process: how many takes, seconds to open, the slowest search."""
    command = [sys.executable, "-c", OPEN, str(folder)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return int(answer[0]), float(answer[1]), float(answer[2])


if __name__ == "__main__":
    main()
