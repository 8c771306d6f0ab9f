"""Makes libraries of fragments: ``affetto train concatenative --data DIR -o DIR``.

A folder that holds the data sets of `SOURCE_SONGS` gives the library that ships. Any other folder
gives one of the user's own, cut from its MIDI files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.composition.fragments.library import FragmentLibrary, Source, group_name
from engine.progress import Progress
from engine.training.corpora.archives import holds_data
from engine.training.corpora.midi_songs import read_folder
from engine.training.fragments.cutting import cut_song
from engine.training.fragments.library_files import Sourced, gather, write_library
from engine.training.fragments.midi_sources import read_midi_song
from engine.training.fragments.source_songs import SOURCE_SONGS, SourceSong
from engine.training.many_files import ReadAll, read_here

__all__ = ["choose_stretches", "train"]

_SHIPPED = {  # half bars of each group in the library that ships
    "4/4 major": 4300,
    "4/4 minor": 3700,
    "3/4 major": 2300,
    "3/4 minor": 1800,
    "6/8 major": 1900,
    "6/8 minor": 1500,
}
_MOST_OF_A_SONG = 60
_LEAST_OF_A_SONG = 8
_USUAL_SONGS = 1000  # read until all quotas are full


def train(data: Path, output: Path, progress: Progress, read_all: ReadAll = read_here) -> str:
    """Make a library from the songs in ``data`` and write it to ``output``.

    Parameters
    ----------
    read_all
        Who has the user's own files read.

    Returns
    -------
    str
        What a person may want to know.

    Raises
    ------
    ResourceError
        If there is no music to cut, or the output cannot be written; what it held is kept.
    JobCancelledError
        If the user asked to stop.
    """
    if any(holds_data(data, name) for name in SOURCE_SONGS):
        songs = (song for name in SOURCE_SONGS for song in SOURCE_SONGS[name](data))
        library = gather(choose_stretches(_cut(songs, _USUAL_SONGS, progress), _SHIPPED))
        write_library(library, output, _card(library))
        return f"{len(library)} fragments of {len(library.sources)} songs"
    found = read_folder(data, read_midi_song, progress, read_all=read_all)
    library = gather(_cut(found.sheets, len(found.sheets), progress))
    write_library(library, output, _own_card(library))
    return found.told


def _cut(songs: Iterable[SourceSong], n_songs: int, progress: Progress) -> Iterator[Sourced]:
    """Cut songs into stretches."""
    for number, song in enumerate(songs):
        progress.update("cutting", number / n_songs)
        for stretch in cut_song(song):
            yield song.source, stretch


def choose_stretches(stretches: Iterable[Sourced], quotas: dict[str, int]) -> Iterator[Sourced]:
    """Choose as many half bars of every group as its quota says, few of any one song.

    Stretches are taken as they come, until all quotas are full.
    """
    left = Counter(quotas)
    taken: Counter[Source] = Counter()
    for source, stretch in stretches:
        if max(left.values()) < _LEAST_OF_A_SONG:
            return
        name = group_name(stretch.metre, stretch.key.mode, is_accompanied=stretch.is_accompanied)
        n_halves = len(stretch.fragments)
        fits = taken[source] + n_halves <= _MOST_OF_A_SONG and n_halves >= _LEAST_OF_A_SONG
        if fits and left[name] >= n_halves:
            left[name] -= n_halves
            taken[source] += n_halves
            yield source, stretch


def _own_card(library: FragmentLibrary) -> str:
    return (
        "# Library of fragments\n\n"
        f"{len(library):,} half bars of {len(library.sources)} songs of the user's own.\n"
    )


def _card(library: FragmentLibrary) -> str:
    """Say what is in the library and why it may be there."""
    composers = Counter(source.composer for source in library.sources if source.composer)
    most = ", ".join(name for name, _ in composers.most_common(12))
    lines = [
        "# Library of fragments",
        "",
        f"{len(library):,} half bars of {len(library.sources)} songs for voice and piano, with",
        "their melody, their own accompaniment and the cues by which they are found. The",
        "concatenative composer chooses among them and joins them; every piece names its sources.",
        "Made with `affetto train concatenative`.",
        "",
        "| metre and mode | half bars |",
        "| --- | --- |",
        *(f"| {name} | {end - first:,} |" for name, (first, end) in library.groups.items()),
        "",
        "## Data",
        "",
        "OpenScore Lieder Corpus: songs of the long nineteenth century, engraved by volunteers and",
        "released under CC0 1.0. Notes are copied, not learned from, so only music may be here",
        "whose composers' rights have ended and whose edition is free: that leaves out POP909",
        "(songs in copyright), Nottingham (files under the GPL), the chorales of JSB (an edition",
        "without a licence) and the collections of music21 (each under its own terms). A half bar",
        "is left out where more than a fifth of its sound lies outside its key's scale, and where",
        "no neighbour shares its key. Most of a song: 60 half bars.",
        "",
        f"Composers: {most}",
        f"and {max(0, len(composers) - 12)} more.",
        "",
        "## Known limits",
        "",
        "Keys, chords and phrases are estimated from the notes. Ornaments, dynamics, articulation",
        "and repeats are left out; loudness and touch come from the plan.",
        "",
        "## Licence",
        "",
        "CC0-1.0, as the corpus.",
        "",
    ]
    return "\n".join(lines)
