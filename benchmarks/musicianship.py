"""What a teacher marks in our scores, beside the same marks of songs by people.

    python benchmarks/musicianship.py --data DIR [--pieces 12] [--seconds 60] [--composer rbm]

Pieces are as in `composition.py`: so many a quadrant, with fixed seeds. Songs are POP909's, their
first minute; `teacher.py` says how each mark is given.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import teacher
from judge import CACHE
from pieces import QUADRANTS, compose_all, of_quadrant
from teacher import MARKS, Counted, marks_of

from engine.composition.composers import COMPOSERS
from engine.composition.score import Chord, Note, Score
from engine.training.corpora.song_sets import read_songs

_SECONDS = 60.0

Marks = dict[str, float]


def main() -> None:
    """Mark songs and pieces, and print the table."""
    arguments = _parse()
    names = arguments.composer or list(COMPOSERS)
    columns: dict[str, Marks] = {}
    for name in names:
        pieces = compose_all(
            name, arguments.pieces, arguments.seconds, arguments.seed, arguments.processes
        )
        columns[name] = _sum(marks_of(piece.score) for piece in pieces)
        for quadrant in QUADRANTS if len(names) == 1 else ():
            own = of_quadrant(pieces, quadrant)
            columns[quadrant] = _sum(marks_of(piece.score) for piece in own)
    songs = _mark_songs(arguments.data, arguments.songs)
    columns |= {"POP909": _sum(songs), "± 1 sd": _spread(songs)}
    if arguments.json:
        print(json.dumps(columns, indent=2))
        return
    print(f"{'':36s} {'asked':>7s}", *(f"{name[:11]:>11s}" for name in columns))
    for mark in MARKS:
        values = (f"{column[mark.name]:11.3f}" for column in columns.values())
        print(f"{mark.name:36s} {mark.asked:>7s}", *values)


def _sum(rows: Iterable[dict[str, Counted]]) -> Marks:
    totals: dict[str, list[float]] = {mark.name: [0.0, 0.0] for mark in MARKS}
    for row in rows:
        for name, (count, of) in row.items():
            totals[name][0] += count
            totals[name][1] += of
    return {name: count / of if of else float("nan") for name, (count, of) in totals.items()}


def _spread(rows: Sequence[dict[str, Counted]]) -> Marks:
    """Give how far single songs lie from the mean of all."""
    return {
        mark.name: float(
            np.std([count / of for row in rows for count, of in [row[mark.name]] if of])
        )
        for mark in MARKS
    }


def _mark_songs(data: Path, most: int) -> list[dict[str, Counted]]:
    """Mark songs, once for all runs."""
    code = Path(teacher.__file__).read_bytes() + Path(__file__).read_bytes()
    file = CACHE / f"teacher-{most}-{hashlib.sha256(code).hexdigest()[:12]}.pkl"
    if file.is_file():
        return list(pickle.loads(file.read_bytes()))  # written by ourselves
    marks = [marks_of(song) for song in _read_songs(data, most)]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(pickle.dumps(marks))
    return marks


def _read_songs(data: Path, most: int) -> Iterator[Score]:
    """Read songs that have an accompaniment, each up to a minute; the ending is their own."""
    for song in itertools.islice(read_songs(data, ["pop909"]), most):
        if song.is_full and song.tempo:
            bar = song.score.metre.ticks_per_bar / 24 * 60 / song.tempo
            yield _last_bars(song.score, round(_SECONDS / bar))


def _last_bars(score: Score, n_bars: int) -> Score:
    """Cut a score's last bars, so that its ending is marked, too."""
    first = max(0, score.n_bars - n_bars)
    start = first * score.metre.ticks_per_bar

    def moved(thing: Note | Chord) -> Note | Chord:
        return replace(thing, start=thing.start - start)

    return replace(
        score,
        n_bars=score.n_bars - first,
        tempos=score.tempos[:1],
        sections=(replace(score.sections[0], n_bars=score.n_bars - first),),
        chords=tuple(moved(chord) for chord in score.chords if chord.start >= start),
        tracks=tuple(
            replace(track, notes=tuple(moved(n) for n in track.notes if n.start >= start))
            for track in score.tracks
        ),
    )


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pieces", type=int, default=12, help="a quadrant")
    parser.add_argument("--seconds", type=float, default=_SECONDS)
    parser.add_argument("--seed", type=int, default=0, help="of the first piece")
    parser.add_argument("--songs", type=int, default=200, help="to compare with")
    parser.add_argument("--composer", action="append", choices=[*COMPOSERS], help="all if none")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
