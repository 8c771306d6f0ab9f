from __future__ import annotations

import io
import zipfile

import pytest

from engine.composition.score import Chord, Metre, Note
from engine.errors import ResourceError
from engine.musicxml.lead_part import read_part

ATTRIBUTES = (
    "<attributes><divisions>2</divisions><time><beats>{}</beats><beat-type>4</beat-type></time>"
    "</attributes>"
)


def note(step: str, duration: int, *, octave: int = 4, extra: str = "") -> str:
    pitch = f"<pitch><step>{step}</step><octave>{octave}</octave></pitch>"
    return f"<note>{pitch}<duration>{duration}</duration>{extra}</note>"


def rest(duration: int) -> str:
    return f"<note><rest/><duration>{duration}</duration></note>"


def harmony(root: str, kind: str, extra: str = "") -> str:
    return (
        f"<harmony><root><root-step>{root}</root-step></root><kind>{kind}</kind>{extra}</harmony>"
    )


def score(*measures: str, beats: int = 3, other_part: str = "") -> bytes:
    body = "".join(
        f'<measure number="{n}">{ATTRIBUTES.format(beats) if n == 1 else ""}{content}</measure>'
        for n, content in enumerate(measures, 1)
    )
    return f"<score-partwise>{other_part}<part id='P1'>{body}</part></score-partwise>".encode()


def test_notes_rests_and_chords() -> None:
    part = read_part(
        score(
            harmony("C", "major") + note("E", 4) + rest(2), harmony("G", "dominant") + note("D", 6)
        )
    )
    assert part.metres == [Metre(3, 4)]
    assert part.notes == [Note(0, 48, 64, 64), Note(72, 72, 62, 64)]
    assert part.chords == [Chord(0, 72, 0), Chord(72, 72, 7, "7")]
    assert part.bars == {1: 0, 2: 72}


def test_a_slash_chord_keeps_its_bass() -> None:
    bass = "<bass><bass-step>E</bass-step><bass-alter>-1</bass-alter></bass>"
    part = read_part(score(harmony("C", "minor", bass) + note("C", 6)))
    assert part.chords == [Chord(0, 72, 0, "m", 3)]


def test_a_pickup_stands_at_the_end_of_its_bar() -> None:
    part = read_part(score(note("G", 2), note("C", 6, octave=5)))
    assert part.notes == [Note(48, 24, 67, 64), Note(72, 72, 72, 64)]


def test_tied_notes_are_one() -> None:
    part = read_part(score(note("C", 6), note("C", 2, extra='<tie type="stop"/>') + rest(4)))
    assert part.notes == [Note(0, 96, 60, 64)]


def test_other_voices_and_chord_tones_are_left_out() -> None:
    second = note("E", 6, extra="<voice>2</voice>")
    third = note("G", 6).replace("<pitch>", "<chord/><pitch>")
    backup = "<backup><duration>6</duration></backup>"
    part = read_part(score(note("C", 6) + third + backup + second))
    assert [found.pitch for found in part.notes] == [60]


def test_the_sung_part_is_the_melody() -> None:
    piano = f"<part id='P0'><measure>{ATTRIBUTES.format(3)}{note('A', 6)}</measure></part>"
    sung = note("C", 6, extra="<lyric><text>la</text></lyric>")
    assert [n.pitch for n in read_part(score(sung, other_part=piano)).notes] == [60]


def test_compressed_files_are_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("META-INF/container.xml", "<container/>")
        archive.writestr("song.xml", score(note("C", 6)))
    assert len(read_part(file.getvalue()).notes) == 1


def test_a_part_without_chords_has_none() -> None:
    assert read_part(score(note("C", 6))).chords == []


@pytest.mark.parametrize("content", [b"", b"<score", b"PK\x03\x04broken", b"<score-partwise/>"])
def test_what_is_not_musicxml_is_refused(content: bytes) -> None:
    with pytest.raises(ResourceError, match="MusicXML"):
        read_part(content)
