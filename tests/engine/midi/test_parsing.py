from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.errors import SynthesisError
from engine.midi.music import MidiFile
from engine.midi.parsing import parse_midi, read_midi

CASES = Path(__file__).parents[2] / "data" / "midi"


def chunk(mark: bytes, body: bytes, length: int | None = None) -> bytes:
    return mark + (len(body) if length is None else length).to_bytes(4) + body


def track(events: bytes, length: int | None = None) -> bytes:
    return chunk(b"MTrk", events + b"\0\xff\x2f\0", length)


def midi(*tracks: bytes, kind: int = 1, division: int = 480, promised: int = 0) -> bytes:
    numbers = (kind, promised or len(tracks), division)
    return chunk(b"MThd", b"".join(n.to_bytes(2) for n in numbers)) + b"".join(tracks)


def note(pitch: int = 60, wait: int = 0, ticks: int = 96, channel: int = 0) -> bytes:
    on, off = bytes([0x90 | channel, pitch, 64]), bytes([0x80 | channel, pitch, 0])
    return bytes([wait]) + on + bytes([ticks]) + off


def read(content: bytes) -> MidiFile:
    return parse_midi(content, "tune.mid")


def spans(file: MidiFile) -> list[tuple[int, int, int]]:
    return sorted((n.start, n.end, n.pitch) for n in file.notes)


TUNE = track(note(60) + note(62))
HEARD = [(0, 96, 60), (96, 192, 62)]


@pytest.mark.parametrize(
    ("name", "seconds", "n_notes", "mended"),
    [
        ("header_says_more_tracks.mid", 16, 32, "3 of the 5 promised tracks are missing"),
        ("key_sig_bad.mid", 16, 32, "key"),
        ("key_sig_mode2.mid", 16, 32, "key"),
        ("name_sjis.mid", 16, 64, ""),
        ("name_utf8.mid", 16, 64, ""),
        ("pickup_3_4.mid", 16, 32, ""),
        ("pickup_bar_ts_change.mid", 16, 32, ""),
        ("riff_rmid.rmi", 16, 32, ""),
        ("smpte_25x40.mid", 16, 32, ""),
        ("truncated_90pct.mid", 14, 28, "ends early"),
    ],
)
def test_what_is_there_is_read(name: str, seconds: float, n_notes: int, mended: str) -> None:
    file = read_midi(CASES / name)
    notes = list(file.notes)
    assert len(notes) == n_notes
    assert max(file.seconds([n.end for n in notes])) == pytest.approx(seconds)
    assert mended in file.mended
    assert bool(mended) == bool(file.mended)


@pytest.mark.parametrize(
    ("content", "mended"),
    [
        pytest.param(midi(TUNE), "", id="whole"),
        pytest.param(b"\0" * 128 + midi(TUNE), "before the header", id="MacBinary"),
        pytest.param(b"\0" + midi(TUNE)[1:], "header", id="header mark"),
        pytest.param(midi(b"MTrq" + TUNE[4:]), "", id="track mark"),
        pytest.param(midi(b"\0\0\0\0" + TUNE[4:]), "track", id="no track mark"),
        pytest.param(
            midi(chunk(b"XFIH", b"words"), TUNE, promised=1), "foreign", id="foreign chunk"
        ),
        pytest.param(midi(TUNE, chunk(b"CASM", b"style")), "foreign", id="foreign chunk behind"),
        pytest.param(midi(TUNE, promised=7), "6 of the 7 promised", id="promised"),
        pytest.param(midi(TUNE[:4] + b"\0\0\0\3" + TUNE[8:]), "length", id="short length"),
        pytest.param(midi(TUNE[:4] + b"\0\1\0\0" + TUNE[8:]), "ends early", id="long length"),
        pytest.param(midi(TUNE) + b"\0\0stray", "stand between", id="behind the last track"),
        pytest.param(midi(TUNE)[:-4], "ends early", id="no end of track"),
        pytest.param(midi(TUNE, kind=77), "", id="unknown format"),
        pytest.param(midi(TUNE, division=0), "how ticks are counted", id="no division"),
        pytest.param(midi(TUNE, division=0x8000), "how ticks are counted", id="frames of nothing"),
    ],
)
def test_what_stands_around_the_tracks_is_mended(content: bytes, mended: str) -> None:
    file = read(content)
    assert spans(file) == HEARD
    assert mended in file.mended


@pytest.mark.parametrize(
    ("events", "mended"),
    [
        pytest.param(note(60) + b"\0\xf0\3abc" + b"\0\x80\x3d\0" + note(62), "", id="sysex"),
        pytest.param(
            b"\0\x90\x3c\x40\x60\xf0\3ab\xf7\0\x3c\0\0\xff\1\1x\0\x3e\x40\x60\x3e\0",
            "",
            id="running status after sysex and text",
        ),
        pytest.param(note(60) + b"\0\xf8\0\xfe" + note(62), "stray", id="real-time messages"),
        pytest.param(note(60) + b"\0\xf1\1\0\xf2\1\2\0\xf3\1" + note(62), "stray", id="common"),
        pytest.param(b"\0\x40\0\x41" + note(60) + note(62), "stray", id="data of no message"),
        pytest.param(b"\0\xff\x51\3\0\0\0" + note(60) + note(62), "tempo", id="tempo 0"),
        pytest.param(b"\0\xff\x58\4\0\2\x18\x08" + note(60) + note(62), "metre", id="0/4"),
        pytest.param(b"\0\xff\x58\4\4\xf0\x18\x08" + note(60) + note(62), "metre", id="4/2^240"),
        pytest.param(b"\0\xff\x59\0" + note(60) + note(62), "key", id="empty key"),
        pytest.param(
            note(60) + note(62) + b"\0\xf0\x83\xff\xff\x7fabc", "longer than its track", id="length"
        ),
        pytest.param(
            b"\0\xf0\x83\xff\xff\x7fab\xf7" + note(60) + note(62), "longer", id="sysex length"
        ),
        pytest.param(
            b"\0\x90\x3c\x40\x60\xb0\x7b\0\0\x90\x3e\x40\x60\xb0\x78\0", "", id="all notes off"
        ),
        pytest.param(note(60) + note(62) + b"\0\x80\x3e\0\0\x80\x3e\0", "", id="ends of nothing"),
        pytest.param(b"\xff\xff\xff\x7f\xb0\7\7" + note(60) + note(62), "pause", id="long pause"),
    ],
)
def test_events_out_of_order_are_passed_over(events: bytes, mended: str) -> None:
    file = read(midi(track(events)))
    assert spans(file) == HEARD
    assert mended in file.mended
    assert bool(mended) == bool(file.mended)


def test_a_velocity_above_127_is_lowered() -> None:
    (loud,) = read(midi(track(b"\0\x90\x3c\xc0\x60\x80\x3c\0"))).notes
    assert loud.velocity == 127


def test_of_overlapping_notes_the_first_one_ends_first() -> None:
    events = b"\0\x90\x3c\x40\x30\x90\x3c\x50\x30\x80\x3c\0\x30\x80\x3c\0"
    assert spans(read(midi(track(events)))) == [(0, 96, 60), (48, 144, 60)]


def test_a_hanging_note_lasts_to_its_next_or_to_the_end() -> None:
    hanging = b"\0\x90\x3c\x40" + note(62) + note(60) + b"\0\x90\x41\x40" + note(62)
    file = read(midi(track(hanging)))
    assert spans(file) == [(0, 96, 60), (0, 96, 62), (96, 192, 60), (192, 288, 62), (192, 288, 65)]
    assert "without an end" in file.mended


def test_patterns_of_format_2_follow_one_another() -> None:
    second = track(b"\0\xff\x51\3\x0f\x42\x40" + note(64))
    file = read(midi(TUNE, second, kind=2, division=96))
    assert spans(file) == [*HEARD, (192, 288, 64)]
    assert file.seconds([192, 288]) == pytest.approx([1, 2])


@pytest.mark.parametrize(("rate", "seconds"), [(24, 0.1), (25, 0.096), (29, 0.08008), (30, 0.08)])
def test_time_in_frames_is_seconds_whatever_the_tempo(rate: int, seconds: float) -> None:
    division = (0x100 - rate) << 8 | 40
    slow = b"\0\xff\x51\3\x2f\x42\x40"
    file = read(midi(track(slow + note(60)), division=division))
    assert not file.has_beats
    assert file.seconds([96]) == pytest.approx([seconds])


def test_two_ports_are_sixteen_channels_more() -> None:
    first, second = (
        track(b"\0\xff\x21\1" + bytes([port]) + b"\0\xc0" + bytes([20 + port]) + note(60))
        for port in (0, 1)
    )
    file = read(midi(first, second))
    assert [(n.channel, file.program_at(n.channel, n.start)) for n in file.notes] == [
        (0, 20),
        (16, 21),
    ]


def test_a_program_may_be_chosen_in_another_track() -> None:
    file = read(midi(track(b"\0\xc0\x28\x60\xc0\x29"), TUNE))
    assert [file.program_at(0, n.start) for n in file.notes] == [0x28, 0x29]


def test_names_are_shown_as_written() -> None:
    assert "ピアノ右手" in {track.name for track in read_midi(CASES / "name_sjis.mid").tracks}
    assert "Скрипка" in {track.name for track in read_midi(CASES / "name_utf8.mid").tracks}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "tune.mid is empty"),
        (b"RIFF....WAVEfmt ", "tune.mid is not a MIDI file"),
        (bytes(range(256)) * 9, "tune.mid is not a MIDI file"),
        (b"MThd", "damaged or cut short"),
        (midi(chunk(b"MTrk", b"\0\x90")), r"damaged or cut short \(.*breaks off"),
    ],
)
def test_what_holds_no_music_is_named_with_the_reason(content: bytes, words: str) -> None:
    with pytest.raises(SynthesisError, match=words) as caught:
        read(content)
    assert caught.value.hint


def test_a_file_larger_than_any_music_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.mid"
    with path.open("wb") as file:
        file.write(midi(TUNE))
        file.truncate(100_000_000)
    with pytest.raises(SynthesisError, match=r"huge\.mid is larger than any music \(100 MB\)"):
        read_midi(path)


def test_a_million_notes_at_once_are_refused() -> None:
    with pytest.raises(SynthesisError, match="more than 500000 events"):
        read(midi(track(b"\0\x90\x3c\x40" + b"\0\x3c\x40" * 1_000_000)))


def test_what_is_no_plain_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mid")
    for path in (tmp_path / "pipe.mid", tmp_path, tmp_path / "missing.mid", Path("nul\0")):
        with pytest.raises(SynthesisError, match="cannot read") as caught:
            read_midi(path)
        assert caught.value.hint
