from __future__ import annotations

import dataclasses
import io
import subprocess
import sys

import mido
import music21
import pretty_midi
import pytest

from engine.composition.score import Excerpt, Note, Track
from engine.export.midi import score_to_midi_bytes
from engine.synthesis.midi_file import read_performance
from engine.synthesis.mixing import controls_of
from engine.synthesis.timed_performance import perform


@pytest.fixture
def midi(score):
    return mido.MidiFile(file=io.BytesIO(score_to_midi_bytes(score)), charset="utf-8")


def metas(midi, kind):
    """Pairs of tick and message in the first track."""
    tick, found = 0, []
    for message in midi.tracks[0]:
        tick += message.time
        if message.type == kind:
            found.append((tick, message))
    return found


def test_it_is_format_1_at_480_ticks_with_a_track_for_each_part(midi):
    assert (midi.type, midi.ticks_per_beat) == (1, 480)
    names = [track.name for track in midi.tracks]
    assert names == ["", "melody", "chords", "bass", "drums"]


def test_tempos_metre_and_keys_are_said(midi):
    tempos = [(tick, round(mido.tempo2bpm(m.tempo), 3)) for tick, m in metas(midi, "set_tempo")]
    assert tempos == [(0, 100), (2880, 60)]
    ((_, metre),) = metas(midi, "time_signature")
    assert (metre.numerator, metre.denominator) == (3, 4)
    assert [(tick, m.key) for tick, m in metas(midi, "key_signature")] == [(0, "Am"), (2880, "Eb")]


def test_sections_and_chords_are_markers(midi):
    markers = [(tick, m.text) for tick, m in metas(midi, "marker")]
    assert markers == [(0, "[introduction]"), (0, "Am"), (2880, "[A]"), (2880, "Bb7/D")]


def test_the_wish_is_kept_in_any_alphabet(score):
    content = score_to_midi_bytes(score, title="надежда", texts=["wish: 希望 🌊", "seed: 7"])
    midi = mido.MidiFile(file=io.BytesIO(content), charset="utf-8")
    assert midi.tracks[0].name == "надежда"
    assert [m.text for _, m in metas(midi, "text")] == ["wish: 希望 🌊", "seed: 7"]


def test_each_part_has_its_channel_program_and_place(midi, score):
    for track, written in zip(score.tracks, midi.tracks[1:], strict=True):
        channels = {m.channel for m in written if not m.is_meta}
        assert len(channels) == 1
        assert (channels == {9}) == track.is_drum
        (program,) = (m.program for m in written if m.type == "program_change")
        assert program == (0 if track.is_drum else track.program)
        controls = {m.control: m.value for m in written if m.type == "control_change"}
        assert controls == controls_of(track.role, track.program)


def test_a_repeated_note_ends_before_it_starts_again(midi):
    notes = [m.type for m in midi.tracks[1] if m.type in {"note_on", "note_off"}]
    assert notes == ["note_on", "note_off"] * 3


def test_notes_that_overlap_on_one_pitch_are_untangled(score):
    tangled = Track("melody", 0, (Note(0, 100, 60, 80), Note(48, 20, 60, 80)))
    content = score_to_midi_bytes(dataclasses.replace(score, tracks=(tangled,)))
    notes = mido.MidiFile(file=io.BytesIO(content)).tracks[1]
    ends = [m.time for m in notes if m.type == "note_off"]
    assert ends == [960, 400]


def test_read_back_it_plays_as_the_score_does(score, tmp_path):
    path = tmp_path / "song.mid"
    path.write_bytes(score_to_midi_bytes(score))
    for ours, theirs in zip(perform(score).parts, read_performance(path).parts, strict=True):
        assert (ours.program, ours.is_drum) == (theirs.program, theirs.is_drum)
        assert ours.controls == theirs.controls
        for mine, other in zip(
            sorted(ours.notes, key=lambda n: (n.start, n.pitch)),
            sorted(theirs.notes, key=lambda n: (n.start, n.pitch)),
            strict=True,
        ):
            assert (mine.pitch, mine.velocity) == (other.pitch, other.velocity)
            assert (mine.start, mine.end) == pytest.approx((other.start, other.end), abs=1e-4)


def test_independent_readers_agree(score, tmp_path):
    path = tmp_path / "song.mid"
    path.write_bytes(score_to_midi_bytes(score))
    pretty = pretty_midi.PrettyMIDI(str(path))
    assert [i.program for i in pretty.instruments] == [40, 0, 33, 0]
    assert pretty.instruments[0].notes[2].start == pytest.approx(score.seconds_at(150), abs=1e-3)
    assert pretty.get_end_time() == pytest.approx(score.seconds_at(250), abs=1e-3)
    pitches = {p.midi for n in music21.converter.parse(path).recurse().notes for p in n.pitches}
    assert {69, 75, 57, 60, 64, 45} <= pitches


def test_the_file_lasts_to_the_last_bar_line(midi, score):
    assert midi.length == pytest.approx(score.duration, abs=1e-3)


SCRIPT = """
import hashlib
from engine.composition.score import *
from engine.export.midi import score_to_midi_bytes
key = Key(1, "minor")
score = Score(key, Metre(6, 8), 1, (TempoChange(0, 91.7),), (ScoreSection("A", 0, 1, key),),
              (Chord(0, 72, 1, "m7"),), (Track("melody", 3, (Note(0, 9, 61, 77),)),))
print(hashlib.sha256(score_to_midi_bytes(score, title="x", texts=["y"])).hexdigest())
"""


def test_two_processes_write_the_same_bytes():
    first, second = (
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    )
    assert first == second
    assert len(first.strip()) == 64


def test_sources_stand_as_texts_where_they_begin(score):
    excerpt = Excerpt(72, 144, "Le ruban rose", "Augusta Holmès", 41)
    named = dataclasses.replace(score, excerpts=(excerpt,))
    midi = mido.MidiFile(file=io.BytesIO(score_to_midi_bytes(named)), charset="utf-8")
    found = [(tick, message.text) for tick, message in metas(midi, "text")]
    assert found == [(1440, "from Augusta Holmès: Le ruban rose, bar 41")]
