"""Reads chord charts: the McGill Billboard annotations and the Jazz Chord Progressions Corpus.

They have no melody and teach how chords follow each other in pop and in standards.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from engine.composition.score import QUALITIES, TICKS_PER_BEAT, Chord, Key, Metre, pitch_class
from engine.training.corpora.archives import open_data, read_each
from engine.training.corpora.lead_sheets import estimate_key
from engine.training.corpora.songs import Song, make_score, song_of

__all__ = ["ChordName", "chords_of_bars", "key_of", "read_billboard", "read_jazz"]

ChordName = tuple[int, str, int]
"""Root, quality and bass."""
_Bars = Sequence[Sequence[ChordName | None]]

_DEGREES = {"1": 0, "2": 2, "3": 4, "4": 5, "5": 7, "6": 9, "7": 11, "9": 2, "11": 5, "13": 9}
_HARTE = {
    "maj": "", "min": "m", "maj6": "6", "min6": "m6", "min7": "m7", "hdim7": "m7♭5",
    "minmaj7": "m", "9": "7", "11": "7", "13": "7", "maj9": "maj7", "maj13": "maj7",
    "min9": "m7", "min11": "m7", "min13": "m7", "5": "", "1": "",
}  # fmt: skip
"""Shorthands of Harte et al. (ISMIR 2005) that are not our own names."""
_JAZZ = (
    ("mM", "m"), ("m7b5", "m7♭5"), ("m9b5", "m7♭5"), ("m11b5", "m7♭5"), ("h", "m7♭5"),
    ("o", "dim7"), ("dim", "dim7"), ("m6", "m6"), ("m7", "m7"), ("m9", "m7"), ("m11", "m7"),
    ("m13", "m7"), ("m", "m"), ("M", "maj7"), ("6", "6"), ("7sus", "sus4"), ("9sus", "sus4"),
    ("13sus", "sus4"), ("sus2", "sus2"), ("sus", "sus4"), ("+7", "7"), ("7", "7"), ("9", "7"),
    ("11", "7"), ("13", "7"), ("alt", "7"), ("+", "aug"),
)  # fmt: skip
"""What a jazz symbol begins with after its root, the first that fits, and how it is read here."""


def chords_of_bars(bars: _Bars, metre: Metre) -> Iterator[Chord]:
    """Let the chords of each bar share it evenly; one that is named again goes on."""
    spans = [
        (number * metre.ticks_per_bar + metre.ticks_per_bar * place // len(bar), name)
        for number, bar in enumerate(bars)
        for place, name in enumerate(bar)
    ]
    changes = [next(group) for _, group in itertools.groupby(spans, key=lambda span: span[1])]
    ends = [start for start, _ in changes[1:]] + [len(bars) * metre.ticks_per_bar]
    for (start, name), end in zip(changes, ends, strict=False):
        if name is not None:
            yield Chord(start, end - start, *name)


def key_of(tonic: int | None, chords: Sequence[Chord]) -> Key:
    """Give the key on a tonic in the mode of the chords on it; estimated if no tonic is known."""
    thirds = sum(
        (-1 if 3 in QUALITIES[chord.quality] else 1) * chord.duration
        for chord in chords
        if chord.root == tonic
    )
    if tonic is None or not thirds:
        return estimate_key((), chords)
    return Key(tonic, "minor" if thirds < 0 else "major")


def read_billboard(data: Path) -> Iterator[Song]:
    """Read the charts of songs that keep to one metre; a song that was annotated twice, once."""
    titles: set[tuple[str, str]] = set()
    with open_data(data, "mcgill_billboard") as folder:
        files = sorted(folder.glob("billboard-2.0-salami_chords/*/salami_chords.txt"))
        yield from read_each(files, lambda file: _billboard_song(file, titles))


def _billboard_song(file: Path, titles: set[tuple[str, str]]) -> Song | None:
    """Read a chart whose title and artist are none of ``titles``, which they join."""
    text = file.read_text(encoding="utf-8")
    head = dict(re.findall(r"# (\w+): (.*)", text))
    title = head["title"], head["artist"]
    if title in titles or len(set(re.findall(r"# metre: (\S+)", text))) != 1:
        return None
    titles.add(title)
    beats, unit = (int(part) for part in head["metre"].split("/"))
    metre, bars, times = Metre(beats, unit), list[list[ChordName | None]](), list[float]()
    counted: list[int] = []
    for line in text.splitlines():
        seconds, _, content = line.partition("\t")
        if content.count("|") >= 2:
            times.append(float(seconds))
            counted.append(len(bars))
            bars += _billboard_bars(content, bars[-1][-1] if bars else None)
    bar_seconds = (times[-1] - times[0]) / (counted[-1] - counted[0])
    tempo = 60 * metre.ticks_per_bar / TICKS_PER_BEAT / bar_seconds
    chords = list(chords_of_bars(bars, metre))
    key = key_of(pitch_class(head["tonic"].strip()), chords)
    score = make_score(metre, chords, {}, tempo, key)
    return song_of(f"billboard/{file.parent.name}", "pop", score, tempo)


def _billboard_bars(line: str, before: ChordName | None) -> list[list[ChordName | None]]:
    """Read a line of bars; those in another metre, which begin with it in brackets, are left out.

    Parameters
    ----------
    before
        The last chord of the line above, which a bar without a chord prolongs.
    """
    first, last = line.index("|") + 1, line.rindex("|")
    bars: list[list[ChordName | None]] = []
    for bar in line[first:last].split("|"):
        if bar.strip().startswith("("):
            continue
        chords: list[ChordName | None] = []
        for symbol in bar.split():
            chords.append(before if symbol == "." else _harte_chord(symbol))
            before = chords[-1]
        bars.append(chords or [before])
    repeated = re.match(r"\s*x(\d+)", line[last + 1 :])
    return bars * (int(repeated[1]) if repeated else 1)


def _harte_chord(symbol: str) -> ChordName | None:
    root_name, has_quality, rest = symbol.partition(":")
    if not has_quality or root_name[0] not in "ABCDEFG":
        return None
    quality, _, over = rest.partition("/")
    shorthand = quality.split("(")[0]
    root, degree = pitch_class(root_name), over.lstrip("b#")
    name = _HARTE.get(shorthand, shorthand if shorthand in QUALITIES else "")
    above = _DEGREES.get(degree, 0) + over.count("#") - over.count("b")
    return root, name, (root + above) % 12


def read_jazz(data: Path) -> Iterator[Song]:
    """Read the charts of standards."""
    with open_data(data, "jazz_chords") as folder:
        yield from read_each(sorted(folder.glob("SongDB/*/*.txt")), _jazz_song)


def _jazz_song(file: Path) -> Song | None:
    text = file.read_text(encoding="utf-8", errors="replace")
    head = dict(re.findall(r"(\w+) = (.*)", text))
    beats, unit = (int(number) for number in head["TimeSig"].split())
    metre = Metre(beats, unit)
    bars = list(_jazz_bars(line for line in text.splitlines() if "|" in line))
    chords = list(chords_of_bars(bars, metre))
    key = key_of(_jazz_tonic(head.get("DBKeySig", "").strip(), chords), chords)
    score = make_score(metre, chords, {}, None, key)
    return song_of(f"jazz_chords/{file.stem}", "standard", score)


def _jazz_bars(lines: Iterable[str]) -> Iterator[list[ChordName | None]]:
    for line in lines:
        for bar in line.strip().rstrip("|").split("|"):
            yield [_jazz_chord(symbol) for symbol in bar.split()] or [None]


def _jazz_chord(symbol: str) -> ChordName | None:
    found = re.fullmatch(r"([A-G][b#]?)([^/]*)(?:/([A-G][b#]?))?.*", symbol)
    if found is None:
        return None
    root = pitch_class(found[1])
    quality = next((name for start, name in _JAZZ if found[2].startswith(start)), "")
    return root, quality, pitch_class(found[3]) if found[3] else root


def _jazz_tonic(signature: str, chords: Sequence[Chord]) -> int | None:
    """Choose between a signature's two keys; none if it is C's, which is also said of unknown."""
    if signature in ("C", "U", ""):
        return None
    major = pitch_class(signature)
    minor = (major + 9) % 12
    on_minor = sum(chord.root == minor and 3 in QUALITIES[chord.quality] for chord in chords)
    on_major = sum(chord.root == major and 4 in QUALITIES[chord.quality] for chord in chords)
    return minor if on_minor > on_major else major
