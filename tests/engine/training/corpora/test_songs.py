from __future__ import annotations

from pathlib import Path

import mido
import pytest

from engine.composition.score import Chord, Key, Metre, Note
from engine.errors import ResourceError
from engine.training.corpora.lead_sheets import LeadSheet
from engine.training.corpora.songs import (
    SONGS,
    lead_sheet_song,
    make_score,
    read_songs,
    split_bass,
)


def every(step: int, pitch: int, n_bars: int = 8, bar: int = 96) -> list[Note]:
    return [Note(tick, step, pitch, 64) for tick in range(0, n_bars * bar, step)]


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
    (song,) = read_songs(tmp_path, ["pop909"])
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
    assert not list(read_songs(tmp_path, ["pop909"]))


def write_lied(folder: Path, beats: int = 3) -> None:
    attributes = (
        f"<attributes><divisions>1</divisions><time><beats>{beats}</beats>"
        "<beat-type>4</beat-type></time></attributes>"
    )

    def part(step: str, octave: int, extra: str = "") -> str:
        note = (
            f"<note><pitch><step>{step}</step><octave>{octave}</octave></pitch>"
            f"<duration>{beats}</duration>{extra}</note>"
        )
        measures = (
            f'<measure number="{n}">{attributes if n == 1 else ""}{note}</measure>'
            for n in range(1, 9)
        )
        return f"<part>{''.join(measures)}</part>"

    text = part("E", 5, "<lyric><text>la</text></lyric>") + part("C", 3) + part("G", 4)
    song = folder / "openscore_lieder" / "scores" / "Nobody" / "_" / "Song"
    song.mkdir(parents=True)
    (song / "lc1.mxl").write_text(f"<score-partwise>{text}</score-partwise>")
    (song / "analysis_automatic.rntxt").write_text(
        f"Time Signature: {beats}/4\n\nm1 b1 C: I\nm5 b1 V\nm8 b1 I\n"
    )


def test_a_lied_has_voice_bass_and_piano(tmp_path: Path) -> None:
    write_lied(tmp_path)
    (song,) = read_songs(tmp_path, ["openscore_lieder"])
    assert (song.name, song.style, song.is_full) == ("lieder/Nobody/_/Song", "lied", True)
    assert song.score.key == Key(0, "major")
    assert {track.role: track.notes[0].pitch for track in song.score.tracks} == {
        "melody": 76, "bass": 48, "chords": 67,
    }  # fmt: skip
    assert [(c.start, c.root) for c in song.score.chords] == [(0, 0), (288, 7), (504, 0)]


def test_a_lied_in_a_metre_that_is_not_known_is_left_out(tmp_path: Path) -> None:
    write_lied(tmp_path, beats=5)
    assert not list(read_songs(tmp_path, ["openscore_lieder"]))


def test_a_data_set_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="pop909"):
        list(read_songs(tmp_path))
    assert set(SONGS) == {"pop909", "openscore_lieder", "nottingham", "openewld"}


def test_lead_sheets_are_songs_without_accompaniment() -> None:
    sheet = LeadSheet(
        "x/1", Key(0, "major"), Metre(2, 4), tuple(every(24, 72, 16, 48)), (Chord(0, 768, 0),)
    )
    song = lead_sheet_song(sheet, "folk")
    assert song is not None
    assert (song.score.metre, song.score.n_bars, song.is_full) == (Metre(4, 4), 8, False)


def test_the_bass_is_what_is_lowest_in_its_half_bar() -> None:
    low = [Note(0, 12, 40, 64), Note(12, 12, 47, 64), Note(24, 12, 52, 64), Note(48, 12, 60, 64)]
    bass, rest = split_bass(low, 48)
    assert bass == low[:1]
    assert rest == low[1:]


def test_a_score_begins_with_its_first_bar_of_notes() -> None:
    notes = [Note(200, 24, 60, 64), *(Note(tick, 24, 62, 64) for tick in range(288, 1200, 24))]
    score = make_score(Metre(4, 4), [Chord(0, 2000, 0)], {"melody": notes}, None)
    assert score is not None
    assert score.tracks[0].notes[0].start == 8
    assert score.chords == (Chord(0, score.n_ticks, 0),)


@pytest.mark.parametrize("metre", [Metre(5, 4), Metre(9, 8)])
def test_other_metres_make_no_score(metre: Metre) -> None:
    assert make_score(metre, [], {"melody": every(24, 60, 20)}, None) is None


def test_nothing_and_next_to_nothing_make_no_score() -> None:
    assert make_score(Metre(4, 4), [], {"melody": []}, None) is None
    assert make_score(Metre(4, 4), [], {"melody": every(24, 60, 7)}, None) is None
