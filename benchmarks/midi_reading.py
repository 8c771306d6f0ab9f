"""How much of damaged MIDI files is read, beside symusic, pretty_midi, mido and music21.

    python benchmarks/midi_reading.py [--damaged 3000] [--json] [FILE.mid ...]

Files of the test data are damaged by chance: bytes changed, lost, put in, or the end cut off. Each
reader has a process of its own, so that one that crashes or hangs is counted and not suffered.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import random
import resource
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from engine.midi.parsing import parse_midi

CASES = Path(__file__).parents[1] / "tests" / "data" / "midi"
_SLOWEST = 20.0
"""Seconds for one file, after which a reader counts as hanging."""


@dataclass(frozen=True)
class Result:
    """What one reader made of the files.

    Attributes
    ----------
    n_read
        Files in which it found notes.
    n_notes
        That it found in all.
    is_dead
        Whether it crashed or hung.
    seconds
        Of CPU.
    megabytes
        Of memory at most, with the libraries it stands on.
    """

    n_files: int
    n_read: int
    n_notes: int
    is_dead: bool
    seconds: float
    megabytes: float


def _ours(content: bytes) -> int:
    return sum(1 for _ in parse_midi(content, "file").notes)


def _symusic(content: bytes) -> int:
    import symusic  # noqa: PLC0415 - each reader is loaded in its own process

    return sum(len(track.notes) for track in symusic.Score.from_midi(content).tracks)


def _mido(content: bytes) -> int:
    import mido  # noqa: PLC0415

    tracks = mido.MidiFile(file=io.BytesIO(content), clip=True).tracks
    return sum(m.type == "note_on" and m.velocity > 0 for track in tracks for m in track)


def _pretty_midi(content: bytes) -> int:
    import pretty_midi  # noqa: PLC0415

    parts = pretty_midi.PrettyMIDI(io.BytesIO(content)).instruments
    return sum(len(part.notes) for part in parts)


def _music21(content: bytes) -> int:
    import music21  # noqa: PLC0415

    return len(music21.converter.parseData(content, format="midi").flatten().notes)


READERS: dict[str, Callable[[bytes], int]] = {
    "affetto": _ours,
    "symusic": _symusic,
    "mido": _mido,
    "pretty_midi": _pretty_midi,
    "music21": _music21,
}


def damage(content: bytes, chance: random.Random) -> bytes:
    """Change, lose or put in up to five runs of bytes, or cut the end off."""
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 5)):
        place = chance.randrange(len(damaged))
        match chance.randrange(5):
            case 0:
                damaged[place] = chance.randrange(256)
            case 1:
                del damaged[place : place + chance.randint(1, 8)]
            case 2:
                damaged[place:place] = chance.randbytes(chance.randint(1, 8))
            case 3:
                damaged[place] ^= 1 << chance.randrange(8)
            case _:
                damaged = damaged[: max(20, place)]
    return bytes(damaged)


def damaged_files(originals: Sequence[bytes], n_files: int, seed: int = 1) -> list[bytes]:
    """Damage files by chance, the same ones for the same seed."""
    chance = random.Random(seed)
    return [damage(chance.choice(originals), chance) for _ in range(n_files)]


def measure(reader: str, files: Sequence[bytes]) -> Result:
    """Let a reader read in a process of its own."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(
        target=_read_all, args=(reader, files, there)
    )
    process.start()
    there.close()
    counts: list[int] = []
    cost = (0.0, 0.0)
    is_dead = True
    try:
        while here.poll(_SLOWEST):
            answer = here.recv()
            if isinstance(answer, tuple):
                cost, is_dead = answer, False
                break
            counts.append(answer)
    except EOFError:
        pass
    process.kill()
    process.join()
    return Result(len(files), sum(map(bool, counts)), sum(counts), is_dead, *cost)


def _read_all(reader: str, files: Sequence[bytes], answers: Connection) -> None:
    warnings.simplefilter("ignore")
    read = READERS[reader]
    for content in files:
        try:
            answers.send(read(content))
        except Exception:  # noqa: BLE001 - whatever a library raises, the file is not read
            answers.send(0)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    answers.send((time.process_time(), megabytes))


def main() -> None:
    """Print a line for each reader."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(CASES.iterdir()))
    parser.add_argument("--damaged", type=int, default=3000)
    parser.add_argument("--readers", nargs="+", choices=READERS, default=list(READERS))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    originals = [path.read_bytes() for path in options.files]
    files = damaged_files(originals, options.damaged) if options.damaged else originals
    results = {reader: measure(reader, files) for reader in options.readers}
    if options.json:
        print(json.dumps({reader: asdict(result) for reader, result in results.items()}))
        return
    for reader, result in results.items():
        print(
            f"{reader:12} read {result.n_read} of {result.n_files} files, {result.n_notes} notes, "
            f"{result.seconds:.1f} CPU s, {result.megabytes:.0f} MB"
            f"{', then crashed or hung' if result.is_dead else ''}"
        )


if __name__ == "__main__":
    main()
