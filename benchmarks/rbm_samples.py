"""What the Boltzmann composer writes, held against the music that it learned from.

    python benchmarks/rbm_samples.py --data DIR [--composer rbm] [--pieces 24] [--sets nottingham]

Asked for: melody notes that last a single sixteenth at most .06 of all (the published script: .74),
scale consistency at least .99, and of the windows of 16 steps that the machine was trained on at
most 3 % note for note. What the machines write is chords and a melody; the arranger's passing notes
and what it adds where music is tense make up the rest of the texture, which is measured as the
script's own samples were: by the best major scale of each window of 16 steps, silence apart. Real
music stands beside it. Many bars are so plain that anybody writes them, so windows of real songs
are counted in each other too.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from evaluation import scale_consistency
from note_windows import scale_share, windows_of

from engine.composition.boltzmann.known_bars import KnownBars
from engine.composition.boltzmann.piano_roll import FIRST_ONSET, Bars, encode_bars
from engine.composition.composers import load_composer
from engine.composition.grid import CENTRE, columns_of, readable_metre
from engine.composition.obedient import ObedientComposer
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.score import Key, Metre, Note, Score
from engine.progress import Progress
from engine.training.boltzmann.machine_pair import is_held_out
from engine.training.corpora.datasets import LEAD_SHEETS, read_lead_sheets, read_textures
from engine.training.corpora.lead_sheets import STEP_TICKS, LeadSheet

Windows = set[bytes]
N_SONGS = 60  # whole textures to compare with
MOODS = {  # key, and tempo, onsets a second, mean pitch, velocity, articulation
    "Q1": (Key(0, "major"), Expression(128, 4.5, 72, 88, 0.85)),
    "Q2": (Key(2, "minor"), Expression(140, 4.8, 66, 96, 0.8)),
    "Q3": (Key(9, "minor"), Expression(66, 2.0, 66, 52, 1.0)),
    "Q4": (Key(5, "major"), Expression(76, 2.2, 67, 57, 1.0)),
}


def compose(name: str, n_pieces: int) -> list[Score]:
    """Compose pieces of 16 bars, the moods in turn."""
    composer, scores = ObedientComposer(load_composer(name)), []
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


def melody_bars(melody: Iterable[Note], key: Key, metre: Metre) -> Bars:
    """Draw a melody as machines see it: tonic C, octaves apart alike."""
    notes = [Note(note.start, max(STEP_TICKS, note.duration), note.pitch, 64) for note in melody]
    n_columns = columns_of(metre)
    mean = float(np.mean([note.pitch for note in notes]))
    shift = -key.tonic + 12 * round((CENTRE - mean + key.tonic) / 12)
    n_bars = -(-notes[-1].end // (n_columns * STEP_TICKS))
    return encode_bars(notes, n_columns, n_bars, shift)


def melody_windows(bars: Bars, n_bars: int) -> Iterator[bytes]:
    """Give every ``n_bars`` bars that hold more than two notes a bar."""
    for start in range(len(bars) - n_bars + 1):
        window = bars[start : start + n_bars]
        if (window >= FIRST_ONSET).sum() > 2 * n_bars:
            yield window.astype(np.uint8).tobytes()


def share_known(found: list[bytes], known: Windows) -> float:
    """Say which share of windows is known."""
    return float(np.mean([window in known for window in found])) if found else 0.0


def show_shape(scores: list[Score]) -> None:
    """Print how long notes are and whether they keep to the key."""
    melodies = [melody_of(score) for score in scores]
    notes = [note for melody in melodies for note in melody]
    short = np.mean([note.duration <= STEP_TICKS for note in notes])
    inside = [scale_consistency(melody_of(score), score.key) for score in scores]
    chords = [scale_consistency(chord_notes(score), score.key) for score in scores]
    print(f"{len(scores)} pieces, {len(notes):,} melody notes")
    print(f"notes of one sixteenth      {short:5.3f}   (at most .06)")
    print(f"melody in its scale         {np.mean(inside):5.3f}   (at least .99)")
    print(f"chords in their scale       {np.mean(chords):5.3f}", flush=True)


def chord_notes(score: Score) -> list[Note]:
    """Give the tones of the chords as notes."""
    return [
        Note(chord.start, chord.duration, pitch, 64)
        for chord in score.chords
        for pitch in chord.pitch_classes
    ]


def show_texture(scores: list[Score], data: Path) -> None:
    """Print how much of all that sounds the best major scale of each window has."""
    rows = {
        f"ours, {mood}": [pitched(score) for score in scores[number :: len(MOODS)]]
        for number, mood in enumerate(MOODS)
    }
    rows["pop songs"] = [notes for notes, _ in read_textures(data, N_SONGS)]
    for name, pieces in rows.items():
        shares = [scale_share(window) for notes in pieces for window in windows_of(notes)]
        print(f"whole texture, {name:12} {np.mean(shares):5.3f}   (best major scale)", flush=True)


def pitched(score: Score) -> list[Note]:
    """Give all notes but the drums'."""
    return [note for track in score.tracks if not track.is_drum for note in track.notes]


def show_copies(scores: list[Score], sheets: list[LeadSheet]) -> None:
    """Print which share of windows stands in training songs."""
    songs, held_out = [], []
    for sheet in sheets:
        metre = readable_metre(sheet.metre)
        if metre is not None:
            bars = melody_bars(sheet.melody, sheet.key, metre)
            (held_out if is_held_out(sheet.name) else songs).append(bars)
    ours = [melody_bars(melody_of(score), score.key, score.metre) for score in scores]
    known_bars = KnownBars.of(bar for bars in songs for bar in bars)
    print(
        f"copied, a bar in any octave {share_of_bars(ours, known_bars):5.3f}   (at most .03; "
        f"of held-out songs {share_of_bars(held_out, known_bars):5.3f}; {len(known_bars):,} bars)"
    )
    for n_bars in (1, 2):
        known: Windows = {window for bars in songs for window in melody_windows(bars, n_bars)}
        found = [window for bars in ours for window in melody_windows(bars, n_bars)]
        real = [window for bars in held_out for window in melody_windows(bars, n_bars)]
        print(
            f"copied, {16 * n_bars} steps            {share_known(found, known):5.3f}   (at most "
            f".03; of held-out songs {share_known(real, known):5.3f}; {len(known):,} windows in "
            f"{len(songs):,} songs)",
            flush=True,
        )


def share_of_bars(pieces: list[Bars], known: KnownBars) -> float:
    """Say which share of the bars of more than two notes is known."""
    bars = [bar for bars in pieces for bar in bars if (bar >= FIRST_ONSET).sum() > 2]
    return float(np.mean([bar in known for bar in bars])) if bars else 0.0


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
    show_texture(scores, arguments.data)
    show_copies(scores, list(read_lead_sheets(arguments.data, arguments.sets)))


if __name__ == "__main__":
    main()
