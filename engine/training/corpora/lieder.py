"""Reads the OpenScore Lieder: voice and piano, many with an analysis of their chords."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from engine.composition.score import Chord
from engine.files import read_limited
from engine.musicxml.container import LARGEST_FILE
from engine.musicxml.full_scores import FullScore, read_full_score
from engine.training.corpora.archives import open_data, read_each
from engine.training.corpora.roman import read_roman_text

__all__ = ["Lied", "read_lieder"]

T = TypeVar("T")
_ANALYSIS = "analysis_automatic.rntxt"


@dataclass(frozen=True)
class Lied:
    """One song.

    Attributes
    ----------
    place
        Folders of composer, collection and song, such as ``Schubert,_Franz``.
    analysis
        Roman numerals in the RomanText format; None where nobody analysed the song, or if its
        metre changes, since analyses count beats in the first metre alone.
    """

    place: tuple[str, str, str]
    full: FullScore
    analysis: str | None

    @property
    def name(self) -> str:
        """As `engine.training.corpora.songs.Song` has it."""
        return "/".join(("lieder", *self.place))

    def chords(self) -> Iterator[Chord]:
        """Give the chords of the analysis; none without one."""
        return _analysed_chords(self.analysis, self.full) if self.analysis else iter(())


def read_lieder(
    data: Path, make: Callable[[Lied], T | None], order: Callable[[Path], int] | None = None
) -> Iterator[T]:
    """Make something of one song after the other; a file that cannot be read is left out.

    Parameters
    ----------
    make
        Gives None for a song that is of no use.
    order
        By what the files are sorted; None for their names.

    Raises
    ------
    ResourceError
        If the data set is missing.
    """
    with open_data(data, "openscore_lieder") as folder:
        files = sorted(folder.rglob("*.mxl"))
        yield from read_each(sorted(files, key=order) if order else files, lambda f: make(_read(f)))


def _read(file: Path) -> Lied:
    full, analysis = read_full_score(read_limited(file, LARGEST_FILE)), file.with_name(_ANALYSIS)
    is_analysed = len(full.metres) == 1 and analysis.exists()
    composer, collection, song = file.parts[-4:-1]
    text = analysis.read_text(encoding="utf-8") if is_analysed else None
    return Lied((composer, collection, song), full, text)


def _analysed_chords(text: str, full: FullScore) -> Iterator[Chord]:
    """Read a roman-numeral analysis of a score in one metre."""
    metre = full.metres[0]
    beat_ticks = metre.ticks_per_bar // (
        metre.numerator // 3 if metre.denominator == 8 and metre.numerator > 3 else metre.numerator
    )
    found = [
        (full.bars[chord.measure] + round((chord.beat - 1) * beat_ticks), chord)
        for chord in read_roman_text(text)
        if chord.measure in full.bars
    ]
    ends = [start for start, _ in found[1:]] + [full.n_ticks][: len(found)]
    for (start, chord), end in zip(found, ends, strict=True):
        if end > start:
            yield Chord(start, end - start, chord.root, chord.quality, chord.bass)
