from __future__ import annotations

import dataclasses
from pathlib import Path

import mido
import pytest

from engine.composition.score import (
    Chord,
    Key,
    Metre,
    Note,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)
from engine.errors import CompositionError
from engine.export.midi import score_to_midi_bytes
from engine.export.sheet.heading import Heading
from engine.export.sheet.musicxml import score_to_musicxml
from engine.library.song_file import read_song
from engine.synthesis.midi_file import read_performance

G = Key(7, "major")
ROOTS = (7, 0, 2, 7)


@pytest.fixture
def score() -> Score:
    """Four bars in G: a tune, chords, a bass and drums."""
    tune = [67, 71, 74, 71, 72, 76, 74, 72, 74, 78, 81, 78, 79, 74, 71, 67]
    melody = tuple(Note(24 * n, 24, pitch, 80) for n, pitch in enumerate(tune))
    chords = tuple(
        Note(96 * bar, 96, 48 + (root + step) % 12 + 12 * ((root + step) // 12), 60)
        for bar, root in enumerate(ROOTS)
        for step in (0, 4, 7)
    )
    bass = tuple(Note(96 * bar, 96, 36 + root, 70) for bar, root in enumerate(ROOTS))
    drums = tuple(Note(24 * beat, 6, 36, 90) for beat in range(16))
    return Score(
        G,
        Metre(),
        4,
        (TempoChange(0, 90.0), TempoChange(192, 60.0)),
        (ScoreSection("A", 0, 4, G),),
        tuple(Chord(96 * bar, 96, root) for bar, root in enumerate(ROOTS)),
        (
            Track("melody", 73, melody),
            Track("chords", 0, tuple(sorted(chords, key=lambda n: (n.start, n.pitch)))),
            Track("bass", 33, bass),
            Track("drums", 0, drums),
        ),
    )


def write(score: Score, path: Path) -> Path:
    if path.suffix == ".mid":
        path.write_bytes(score_to_midi_bytes(score))
    else:
        path.write_bytes(score_to_musicxml(score, score.tracks, Heading()))
    return path


def notes_of(score: Score) -> dict[str, list[tuple[int, int, int]]]:
    return {t.role: [(n.start, n.duration, n.pitch) for n in t.notes] for t in score.tracks}


@pytest.mark.parametrize("suffix", [".mid", ".musicxml"])
def test_what_was_written_comes_back(score: Score, tmp_path: Path, suffix: str) -> None:
    found, _ = read_song(write(score, tmp_path / f"song{suffix}"))
    drums, found_drums = notes_of(score).pop("drums"), notes_of(found).pop("drums")
    assert [note[::2] for note in drums] == [note[::2] for note in found_drums]
    mine, theirs = notes_of(score), notes_of(found)
    assert {role: mine[role] for role in ("melody", "chords", "bass")} == {
        role: theirs[role] for role in ("melody", "chords", "bass")
    }
    assert [t.program for t in found.tracks] == [t.program for t in score.tracks]
    assert (found.key, found.metre, found.n_bars) == (G, Metre(), 4)
    assert [(c.start, c.root, c.quality) for c in found.chords] == [
        (c.start, c.root, c.quality) for c in score.chords
    ]


def test_a_piano_of_two_hands_is_a_tune_and_what_goes_with_it(score: Score, tmp_path: Path) -> None:
    melody, chords, *_ = score.tracks
    both = dataclasses.replace(melody, program=0, notes=(*melody.notes, *chords.notes))
    path = write(dataclasses.replace(score, tracks=(both,)), tmp_path / "piano.mid")
    midi = mido.MidiFile(path)
    midi.tracks[1].name = "Piano"
    midi.save(path)
    found, _ = read_song(path)
    assert notes_of(found)["melody"] == notes_of(score)["melody"]
    assert notes_of(found)["chords"] == notes_of(score)["chords"]


def test_more_parts_than_we_have_are_joined_and_that_is_said(score: Score, tmp_path: Path) -> None:
    path = write(score, tmp_path / "band.mid")
    midi = mido.MidiFile(path)
    for number, track in enumerate(midi.tracks[1:]):
        track.name = f"Track {number}"
    for channel, shift in ((5, 7), (6, 4), (7, 3)):
        more = mido.MidiTrack(
            m.copy(channel=channel, **({"note": m.note + shift} if hasattr(m, "note") else {}))
            for m in midi.tracks[2]
            if not m.is_meta
        )
        midi.tracks.append(more)
    midi.save(path)
    found, remarks = read_song(path)
    assert notes_of(found)["melody"] == notes_of(score)["melody"]
    assert notes_of(found)["bass"] == notes_of(score)["bass"]
    assert any("4 parts are played together" in remark for remark in remarks)


def test_music_without_a_melody_is_refused(score: Score, tmp_path: Path) -> None:
    drums = dataclasses.replace(score, tracks=score.tracks[3:])
    with pytest.raises(CompositionError, match="only drums"):
        read_song(write(drums, tmp_path / "drums.mid"))


def test_musicxml_is_played_in_its_tempos(score: Score, tmp_path: Path) -> None:
    one = dataclasses.replace(score, tempos=(TempoChange(0, 90.0),))
    performance = read_performance(write(one, tmp_path / "song.musicxml"))
    assert performance.duration == pytest.approx(one.duration, abs=0.01)
    assert sorted(part.program for part in performance.parts if not part.is_drum) == [0, 33, 73]
    assert [part.is_drum for part in performance.parts].count(True) == 1
