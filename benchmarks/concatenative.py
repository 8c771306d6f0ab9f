"""What a library of fragments costs: to build, to open, to choose from, to let grow.

    python benchmarks/concatenative.py --data DIR [--sizes 10000 100000 1000000] [--pieces 3]

Asked: 10,000 fragments built in under 60 s, opened in under 100 ms, 60 s of music chosen in under
1 s, and costs that grow no faster than the library, up to 1,000,000 fragments. Larger libraries are
synthetic: copies of the one that ships, their cues perturbed. Searches through a tree (SciPy), from
100,000 fragments of a group on an approximate one, are held against looking at every fragment.
Seconds are of processor time, on one thread, but for opening, which is by the clock.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine import resources
from engine.composition.fragments.composer import ConcatenativeComposer
from engine.composition.fragments.library import FragmentLibrary
from engine.composition.fragments.neighbours import NeighbourSearch
from engine.composition.obedient import ObedientComposer
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.score import Key, Metre
from engine.progress import Progress
from engine.training.fragments.cutting import cut_song
from engine.training.fragments.library_files import Sourced, gather, write_library
from engine.training.fragments.source_songs import SOURCE_SONGS

MOODS = {
    "Q1": ("major", 0.7, 0.6, Expression(128, 4.5, 72, 88, 0.8)),
    "Q2": ("minor", -0.6, 0.7, Expression(138, 5.0, 66, 98, 0.7)),
    "Q3": ("minor", -0.6, -0.6, Expression(66, 2.0, 66, 52, 0.97)),
    "Q4": ("major", 0.5, -0.6, Expression(76, 2.3, 68, 56, 0.95)),
}
FORM = (("introduction", 0.12), ("A", 0.25), ("B", 0.25), ("A", 0.25), ("ending", 0.13))
PERTURBATION = 6  # of 255


def plan(mood: str, seed: int, seconds: float = 60.0) -> Plan:
    """Plan a minute of music."""
    mode, valence, arousal, expression = MOODS[mood]
    bars = seconds * expression.tempo / 240
    key = Key(seed * 5 % 12, mode)
    sections = tuple(
        PlannedSection(name, max(1, round(bars * share)), key, valence, arousal, expression)
        for name, share in FORM
    )
    return Plan(key, Metre(4, 4), sections, seed)


def build(data: Path, folder: Path, n_fragments: int) -> None:
    """Cut songs until there are fragments enough, and write them; print how long it took."""
    began = time.process_time()
    stretches: list[Sourced] = []
    n_songs, missing = 0, n_fragments
    for song in SOURCE_SONGS["openscore_lieder"](data):
        own = [(song.source, stretch) for stretch in cut_song(song)]
        stretches += own
        missing -= sum(len(stretch.fragments) for _, stretch in own)
        n_songs += 1
        if missing <= 0:
            break
    library = gather(stretches)
    write_library(library, folder, "# Benchmark\n")
    seconds = time.process_time() - began
    print(f"built {len(library):,} fragments of {n_songs} songs in {seconds:.1f} s (asked: < 60)")


def grow(library: FragmentLibrary, n_fragments: int) -> FragmentLibrary:
    """Copy a library until it has so many fragments, each copy with other cues and sources."""
    n_copies = -(-n_fragments // len(library))
    chance = np.random.default_rng(0)
    parts, groups, first = [], {}, 0
    for name, (begin, end) in library.groups.items():
        own = library.fragments[begin:end]
        parts += [_perturbed(own, copy * len(library.sources), chance) for copy in range(n_copies)]
        groups[name] = (first, first + n_copies * len(own))
        first += n_copies * len(own)
    sources = tuple(
        replace(source, work=f"{source.work} #{copy}") if copy else source
        for copy in range(n_copies)
        for source in library.sources
    )
    return FragmentLibrary(np.concatenate(parts), np.array(library.notes), sources, groups)


def _perturbed(own: np.ndarray, first_source: int, chance: np.random.Generator) -> np.ndarray:
    copy = np.array(own)
    copy["source"] += first_source
    noise = chance.normal(0, PERTURBATION, copy["cues"].shape) * (first_source > 0)
    noise[:, -3:] = 0  # silent, opens and closes are yes or no
    copy["cues"] = np.clip(copy["cues"] + noise, 0, 255).astype(np.uint8)
    return copy


def open_seconds(folder: Path) -> float:
    """Open a library several times; the median, by the clock."""
    times = []
    for _ in range(9):
        began = time.perf_counter()
        FragmentLibrary.open(folder)
        times.append(time.perf_counter() - began)
    return float(np.median(times))


def choose_seconds(folder: Path, n_pieces: int) -> tuple[float, float]:
    """Compose minutes of music; the seconds of a first piece of its kind, and of later ones."""
    first, later = [], []
    for mood in MOODS:
        composer = ObedientComposer(ConcatenativeComposer(folder))
        for seed in range(n_pieces + 1):
            began = time.process_time()
            composer.compose(plan(mood, seed), Progress())
            (later if seed else first).append(time.process_time() - began)
    return max(first), float(np.mean(later))


def search_seconds(library: FragmentLibrary) -> Iterator[float]:
    """Give the milliseconds of one search by tree and by looking at all, and the share found."""
    group = library.groups["4/4 major"]
    neighbours = NeighbourSearch(library, group, 0, is_minor=False)
    chance = np.random.default_rng(1)
    places = neighbours.places
    wanted = places[chance.integers(0, len(places), 50)]
    wanted = wanted + chance.normal(0, 0.3, wanted.shape).astype(np.float32)
    liking = 2.0 * chance.gumbel(size=len(library.sources))
    began = time.process_time()
    found = neighbours.find(wanted, 60, liking)
    yield 20 * (time.process_time() - began)
    began = time.process_time()
    exact = [neighbours.look_at_all(place, 60, liking) for place in wanted]
    yield 20 * (time.process_time() - began)
    yield float(
        np.mean([len(np.intersect1d(a, b)) / 60 for a, b in zip(found, exact, strict=True)])
    )


def growth(sizes: list[int], n_pieces: int) -> None:
    """Print what libraries of growing size cost."""
    shipped = resources.path("models/concatenative/config.json").parent
    print("\nfragments   written MB   open ms   first minute s   next minute s   search ms"
          "   all ms   found   memory MB")  # fmt: skip
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "library"
            write_library(grow(FragmentLibrary.open(shipped), size), folder, "# Benchmark\n")
            library = FragmentLibrary.open(folder)
            megabytes = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
            first, later = choose_seconds(folder, n_pieces)
            tree, every, share = search_seconds(library)
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{len(library):9,}   {megabytes:10.1f}   {1000 * open_seconds(folder):7.1f}   "
                f"{first:14.2f}   {later:13.2f}   {tree:9.2f}   {every:6.2f}   {share:5.1%}   "
                f"{memory:9.0f}", flush=True,
            )  # fmt: skip


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="builds 10,000 fragments if it is given")
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--pieces", type=int, default=3, help="per mood, after a first one")
    arguments = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, NumPy {np.__version__}")
    if arguments.data:
        with tempfile.TemporaryDirectory() as place:
            build(arguments.data, Path(place) / "library", 10_000)
            seconds = open_seconds(Path(place) / "library")
            print(f"opened in {1000 * seconds:.1f} ms (asked: < 100)")
            first, later = choose_seconds(Path(place) / "library", arguments.pieces)
            print(f"chose 60 s of music in {first:.2f} s, then {later:.2f} s (asked: < 1)")
    growth(arguments.sizes, arguments.pieces)


if __name__ == "__main__":
    main()
