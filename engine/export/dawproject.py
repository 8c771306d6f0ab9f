"""Songs as DAWproject: tempo, tracks, notes and markers for a studio program.

The format is Bitwig's, open, and read by Bitwig, Studio One, Cubase and others: a ZIP archive of
XML files (github.com/bitwig/dawproject, version 1.0).
"""

from __future__ import annotations

import importlib.metadata
import io
import itertools
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.audio.waveform import Waveform
from engine.composition.score import TICKS_PER_BEAT, Role
from engine.export.facts import part_name
from engine.options import Faders
from engine.performance.played_score import FINE, PlayedScore, PlayedTrack
from engine.synthesis.mixing import PAN, VOLUME, controls_of

__all__ = ["Recording", "score_to_dawproject"]

_FADERS = Faders()
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest date that ZIP knows: the same song, the same bytes
_COLOURS: dict[Role, str] = {
    "melody": "#d9a13b", "second": "#c9703f", "chords": "#4f8fc0", "bass": "#5b6fae",
    "drums": "#7d7d7d", "counter": "#a8657f", "arpeggio": "#5fa59a", "pad": "#6f86a8",
    "percussion": "#969696", "effects": "#b0a58f",
}  # fmt: skip


class Recording(NamedTuple):
    """What a part sounds like, and the WAV file of it."""

    sound: Waveform
    content: bytes


def score_to_dawproject(
    played: PlayedScore,
    about: Mapping[str, str],
    faders: Faders = _FADERS,
    recordings: Mapping[Role, Recording] | None = None,
) -> bytes:
    """Write a score, as it is played, as a project with a track for each part.

    Parameters
    ----------
    faders
        As the user left them.
    about
        Any of ``Title``, ``Artist``, ``Composer``, ``Year`` and ``Comment``, in this order.
    recordings
        Of the parts that shall have a track of sound beside that of their notes.
    """
    recordings = recordings or {}
    project = _Project(played, faders, recordings)
    metadata = ET.Element("MetaData")
    for name, text in about.items():
        ET.SubElement(metadata, name).text = text
    files = {"project.xml": _xml(project.write()), "metadata.xml": _xml(metadata)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
        for track in played.tracks:
            if track.role in recordings:  # as it is: deflating it takes long and gains little
                entry = zipfile.ZipInfo(_file_of(track), _LONG_AGO)
                archive.writestr(entry, recordings[track.role].content)
    return buffer.getvalue()


def _xml(root: ET.Element) -> bytes:
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}\n'.encode()


def _file_of(track: PlayedTrack) -> str:
    return f"audio/{part_name(track)}.wav"


def _beats(ticks: float) -> str:
    return f"{ticks / TICKS_PER_BEAT:.6g}"


class _Project:
    """Writes the project, and gives every part of it an id."""

    def __init__(
        self, played: PlayedScore, faders: Faders, recordings: Mapping[Role, Recording]
    ) -> None:
        self._faders, self._recordings = faders, recordings
        self._score, self._tracks = played.score, played.tracks
        self._ids = itertools.count()
        self._tempo = ""

    def write(self) -> ET.Element:
        """Give the whole of ``project.xml``."""
        root = ET.Element("Project", version="1.0")
        version = importlib.metadata.version("affetto")
        ET.SubElement(root, "Application", name="Affetto", version=version)
        self._tempo = self._add_transport(root)
        structure = ET.SubElement(root, "Structure")
        master = self._id()
        tracks = [self._add_track(structure, track, master) for track in self._tracks]
        sounds = {
            self._add_sound_track(structure, track, master): track
            for track in self._tracks
            if track.role in self._recordings
        }
        element = self._add(structure, "Track", contentType="audio notes", name="Master")
        self._add_channel(element, {"role": "master"}, master, 1.0, 0.5)
        self._add_arrangement(root, tracks, sounds)
        ET.SubElement(root, "Scenes")
        return root

    def _id(self) -> str:
        return f"id{next(self._ids)}"

    def _add(self, parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
        return ET.SubElement(parent, tag, {"id": self._id(), **attributes})

    def _add_transport(self, root: ET.Element) -> str:
        transport = ET.SubElement(root, "Transport")
        value = f"{self._score.tempo:.6g}"
        tempo = self._add(transport, "Tempo", name="Tempo", unit="bpm", min="20", max="666")
        tempo.set("value", value)
        metre = self._score.metre
        numbers = {"numerator": str(metre.numerator), "denominator": str(metre.denominator)}
        self._add(transport, "TimeSignature", **numbers)
        return tempo.attrib["id"]

    def _add_track(self, structure: ET.Element, track: PlayedTrack, master: str) -> str:
        name = part_name(track)
        element = self._add(structure, "Track", contentType="notes", loaded="true", name=name)
        element.set("color", _COLOURS[track.role])
        if not track.is_drum:
            element.set("comment", f"General MIDI program {track.program + 1}")
        controls = controls_of(track.role, track.program)
        fader = self._faders.of(track.role)
        volume = (controls[VOLUME] / 127) ** 2 * 10 ** (fader.level / 20)
        what = {"role": "regular", "destination": master, "solo": str(fader.is_solo).lower()}
        self._add_channel(
            element, what, self._id(), volume, controls[PAN] / 127, is_muted=fader.is_muted
        )
        return element.attrib["id"]

    def _add_sound_track(self, structure: ET.Element, track: PlayedTrack, master: str) -> str:
        """Add a track for what a part sounds like, its place in the mix included."""
        name = f"{part_name(track)}, sound"
        element = self._add(structure, "Track", contentType="audio", loaded="true", name=name)
        element.set("color", _COLOURS[track.role])
        what = {"role": "regular", "destination": master, "solo": "false"}
        self._add_channel(element, what, self._id(), 1.0, 0.5)
        return element.attrib["id"]

    def _add_channel(  # noqa: PLR0913 - one knob each
        self,
        track: ET.Element,
        what: Mapping[str, str],
        name: str,
        volume: float,
        pan: float,
        *,
        is_muted: bool = False,
    ) -> None:
        channel = ET.SubElement(track, "Channel", {"audioChannels": "2", **what, "id": name})
        self._add(channel, "Mute", name="Mute", value=str(is_muted).lower())
        for knob, unit, most, value in (
            ("Pan", "normalized", "1", pan),
            ("Volume", "linear", "2", volume),
        ):
            self._add(channel, knob, name=knob, unit=unit, min="0", max=most, value=f"{value:.4f}")

    def _add_arrangement(
        self, root: ET.Element, tracks: Sequence[str], sounds: Mapping[str, PlayedTrack]
    ) -> None:
        arrangement = self._add(root, "Arrangement")
        lanes = self._add(arrangement, "Lanes", timeUnit="beats")
        for name, track in zip(tracks, self._tracks, strict=True):
            self._add_clip(self._add(lanes, "Lanes", track=name), track)
        for name, track in sounds.items():
            self._add_recording(self._add(lanes, "Lanes", track=name), track)
        self._add_markers(arrangement)
        automation = self._add(arrangement, "TempoAutomation", timeUnit="beats", unit="bpm")
        ET.SubElement(automation, "Target", parameter=self._tempo)
        for change in self._score.tempos:
            point = {"time": _beats(change.tick), "value": f"{change.tempo:.6g}"}
            ET.SubElement(automation, "RealPoint", {**point, "interpolation": "hold"})

    def _add_clip(self, lane: ET.Element, track: PlayedTrack) -> None:
        clips = self._add(lane, "Clips")
        whole = {"time": "0", "duration": _beats(self._score.n_ticks), "playStart": "0"}
        clip = ET.SubElement(clips, "Clip", {**whole, "name": part_name(track)})
        notes = self._add(clip, "Notes")
        channel = "9" if track.is_drum else "0"
        for note in track.notes:
            place = {"time": _beats(note.start / FINE), "duration": _beats(note.duration / FINE)}
            loudness = f"{note.velocity / 127:.4f}"
            tone = {"channel": channel, "key": str(note.pitch), "vel": loudness, "rel": loudness}
            ET.SubElement(notes, "Note", place | tone)

    def _add_recording(self, lane: ET.Element, track: PlayedTrack) -> None:
        """Add a clip in seconds: sound is not to follow a tempo that it already has."""
        sound = self._recordings[track.role].sound
        seconds = f"{sound.duration:.6f}"
        clips = self._add(lane, "Clips", timeUnit="seconds")
        whole = {"time": "0", "duration": seconds, "playStart": "0", "contentTimeUnit": "seconds"}
        clip = ET.SubElement(clips, "Clip", {**whole, "name": part_name(track)})
        shape = {"channels": str(sound.n_channels), "sampleRate": str(sound.sample_rate)}
        audio = self._add(clip, "Audio", duration=seconds, algorithm="raw", **shape)
        ET.SubElement(audio, "File", path=_file_of(track))

    def _add_markers(self, arrangement: ET.Element) -> None:
        """Mark sections, and chords between them."""
        bar = self._score.metre.ticks_per_bar
        found = [(section.first_bar * bar, f"[{section.name}]") for section in self._score.sections]
        found += [
            (chord.start, chord.symbol(self._score.key_at(chord.start // bar)))
            for chord in self._score.chords
        ]
        markers = self._add(arrangement, "Markers", timeUnit="beats")
        for tick, name in sorted(found, key=lambda mark: mark[0]):
            ET.SubElement(markers, "Marker", time=_beats(tick), name=name)
