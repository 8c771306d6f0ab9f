from __future__ import annotations

import random

import mido
import pytest

from engine.errors import SynthesisError
from engine.options import RenderOptions
from engine.progress import Progress
from engine.synthesis.midi_file import read_performance
from engine.synthesis.soundfont import SoundfontSynthesizer

on, off = (
    lambda note, time=0, channel=0, velocity=80, kind=kind: mido.Message(
        kind, note=note, time=time, channel=channel, velocity=velocity
    )
    for kind in ("note_on", "note_off")
)


def change(kind, time=0, channel=0, **values):
    return mido.Message(kind, time=time, channel=channel, **values)


def tempo(bpm, time=0):
    return mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(bpm), time=time)


@pytest.fixture
def write(tmp_path):
    def write(*tracks, type=1, ticks_per_beat=480):  # noqa: A002 - mido's word
        midi = mido.MidiFile(type=type, ticks_per_beat=ticks_per_beat)
        midi.tracks += [mido.MidiTrack(track) for track in tracks]
        path = tmp_path / "any.mid"
        midi.save(path)
        return path

    return write


def times(part):
    return [(round(note.start, 4), round(note.end, 4), note.pitch) for note in part.notes]


@pytest.mark.parametrize("kind", [0, 1])
def test_notes_are_read_in_seconds(write, kind):
    path = write([on(60), off(60, 480), on(64, 240), off(64, 240)], type=kind)
    (part,) = read_performance(path).parts
    assert times(part) == [(0, 0.5, 60), (0.75, 1.0, 64)]
    assert part.notes[0].velocity == 80


def test_tempo_changes_of_any_track_count_for_all(write):
    path = write(
        [tempo(60), tempo(120, 480)],
        [on(60), off(60, 960)],
        [tempo(240, 960), on(62), off(62, 480)],
    )
    first, second = (note for part in read_performance(path).parts for note in part.notes)
    assert (first.start, first.end) == pytest.approx((0, 1.5))
    assert (second.start, second.end) == pytest.approx((1.5, 1.75))


def test_a_part_is_a_channel_with_a_program(write):
    path = write(
        [change("program_change", program=5), on(60), off(60, 10)],
        [
            change("program_change", program=40, channel=1),
            on(62, channel=1),
            off(62, 10, channel=1),
        ],
        [on(36, channel=9), off(36, 10, channel=9)],
    )
    parts = read_performance(path).parts
    assert [(part.program, part.is_drum) for part in parts] == [(5, False), (40, False), (0, True)]


def test_a_program_changed_on_the_way_makes_a_new_part(write):
    path = write(
        [on(60), off(60, 10), change("program_change", program=9), on(62), off(62, 10)],
    )
    parts = read_performance(path).parts
    assert [(part.program, times(part)[0][2]) for part in parts] == [(0, 60), (9, 62)]


def test_pedals_volume_and_pitch_wheel_are_kept_but_banks_and_commands_are_not(write):
    controls = [change("control_change", control=n, value=1) for n in (0, 7, 32, 64, 120, 123)]
    path = write([*controls, change("pitchwheel", pitch=-700), on(60), off(60, 10)])
    (part,) = read_performance(path).parts
    assert [control.number for control in part.controls] == [7, 64]
    assert [bend.value for bend in part.bends] == [-700]


def test_a_note_without_an_end_lasts_to_the_end(write):
    path = write([on(60), on(62, 480), off(62, 480)])
    (part,) = read_performance(path).parts
    assert sorted(times(part)) == [(0, 1.0, 60), (0.5, 1.0, 62)]


def test_a_note_on_without_velocity_ends_a_note(write):
    path = write([on(60), on(60, 480, velocity=0), on(60, 480), off(60, 480), off(60, 10)])
    (part,) = read_performance(path).parts
    assert times(part) == [(0, 0.5, 60), (1.0, 1.5, 60)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file"),
        (b"", "is empty"),
        (b"RIFF....WAVEfmt ", "not a MIDI file"),
        (b"MThd", "damaged or cut short"),
        (b"MThd\0\0\0\6\0\1\0\2\1\xe0MTrk\0\0\0\x10\0\x90", "damaged or cut short"),
        (
            b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\0\0\0\6\0\xff\x59\2\x40\0",
            "key",  # with 64 sharps
        ),
        (b"MThd\0\0\0\6\0\2\0\0\1\xe0", "has no notes"),
        (b"MThd\0\0\0\6\0\1\0\0\xe8\x28", "has no notes"),
        (b"MThd\0\0\0\6\0\1\0\0\1\xe0", "has no notes"),
        (b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\0\0\0\4\0\xff\x2f\0", "has no notes"),
    ],
)
def test_what_is_no_music_is_named(tmp_path, content, words):
    path = tmp_path / "song.mid"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SynthesisError, match=words) as caught:
        read_performance(path)
    assert "song.mid" in str(caught.value)
    assert caught.value.hint


def test_a_folder_is_no_midi_file(tmp_path):
    with pytest.raises(SynthesisError, match="cannot read"):
        read_performance(tmp_path)


def test_damage_anywhere_is_music_or_a_clear_error(write, tmp_path):
    path = write([tempo(100), on(60), off(60, 480)], [on(40, channel=9), off(40, 99, channel=9)])
    whole = path.read_bytes()
    chance = random.Random(5)
    damaged = tmp_path / "damaged.mid"
    for _ in range(400):
        content = bytearray(whole[: chance.choice([len(whole), chance.randrange(len(whole))])])
        for _ in range(chance.randrange(4)):
            if content:
                content[chance.randrange(len(content))] = chance.randrange(256)
        damaged.write_bytes(content)
        try:
            read_performance(damaged)
        except SynthesisError as error:
            assert error.hint  # noqa: PT017 - either outcome is right


def test_what_was_mended_is_told_in_one_line(write):
    path = write([on(60), off(60, 480)])
    remarks = []
    read_performance(path, tell=remarks.append)
    assert remarks == []
    path.write_bytes(path.read_bytes()[:-4])
    (part,) = read_performance(path, tell=remarks.append).parts
    assert times(part) == [(0, 0.5, 60)]
    assert remarks == ["the file ends early, what is there was read"]


def test_two_ports_are_two_instruments(write):
    def port(number):
        return mido.MetaMessage("midi_port", port=number)

    path = write(
        [port(0), change("program_change", program=5), on(60), off(60, 10)],
        [port(1), change("program_change", program=40), on(62), off(62, 10)],
        [port(1), on(36, channel=9), off(36, 10, channel=9)],
    )
    parts = read_performance(path).parts
    assert [(part.program, part.is_drum) for part in parts] == [(5, False), (40, False), (0, True)]


def test_a_file_becomes_sound(write):
    path = write([change("program_change", program=19), on(69), off(69, 960)])
    waveform = SoundfontSynthesizer(RenderOptions()).play(read_performance(path), Progress())
    assert 1 < waveform.duration < 5
    assert waveform.peak > 0.05
