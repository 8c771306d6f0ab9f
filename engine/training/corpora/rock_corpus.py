"""Reads the rock corpus: sung melodies as scale degrees, harmony as roman numerals.

References
----------
De Clercq & Temperley, "A corpus analysis of rock harmony", Popular Music 30 (2011);
Temperley & de Clercq, "Statistical analysis of harmony and melody in rock music", 2013.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.composition.score import SCALES, TICKS_PER_BEAT, Key, Metre, Note, Role, pitch_class
from engine.training.corpora.archives import open_data, read_each
from engine.training.corpora.chord_charts import ChordName, chords_of_bars, key_of
from engine.training.corpora.lead_sheets import monophonic
from engine.training.corpora.roman import read_numeral
from engine.training.corpora.songs import Song, make_score, song_of

__all__ = ["read_rock"]

_LONGEST = 2 * TICKS_PER_BEAT
"""No lengths are written; a note lasts until the next, but no longer than this."""
_SPELT = (("h", "ø"), ("x", "o7"), ("a", "+"), ("d7", "7"))
"""The corpus's signs for half diminished, diminished, augmented, and what `read_numeral` reads."""


def read_rock(data: Path) -> Iterator[Song]:
    """Read songs in one key and metre that have a melody."""
    with open_data(data, "rock_corpus") as folder:
        titles = json.loads((folder / "files.json").read_text(encoding="utf-8"))
        told = json.loads((folder / "songs.json").read_text(encoding="utf-8"))
        metres = {name: told[title]["meter"] for title, name in titles.items() if title in told}
        files = sorted(folder.glob("rs200_melody/*.mel"))
        yield from read_each(files, lambda file: _read(file, metres))


def _read(file: Path, metres: dict[str, Any]) -> Song | None:
    """Read a melody and the harmony that the same annotator heard."""
    name = file.stem.rpartition("_")[0]
    harmony = file.parents[1] / "rs200_harmony_exp" / f"{file.stem}.txt"
    metre = metres.get(name)
    if not isinstance(metre, str):  # a list where it changes
        return None
    beats, unit = (int(part) for part in metre.split("/"))
    melody_text, harmony_text = (path.read_text(encoding="utf-8") for path in (file, harmony))
    return _song(f"rock_corpus/{name}", Metre(beats, unit), melody_text, harmony_text)


def _song(name: str, metre: Metre, melody_text: str, harmony_text: str) -> Song | None:
    """Make a song, None if it changes its key or metre."""
    tonics = set(re.findall(r"\[([A-G][b#]?)\]", melody_text + harmony_text))
    if len(tonics) != 1 or re.search(r"\[\d+/\d+\].*\[\d+/\d+\]", melody_text, re.DOTALL):
        return None
    tonic = pitch_class(tonics.pop())
    sung = _Melody(tonic, metre).read(melody_text)
    chords = tuple(chords_of_bars(list(_harmony(harmony_text, Key(tonic, "major"))), metre))
    if not sung or not chords:
        return None
    parts: dict[Role, list[Note]] = {"melody": list(monophonic(sung))}
    return song_of(name, "pop", make_score(metre, chords, parts, None, key_of(tonic, chords)))


@dataclass
class _Melody:
    """Walks through a melody: each degree is meant the nearer way, ^ and v move it an octave."""

    tonic: int
    metre: Metre
    signature: list[int] = field(default_factory=lambda: [0] * 7)
    before: int = 60

    def read(self, text: str) -> list[Note]:
        onsets = list(self._onsets(text))
        ends = [start for start, _ in onsets[1:]] + [10**9]
        return [
            Note(start, min(_LONGEST, max(1, end - start)), pitch, 64)
            for (start, pitch), end in zip(onsets, ends, strict=False)
        ]

    def _onsets(self, text: str) -> Iterator[tuple[int, int]]:
        tick = 0
        for bar in re.sub(r"%.*", "", text).replace("\n", " ").split("|")[:-1]:
            for mark in re.findall(r"\[([^]]*)\]", bar):
                self._obey(mark)
            content = re.sub(r"\[[^]]*\]", "", bar).strip()
            if rest := re.fullmatch(r"R(?:\*(\d+))?", content):
                tick += self.metre.ticks_per_bar * int(rest[1] or 1)
                continue
            yield from self._bar(content.split(), tick)
            tick += self.metre.ticks_per_bar

    def _bar(self, groups: list[str], tick: int) -> Iterator[tuple[int, int]]:
        for number, group in enumerate(groups):
            begin = tick + self.metre.ticks_per_bar * number // len(groups)
            width = self.metre.ticks_per_bar // len(groups)
            events = re.findall(r"[\^v]*[#bn]*\d|[._]", group)
            for place, event in enumerate(events):
                if event not in "._":
                    yield begin + width * place // len(events), self._pitch(event)

    def _obey(self, mark: str) -> None:
        if mark.startswith("OCT="):
            self.before = 12 * (int(mark[4:]) + 1) + self.tonic
        elif re.fullmatch(r"[.b#]{7}", mark):
            self.signature = [{".": 0, "b": -1, "#": 1}[sign] for sign in mark]

    def _pitch(self, event: str) -> int:
        degree = int(event[-1]) - 1
        altered = event.count("#") - event.count("b")
        if not altered and "n" not in event:
            altered = self.signature[degree % 7]
        step = self.tonic + SCALES["major"][degree % 7] + altered - self.before
        octaves = event.count("^") - event.count("v")
        self.before += (step + 5) % 12 - 5 + 12 * octaves
        return self.before


def _harmony(text: str, key: Key) -> Iterator[list[ChordName | None]]:
    """Give the chords of each bar; an empty bar or a dot goes on with the last one."""
    last: ChordName | None = None
    for bar in re.sub(r"\[[^]]*\]", "", text).split("|"):
        chords: list[ChordName | None] = []
        for symbol in bar.split():
            last = last if symbol == "." else _numeral(symbol, key)
            chords.append(last)
        yield chords or [last]


def _numeral(symbol: str, key: Key) -> ChordName | None:
    for sign, spelt in _SPELT:
        symbol = symbol.replace(sign, spelt)
    return read_numeral(symbol, key)
