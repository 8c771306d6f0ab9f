"""Reads the data sets that composers may be trained on, as lead sheets.

Only sets whose licence lets a model that was trained on them ship are here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from engine.composition.score import Chord, Metre, Note
from engine.files import read_limited
from engine.midi.music import MidiFile
from engine.midi.parsing import read_midi
from engine.musicxml.container import LARGEST_FILE
from engine.musicxml.lead_part import read_part
from engine.training.corpora.archives import open_data, read_each
from engine.training.corpora.lead_sheets import LeadSheet, estimate_key, match_chord, monophonic
from engine.training.corpora.lieder import Lied, read_lieder
from engine.training.corpora.midi_voices import notes_of
from engine.training.corpora.pop909 import read_pop909_sheets

__all__ = [
    "LEAD_SHEETS",
    "read_lead_sheets",
    "read_textures",
]


def read_lead_sheets(data: Path, names: Iterable[str] = ()) -> Iterator[LeadSheet]:
    """Read data sets one song after the other; a file that cannot be read is named and left out.

    Parameters
    ----------
    data
        Folder with the data sets, packed or not.
    names
        Of `LEAD_SHEETS`; all of them if none are given.

    Raises
    ------
    ResourceError
        If a data set is missing.
    """
    for name in names or LEAD_SHEETS:
        for sheet in LEAD_SHEETS[name](data):
            if sheet.melody and sheet.chords:
                yield sheet


def _read_nottingham(data: Path) -> Iterator[LeadSheet]:
    with open_data(data, "nottingham") as folder:
        yield from read_each(sorted((folder / "MIDI").glob("*.mid")), _nottingham_sheet)


def _nottingham_sheet(path: Path) -> LeadSheet | None:
    midi = read_midi(path)
    metres = _metres(midi)
    if len(midi.tracks) < 2 or len(metres) != 1:
        return None
    melody = monophonic(notes_of(midi.tracks[0], midi.ticks_per_beat))
    chords = tuple(_block_chords(notes_of(midi.tracks[1], midi.ticks_per_beat)))
    return LeadSheet(
        f"nottingham/{path.stem}", estimate_key(melody, chords), metres.pop(), melody, chords
    )


def _metres(midi: MidiFile) -> set[Metre]:
    return {Metre(sign.numerator, sign.denominator) for sign in midi.metres}


def _block_chords(notes: list[Note]) -> Iterator[Chord]:
    """Name the chords of a track of block chords."""
    for start in sorted({note.start for note in notes}):
        together = [note for note in notes if note.start == start]
        if found := match_chord(note.pitch for note in together):
            yield Chord(start, together[0].duration, *found)


def _read_openewld(data: Path) -> Iterator[LeadSheet]:
    with open_data(data, "openewld") as folder:
        yield from read_each(sorted(folder.rglob("*.mxl")), _openewld_sheet)


def _openewld_sheet(file: Path) -> LeadSheet | None:
    part = read_part(read_limited(file, LARGEST_FILE))
    if len(set(part.metres)) != 1:
        return None
    melody, chords = monophonic(part.notes), tuple(part.chords)
    return LeadSheet(
        f"openewld/{file.parent.name}",
        estimate_key(melody, chords),
        part.metres[0],
        melody,
        chords,
    )


def _read_lieder(data: Path) -> Iterator[LeadSheet]:
    yield from read_lieder(data, _lied_sheet)


def _lied_sheet(lied: Lied) -> LeadSheet | None:
    if lied.analysis is None:
        return None
    melody, chords = monophonic(lied.full.sung), tuple(lied.chords())
    return LeadSheet(lied.name, estimate_key(melody, chords), lied.full.metres[0], melody, chords)


def read_textures(data: Path, n_songs: int) -> Iterator[tuple[list[Note], int]]:
    """Read whole songs of POP909-CL, for comparison only: all notes, and the ticks of a bar.

    Raises
    ------
    ResourceError
        If the data set is missing.
    """
    with open_data(data, "pop909_cl") as folder:
        files = sorted(folder.glob("*.mid"))
        chosen = files[:: max(1, len(files) // n_songs)][:n_songs]
        yield from read_each(chosen, _texture)


def _texture(path: Path) -> tuple[list[Note], int] | None:
    midi = read_midi(path)
    metres = _metres(midi)
    piano = next((track for track in midi.tracks if track.name == "piano"), None)
    if len(metres) != 1 or piano is None:
        return None
    return notes_of(piano, midi.ticks_per_beat), metres.pop().ticks_per_bar


LEAD_SHEETS: dict[str, Callable[[Path], Iterator[LeadSheet]]] = {
    "pop909": read_pop909_sheets,
    "nottingham": _read_nottingham,
    "openewld": _read_openewld,
    "openscore_lieder": _read_lieder,
}
"""The readers by name of the data set."""
