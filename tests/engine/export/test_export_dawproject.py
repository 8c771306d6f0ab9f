"""There is no reader of DAWproject to be had here: its own schema is told by what follows."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from xml.etree import ElementTree as ET

import mido
import numpy as np
import pytest
import soundfile

from engine.audio.waveform import Waveform
from engine.export import export_piece
from engine.options import Fader, Faders, MixOptions


@pytest.fixture
def archive(piece, tmp_path):
    export_piece(piece, tmp_path / "song.dawproject")
    return zipfile.ZipFile(io.BytesIO((tmp_path / "song.dawproject").read_bytes()))


@pytest.fixture
def project(archive):
    return ET.fromstring(archive.read("project.xml"))


def test_the_archive_holds_the_two_files(archive, piece):
    assert archive.testzip() is None
    assert archive.namelist() == ["project.xml", "metadata.xml"]
    about = ET.fromstring(archive.read("metadata.xml"))
    assert [child.tag for child in about] == ["Title", "Artist", "Composer", "Year", "Comment"]
    assert about.findtext("Title") == piece.reading.text
    assert "seed: 7" in about.findtext("Comment")


def test_its_elements_stand_in_the_order_of_the_schema(project):
    assert project.get("version") == "1.0"
    order = ["Application", "Transport", "Structure", "Arrangement", "Scenes"]
    assert [child.tag for child in project] == order
    arrangement = [child.tag for child in project.find("Arrangement")]
    assert arrangement == ["Lanes", "Markers", "TempoAutomation"]
    for channel in project.iter("Channel"):
        assert [child.tag for child in channel] == ["Mute", "Pan", "Volume"]


def test_ids_are_single_and_what_refers_to_them_finds_them(project):
    ids = [element.get("id") for element in project.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    referred = {
        element.get(name)
        for element in project.iter()
        for name in ("track", "destination", "parameter")
        if element.get(name)
    }
    assert referred <= set(ids)
    channels = {channel.get("id") for channel in project.iter("Channel")}
    assert {c.get("destination") for c in project.iter("Channel")} - {None} <= channels


def test_tempo_metre_and_markers_are_those_of_the_song(project):
    assert project.find("Transport/Tempo").get("value") == "100"
    metre = project.find("Transport/TimeSignature")
    assert (metre.get("numerator"), metre.get("denominator")) == ("3", "4")
    points = [(p.get("time"), p.get("value")) for p in project.iter("RealPoint")]
    assert points == [("0", "100"), ("6", "60")]
    markers = [(m.get("time"), m.get("name")) for m in project.iter("Marker")]
    assert markers == [("0", "[introduction]"), ("0", "Am"), ("6", "[A]"), ("6", "B♭7/D")]


def test_every_note_is_there_as_it_is_played(project, piece):
    names = [track.get("name") for track in project.iter("Track")]
    assert names == ["Melody (violin)", "Chords (piano)", "Bass", "Drums", "Master"]
    lanes = project.findall("Arrangement/Lanes/Lanes")
    for lane, track in zip(lanes, piece.played.tracks, strict=True):
        found = [
            (float(n.get("time")) * 480, float(n.get("duration")) * 480, int(n.get("key")))
            for n in lane.iter("Note")
        ]
        wanted = [(note.start, note.duration, note.pitch) for note in track.notes]
        assert [tuple(map(round, note)) for note in found] == wanted
        velocities = [round(float(n.get("vel")) * 127) for n in lane.iter("Note")]
        assert velocities == [note.velocity for note in track.notes]


def test_the_same_song_gives_the_same_bytes(piece, tmp_path):
    paths = [tmp_path / name for name in ("a.dawproject", "b.dawproject")]
    for path in paths:
        export_piece(piece, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_faders_are_kept(piece, tmp_path):
    faders = Faders().moved("bass", Fader(is_muted=True)).moved("drums", Fader(level=-6))
    faders = faders.moved("melody", Fader(is_solo=True))
    sound = dataclasses.replace(piece.render_options, mix=MixOptions(faders))
    mixed = dataclasses.replace(piece, render_options=sound)
    projects = []
    for name, song in (("a", piece), ("b", mixed)):
        export_piece(song, tmp_path / f"{name}.dawproject")
        archive = zipfile.ZipFile(tmp_path / f"{name}.dawproject")
        projects.append(list(ET.fromstring(archive.read("project.xml")).iter("Channel")))
    melody, _, bass, drums, _ = projects[1]
    assert melody.get("solo") == "true"
    assert bass.find("Mute").get("value") == "true"
    before, after = (float(c.find("Volume").get("value")) for c in (projects[0][3], drums))
    assert after / before == pytest.approx(0.5, abs=0.01)
    export_piece(mixed, tmp_path / "song.mid")
    midi = mido.MidiFile(tmp_path / "song.mid")
    volumes = [
        m.value for t in midi.tracks for m in t if m.type == "control_change" and m.control == 7
    ]
    assert volumes[0] > 0
    assert volumes[1:] == [0, 0, 0]  # all but the one that is solo


def test_what_parts_sound_like_stands_on_tracks_of_its_own(piece, tmp_path):
    chance = np.random.default_rng(1)
    stems = {
        role: Waveform(chance.uniform(-0.5, 0.5, (44_100, 2)).astype(np.float32), 44_100)
        for role in ("melody", "bass")
    }
    export_piece(dataclasses.replace(piece, stems=stems), tmp_path / "song.dawproject")
    archive = zipfile.ZipFile(tmp_path / "song.dawproject")
    assert archive.testzip() is None
    project = ET.fromstring(archive.read("project.xml"))
    names = {t.get("id"): (t.get("name"), t.get("contentType")) for t in project.iter("Track")}
    kinds = [kind for _, kind in names.values()]
    assert kinds == ["notes"] * 4 + ["audio"] * 2 + ["audio notes"]
    lanes = {
        names[lane.get("track")][0]: lane for lane in project.findall("Arrangement/Lanes/Lanes")
    }
    for role, name in (("melody", "Melody (violin), sound"), ("bass", "Bass, sound")):
        clips = lanes[name].find("Clips")
        assert clips.get("timeUnit") == clips.find("Clip").get("contentTimeUnit") == "seconds"
        audio = clips.find("Clip/Audio")
        assert (audio.get("channels"), audio.get("sampleRate")) == ("2", "44100")
        assert float(audio.get("duration")) == pytest.approx(1.0)
        content = io.BytesIO(archive.read(audio.find("File").get("path")))
        heard, rate = soundfile.read(content, dtype="float32")
        assert rate == 44_100
        np.testing.assert_allclose(heard, stems[role].samples, atol=1e-6)
    ids = [element.get("id") for element in project.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
