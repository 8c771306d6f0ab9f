from __future__ import annotations

from pathlib import Path

import mido

from engine.composition.score import Metre
from engine.training.corpora.pop909 import read_pop909


def write_pop909(folder: Path, *, lost_beat: bool = False) -> None:
    """Eight bars at 120: a tune, a second voice that begins alone, broken chords."""
    file = mido.MidiFile(ticks_per_beat=480)
    parts = {
        "MELODY": [(beat, beat + 1, 72) for beat in range(8, 32)],
        "BRIDGE": [(beat, beat + 1, 76) for beat in range(0, 32, 2)],
        "PIANO": [(beat, beat + 1, 40 if beat % 2 == 0 else 55) for beat in range(32)],
    }
    for name, notes in parts.items():
        track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
        now = 0
        for tick, on, pitch in sorted(
            [(s * 480, 1, p) for s, _, p in notes] + [(e * 480, 0, p) for _, e, p in notes]
        ):
            track.append(mido.Message("note_on", note=pitch, velocity=70 * on, time=tick - now))
            now = tick
        file.tracks.append(track)
    song = folder / "pop909" / "001"
    song.mkdir(parents=True)
    file.save(song / "001.mid")
    beats = range(40)
    (song / "beat_midi.txt").write_text(
        "\n".join(f"{b / 2} 0.0 {float(b % 4 == 0 or (lost_beat and b % 3 == 0))}" for b in beats)
    )
    (song / "chord_midi.txt").write_text("0.0\t8.0\tC:maj\n8.0\t16.0\tG:maj/3\n")


def test_pop909_becomes_scores_in_parts(tmp_path: Path) -> None:
    write_pop909(tmp_path)
    (song,) = read_pop909(tmp_path)
    score = song.score
    assert (song.name, song.style, song.is_full, song.tempo) == ("pop909/001", "pop", True, 120.0)
    assert (score.metre, score.n_bars) == (Metre(4, 4), 8)
    assert [(c.start, c.root, c.bass) for c in score.chords] == [(0, 0, 0), (384, 7, 11)]
    melody, chords, bass = (score.track(role) for role in ("melody", "chords", "bass"))
    assert melody
    assert chords
    assert bass
    assert {note.pitch for note in melody.notes if note.start < 192} == {76}
    assert {note.pitch for note in melody.notes if note.start >= 192} == {72}
    assert {note.pitch for note in bass.notes} == {40}
    assert {note.pitch for note in chords.notes} == {55, 76}


def test_a_song_whose_beats_are_in_doubt_is_left_out(tmp_path: Path) -> None:
    write_pop909(tmp_path, lost_beat=True)
    assert not list(read_pop909(tmp_path))
