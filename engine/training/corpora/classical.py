"""Reads songs, chamber and keyboard music from scores; chords that are not known are estimated.

What sings or lies on top is the melody. Of a piece that changes its metre the stretches in one
metre are taken, and all that is cut from one piece bears its name.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.composition.score import Metre, Note
from engine.files import read_limited
from engine.musicxml.container import LARGEST_FILE
from engine.musicxml.full_scores import read_full_score
from engine.training.corpora.archives import open_data, read_each
from engine.training.corpora.lead_sheets import STEP_TICKS
from engine.training.corpora.lieder import Lied, read_lieder
from engine.training.corpora.midi_music import read_music
from engine.training.corpora.songs import Song, Voices, accompanied_score, in_order, song_of

__all__ = [
    "read_analysed_lieder",
    "read_chorales",
    "read_mutopia",
    "read_other_lieder",
    "read_quartets",
]

_LEAST_BARS = 16  # of a stretch of a quartet
_SOLO_SONG = re.compile(r"voice(?!.*satb)|sopran|mezzo|bariton|^song|song$")
_UNSAID_TEMPO = 60  # what LilyPond writes where the engraver says nothing
_STEPS_A_BEAT = 4


def read_analysed_lieder(data: Path) -> Iterator[Song]:
    """Read the Lieder in one metre whose chords are analysed: those of the first model."""
    return read_lieder(data, _analysed_lied)


def _analysed_lied(lied: Lied) -> Song | None:
    full = lied.full
    if lied.analysis is None or not full.played:
        return None
    voices = Voices(full.metres[0], full.sung, full.played, full.tempo, in_order(lied.chords()))
    return _song(lied.name, "lied", voices)


def read_other_lieder(data: Path) -> Iterator[Song]:
    """Read the others: the longest stretch in one metre, chords estimated."""
    return read_lieder(data, _other_lied)


def _other_lied(lied: Lied) -> Song | None:
    full = lied.full
    if lied.analysis is not None or not full.metres or not full.played:
        return None
    part = max(full.stretches(), key=lambda stretch: stretch.n_ticks)
    voices = Voices(part.metres[0], part.sung, part.played, part.tempo)
    return _song(lied.name, "lied", voices)


def _song(name: str, style: str | None, voices: Voices) -> Song | None:
    return song_of(name, style, accompanied_score(voices), voices.tempo)


def read_quartets(data: Path) -> Iterator[Song]:
    """Read string quartets: the first violin is the melody."""
    with open_data(data, "openscore_quartets") as folder:
        files = sorted(folder.glob("*.mxl"))
        yield from itertools.chain.from_iterable(read_each(files, _movements))


def _movements(file: Path) -> list[Song]:
    full = read_full_score(read_limited(file, LARGEST_FILE))
    songs = []
    for part in full.stretches():
        if part.n_ticks >= _LEAST_BARS * part.metres[0].ticks_per_bar:
            first, *others = part.parts
            played = list(itertools.chain.from_iterable(others))
            voices = Voices(part.metres[0], first, played, part.tempo)
            songs.append(_song(f"quartets/{file.stem}", None, voices))
    return [song for song in songs if song]


def read_mutopia(data: Path) -> Iterator[Song]:
    """Read the pieces of the Mutopia project that are free for any use, as its table tells."""
    with open_data(data, "mutopia") as folder:
        with (folder / "pieces.tsv").open(encoding="utf-8", newline="") as table:
            rows = {
                folder / "midi" / row["file"]: row
                for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
            }
        yield from read_each(rows, lambda file: _piece(file, rows[file]))


def _piece(file: Path, row: dict[str, str]) -> Song | None:
    music = read_music(file)
    is_song = _SOLO_SONG.search(f"{row['instrument']} {row['style']}".strip().lower())
    tempo = None if round(music.tempo) == _UNSAID_TEMPO else music.tempo
    voices = Voices(music.metre, music.melody, music.others, tempo)
    return _song(f"mutopia/{row['source']}", "lied" if is_song else None, voices)


def read_chorales(data: Path) -> Iterator[Song]:
    """Read Bach's chorales: the soprano is the melody, the tenor and alto accompany the bass."""
    with open_data(data, "jsb_chorales") as folder:
        sets = json.loads((folder / "Jsb16thSeparated.json").read_text(encoding="utf-8"))
    for part, chorales in sets.items():
        for number, steps in enumerate(chorales):
            soprano, *lower = (list(_voice(steps, voice)) for voice in range(4))
            voices = Voices(Metre(4, 4), soprano, list(itertools.chain.from_iterable(lower)))
            if song := _song(f"jsb_chorales/{part}/{number:03}", None, voices):
                yield song


def _voice(steps: Sequence[Sequence[int]], voice: int) -> Iterator[Note]:
    """Give a voice's notes; held and struck again are not told apart, so each beat strikes anew."""
    start = 0
    pitches = (int(step[voice]) for step in steps)
    for (pitch, _), group in itertools.groupby(
        zip(pitches, itertools.count(), strict=False),
        key=lambda step: (step[0], step[1] // _STEPS_A_BEAT),
    ):
        length = len(list(group))
        if pitch > 0:  # a rest is -1
            yield Note(STEP_TICKS * start, STEP_TICKS * length, pitch, 64)
        start += length
