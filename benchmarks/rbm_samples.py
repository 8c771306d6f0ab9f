"""What the Boltzmann composer writes, held against the music that it learned from.

    python benchmarks/rbm_samples.py --data DIR [--composer rbm] [--pieces 24] [--sets nottingham]

Asked for: melody notes that last a single sixteenth at most .06 of all (the published script: .74),
scale consistency at least .99, and of the windows of 16 steps at most 3 % that stand note for note
in a training song, whatever its key. Many bars of melody are so plain that anybody writes them
(four crotchets on one pitch), so windows of real songs are counted in each other too.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from engine.composition.composers import load_composer
from engine.composition.piano_roll import CENTRE, FIRST_ONSET, SILENCE, columns_of, encode_bars
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.score import Key, Metre, Note, Score
from engine.progress import Progress
from engine.training.bars import readable_metre
from engine.training.datasets import LEAD_SHEETS, read_lead_sheets
from engine.training.evaluation import scale_consistency
from engine.training.lead_sheets import STEP_TICKS, LeadSheet
from engine.training.machine_pair import is_held_out

Windows = set[bytes]
MOODS = {  # key, and tempo, onsets a second, mean pitch, velocity, articulation
    "Q1": (Key(0, "major"), Expression(128, 4.5, 72, 88, 0.85)),
    "Q2": (Key(2, "minor"), Expression(140, 4.8, 66, 96, 0.8)),
    "Q3": (Key(9, "minor"), Expression(66, 2.0, 66, 52, 1.0)),
    "Q4": (Key(5, "major"), Expression(76, 2.2, 67, 57, 1.0)),
}


def compose(name: str, n_pieces: int) -> list[Score]:
    """Compose pieces of 16 bars, the moods in turn."""
    composer, scores = load_composer(name), []
    for number in range(n_pieces):
        mood = list(MOODS)[number % 4]
        key, expression = MOODS[mood]
        signs = (0.6 if mood in ("Q1", "Q4") else -0.6, 0.6 if mood in ("Q1", "Q2") else -0.6)
        section = PlannedSection("A", 16, key, *signs, expression)
        scores.append(composer.compose(Plan(key, Metre(4, 4), (section,), number), Progress()))
    return scores


def melody_of(score: Score) -> tuple[Note, ...]:
    """Give the melody."""
    track = score.track("melody")
    return track.notes if track else ()


def windows_of(melody: Iterable[Note], key: Key, metre: Metre, n_bars: int = 1) -> Iterator[bytes]:
    """Give every ``n_bars`` bars of melody as bytes, tonic C, octaves apart alike; rests not."""
    notes = [Note(note.start, max(STEP_TICKS, note.duration), note.pitch, 64) for note in melody]
    if not notes:
        return
    n_columns = columns_of(metre)
    mean = float(np.mean([note.pitch for note in notes]))
    shift = -key.tonic + 12 * round((CENTRE - mean + key.tonic) / 12)
    length = n_columns * STEP_TICKS
    bars = encode_bars(notes, n_columns, -(-notes[-1].end // length), shift)
    for start in range(len(bars) - n_bars + 1):
        window = bars[start : start + n_bars]
        if (window >= FIRST_ONSET).sum() > 2 * n_bars and (window[:, :n_columns] != SILENCE).any():
            yield window.astype(np.uint8).tobytes()


def share_known(found: list[bytes], known: Windows) -> float:
    """Say which share of windows is known."""
    return float(np.mean([window in known for window in found])) if found else 0.0


def show_shape(scores: list[Score]) -> None:
    """Print how long notes are and whether they keep to the key."""
    melodies = [melody_of(score) for score in scores]
    notes = [note for melody in melodies for note in melody]
    short = np.mean([note.duration <= STEP_TICKS for note in notes])
    pitched = [[n for t in s.tracks if not t.is_drum for n in t.notes] for s in scores]
    keys = [score.key for score in scores]
    print(f"{len(scores)} pieces, {len(notes):,} melody notes")
    print(f"notes of one sixteenth      {short:5.3f}   (at most .06)")
    print(f"melody in its scale         {_mean_consistency(melodies, keys):5.3f}   (at least .99)")
    print(f"whole texture in its scale  {_mean_consistency(pitched, keys):5.3f}", flush=True)


def _mean_consistency(parts: Sequence[Iterable[Note]], keys: list[Key]) -> float:
    pairs = zip(parts, keys, strict=True)
    return float(np.mean([scale_consistency(notes, key) for notes, key in pairs]))


def show_copies(scores: list[Score], sheets: list[LeadSheet], n_bars: int) -> None:
    """Print which share of windows stands in training songs."""
    known: Windows = set()
    held: list[bytes] = []
    for sheet in sheets:
        metre = readable_metre(sheet.metre) or sheet.metre
        windows = windows_of(sheet.melody, sheet.key, metre, n_bars)
        if is_held_out(sheet.name):
            held += windows
        else:
            known.update(windows)
    ours = [
        window
        for score in scores
        for window in windows_of(melody_of(score), score.key, score.metre, n_bars)
    ]
    print(
        f"copied, {16 * n_bars} steps            {share_known(ours, known):5.3f}   (at most .03; "
        f"of held-out songs {share_known(held, known):5.3f}; {len(known):,} windows in "
        f"{len(sheets):,} songs)",
        flush=True,
    )


def main() -> None:
    """Compose, read and compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--composer", default="rbm", metavar="NAME")
    parser.add_argument("--pieces", type=int, default=24)
    parser.add_argument("--sets", nargs="+", choices=tuple(LEAD_SHEETS), default=tuple(LEAD_SHEETS))
    arguments = parser.parse_args()
    scores = compose(arguments.composer, arguments.pieces)
    show_shape(scores)
    read = read_lead_sheets(arguments.data, arguments.sets)
    sheets = [sheet for sheet in read if readable_metre(sheet.metre)]
    for n_bars in (1, 2):
        show_copies(scores, sheets, n_bars)


if __name__ == "__main__":
    main()
