from __future__ import annotations

import dataclasses
import io
import re

import mido
import pytest
import soundfile
import symusic

from engine.errors import ExportError, JobCancelledError
from engine.export import AUDIO_FORMATS, FORMATS, check_target, export_piece, write_audio
from engine.export.midi import score_to_midi_bytes
from engine.options import ExportOptions
from engine.performance.played_score import literal
from engine.progress import Progress


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_known_ending_gives_a_file(piece, tmp_path, suffix):
    path = tmp_path / f"song{suffix}"
    export_piece(piece, path)
    assert path.stat().st_size > 100
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_endings_may_be_capitals(piece, tmp_path):
    export_piece(piece, tmp_path / "SONG.WAV")
    assert soundfile.info(tmp_path / "SONG.WAV").duration == 1


@pytest.mark.parametrize(("name", "words"), [("song.xyz", "'.xyz'"), ("song", "no ending")])
def test_an_unknown_ending_names_the_known_ones(piece, tmp_path, name, words):
    with pytest.raises(ExportError, match=words) as caught:
        export_piece(piece, tmp_path / name)
    assert ".wav" in caught.value.hint
    assert ".mid" in caught.value.hint
    with pytest.raises(ExportError, match=words):
        check_target(tmp_path / name)


def test_existing_files_are_kept_unless_told_otherwise(piece, tmp_path):
    path = tmp_path / "song.mid"
    path.write_bytes(b"mine")
    for refuse in (lambda: export_piece(piece, path), lambda: check_target(path)):
        with pytest.raises(ExportError, match="exists already"):
            refuse()
    assert path.read_bytes() == b"mine"
    check_target(path, overwrite=True)
    export_piece(piece, path, overwrite=True)
    assert path.read_bytes()[:4] == b"MThd"


def test_the_files_say_what_gives_the_notes_again(piece, tmp_path):
    export_piece(piece, tmp_path / "song.mid")
    export_piece(piece, tmp_path / "song.wav")
    midi = mido.MidiFile(tmp_path / "song.mid", charset="utf-8")
    texts = [message.text for message in midi.tracks[0] if message.type == "text"]
    assert texts[:3] == [f"wish: {piece.reading.text}", "seed: 7", "composer: transformer"]
    with soundfile.SoundFile(tmp_path / "song.wav") as file:
        assert file.title == piece.reading.text
        assert file.comment.startswith(f"wish: {piece.reading.text}; seed: 7")
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", file.date)


def test_a_cancelled_export_leaves_what_was_there(piece, tmp_path):
    path, progress = tmp_path / "song.flac", Progress()
    path.write_bytes(b"mine")
    progress.cancel()
    with pytest.raises(JobCancelledError):
        export_piece(piece, path, overwrite=True, progress=progress)
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"mine"]


def test_an_export_tells_how_far_it_is(piece, tmp_path):
    told = []
    progress = Progress(lambda stage, fraction: told.append((stage, fraction)))
    export_piece(piece, tmp_path / "song.mp3", progress=progress)
    assert told[0] == ("write", 0.0)
    assert told[-1] == ("write", 1.0)


def test_a_very_long_wish_is_no_hindrance(piece, tmp_path):
    text = "beans " * 10_000
    long = dataclasses.replace(piece, reading=dataclasses.replace(piece.reading, text=text))
    for suffix in FORMATS:
        export_piece(long, tmp_path / f"song{suffix}")
    assert len(mido.MidiFile(tmp_path / "song.mid", charset="utf-8").tracks[0].name) <= 60
    assert soundfile.info(tmp_path / "song.wav").duration == 1


def test_a_piece_without_sound_has_its_notes_but_no_wav(piece, tmp_path):
    silent = dataclasses.replace(piece, waveform=None)
    export_piece(silent, tmp_path / "song.mid")
    with pytest.raises(ExportError, match="no sound yet"):
        export_piece(silent, tmp_path / "song.wav")


def test_sound_alone_goes_into_audio_formats_only(waveform, tmp_path):
    write_audio(waveform, tmp_path / "sound.wav")
    assert soundfile.info(tmp_path / "sound.wav").subtype == "PCM_24"
    with pytest.raises(ExportError, match=r"'\.mid'"):
        write_audio(waveform, tmp_path / "sound.mid")
    with pytest.raises(ExportError, match="exists already"):
        write_audio(waveform, tmp_path / "sound.wav")


def test_a_target_can_be_checked_for_sound_alone(tmp_path):
    check_target(tmp_path / "song.mid")
    check_target(tmp_path / "song.wav", formats=AUDIO_FORMATS)
    with pytest.raises(ExportError, match=r"'\.mid'"):
        check_target(tmp_path / "song.mid", formats=AUDIO_FORMATS)


def test_midi_tracks_are_named_by_role_for_other_programs_to_find(piece, tmp_path):
    export_piece(piece, tmp_path / "song.mid")
    midi = mido.MidiFile(tmp_path / "song.mid", charset="utf-8")
    names = [track.name for track in midi.tracks[1:]]
    assert names == ["melody", "chords", "bass", "drums"]


def test_quantised_midi_stands_on_the_grid(piece, tmp_path):
    def later(note):
        return dataclasses.replace(note, start=note.start + 1)

    late = [
        dataclasses.replace(
            track,
            notes=tuple(
                dataclasses.replace(n, start=n.start + 1) for n in track.notes if n.end < 280
            ),
        )
        for track in piece.score.tracks
    ]
    played = dataclasses.replace(piece, score=dataclasses.replace(piece.score, tracks=tuple(late)))
    for name, quantised in (("played.mid", False), ("grid.mid", True)):
        export_piece(played, tmp_path / name, options=ExportOptions(is_quantised=quantised))
    on_grid = {}
    for name in ("played.mid", "grid.mid"):
        notes = symusic.Score(tmp_path / name).tracks[0].notes
        on_grid[name] = [note.time % 120 == 0 for note in notes]
    assert all(on_grid["grid.mid"])
    assert not any(on_grid["played.mid"])


def test_midi_is_written_as_played_or_on_the_grid(piece, tmp_path):
    def starts_and_velocities(path):
        tick, found = 0, []
        for message in mido.MidiFile(path).tracks[1]:
            tick += message.time
            if message.type == "note_on":
                found.append((tick, message.velocity))
        return found

    export_piece(piece, tmp_path / "played.mid")
    export_piece(piece, tmp_path / "written.mid", options=ExportOptions(is_quantised=True))
    written = starts_and_velocities(tmp_path / "written.mid")
    track = piece.score.tracks[0]
    assert written == [(note.start * 20, note.velocity) for note in track.notes]
    assert starts_and_velocities(tmp_path / "played.mid") != written


def test_a_song_as_played_has_the_bars_tempos_and_markers_of_its_score(piece, tmp_path):
    export_piece(piece, tmp_path / "played.mid")
    export_piece(piece, tmp_path / "written.mid", options=ExportOptions(is_quantised=True))
    played, written = (mido.MidiFile(tmp_path / f"{name}.mid") for name in ("played", "written"))
    assert list(played.tracks[0]) == list(written.tracks[0])
    assert played.length == pytest.approx(written.length)


def test_what_is_played_before_the_first_beat_or_after_the_last_is_written(piece):
    played = literal(piece.score)
    track = played.tracks[0]
    first, *rest, last = track.notes
    notes = (
        dataclasses.replace(first, start=first.start - 9),
        *rest,
        dataclasses.replace(last, duration=last.duration + 9_000),
    )
    played = dataclasses.replace(
        played, tracks=(dataclasses.replace(track, notes=notes), *played.tracks[1:])
    )
    midi = mido.MidiFile(file=io.BytesIO(score_to_midi_bytes(played)))
    assert all(message.time >= 0 for track in midi.tracks for message in track)
