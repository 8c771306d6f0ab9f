from __future__ import annotations

import io
import zipfile

import pytest

from engine.composition.score import Metre, Note
from engine.errors import ResourceError
from engine.musicxml.full_scores import read_full_score

ATTRIBUTES = (
    "<attributes><divisions>2</divisions><time><beats>3</beats><beat-type>4</beat-type></time>"
    "</attributes>"
)
LYRIC = "<lyric><text>la</text></lyric>"


def note(step: str, duration: int, *, octave: int = 4, extra: str = "", chord: bool = False) -> str:
    pitch = f"<pitch><step>{step}</step><octave>{octave}</octave></pitch>"
    return f"<note>{'<chord/>' * chord}{pitch}<duration>{duration}</duration>{extra}</note>"


def back(duration: int) -> str:
    return f"<backup><duration>{duration}</duration></backup>"


def part(*measures: str) -> str:
    body = "".join(
        f'<measure number="{n}">{ATTRIBUTES if n == 1 else ""}{content}</measure>'
        for n, content in enumerate(measures, 1)
    )
    return f"<part>{body}</part>"


def score(*parts: str) -> bytes:
    return f"<score-partwise>{''.join(parts)}</score-partwise>".encode()


def test_voice_and_piano_are_told_apart() -> None:
    voice = part(note("E", 6, extra=LYRIC))
    piano = part(
        '<sound tempo="72"/>' + note("C", 6) + note("G", 6, chord=True) + back(6)
        + note("C", 2, octave=2) + note("G", 4, octave=2)
    )  # fmt: skip
    read = read_full_score(score(voice, piano))
    assert read.sung == [Note(0, 72, 64, 64)]
    assert read.played == [
        Note(0, 72, 60, 64), Note(0, 72, 67, 64), Note(0, 24, 36, 64), Note(24, 48, 43, 64),
    ]  # fmt: skip
    assert (read.metres, read.tempo, read.n_ticks) == ([Metre(3, 4)], 72.0, 72)


def test_stretches_in_one_metre_are_scores_of_their_own() -> None:
    four = ATTRIBUTES.replace("<beats>3", "<beats>4")
    voice = part(note("G", 6), four + note("C", 8, extra=LYRIC), note("D", 8))
    bass = part(note("C", 6, octave=2), four + note("D", 8, octave=2), note("E", 8, octave=2))
    read = read_full_score(score(voice, bass))
    assert (read.metres, read.changes) == ([Metre(3, 4), Metre(4, 4)], [0, 72])
    three, rest = read.stretches()
    assert (three.metres, three.n_ticks, three.bars) == ([Metre(3, 4)], 72, {1: 0})
    assert (rest.metres, rest.n_ticks, rest.bars) == ([Metre(4, 4)], 192, {2: 0, 3: 96})
    assert [n.start for n in rest.played] == [0, 96]
    assert [[(n.start, n.pitch) for n in voice] for voice in rest.parts] == [
        [(0, 60), (96, 62)], [(0, 38), (96, 40)],
    ]  # fmt: skip


def test_a_pickup_stands_at_the_end_of_its_bar_in_every_part() -> None:
    voice = part(note("G", 2, extra=LYRIC), note("C", 6, extra=LYRIC))
    piano = part(note("B", 2), note("C", 6))
    read = read_full_score(score(voice, piano))
    assert [n.start for n in read.sung] == [n.start for n in read.played] == [48, 72]
    assert read.bars == {1: 0, 2: 72}


def test_two_short_measures_make_one_bar() -> None:
    read = read_full_score(score(part(note("C", 6), note("D", 4), note("E", 2), note("F", 6))))
    assert [n.start for n in read.played] == [0, 72, 120, 144]
    assert read.bars == {1: 0, 2: 72, 3: 72, 4: 144}


def test_a_measure_that_stays_short_is_filled_up() -> None:
    read = read_full_score(score(part(note("C", 6), note("D", 4), note("F", 6))))
    assert [n.start for n in read.played] == [0, 72, 144]


def test_ties_join_notes_within_a_chord_and_over_bars() -> None:
    start, stop = '<tie type="start"/>', '<tie type="stop"/>'
    first = note("C", 6, extra=start) + note("E", 6, chord=True)
    read = read_full_score(score(part(first, note("C", 6, extra=stop))))
    assert sorted(read.played, key=lambda n: n.pitch) == [Note(0, 144, 60, 64), Note(0, 72, 64, 64)]


def test_grace_notes_are_left_out() -> None:
    grace = "<note><grace/><pitch><step>D</step><octave>5</octave></pitch></note>"
    assert len(read_full_score(score(part(grace + note("C", 6)))).played) == 1


def test_compressed_files_are_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("META-INF/container.xml", "<x/>")
        archive.writestr("song.xml", score(part(note("C", 6))))
    assert len(read_full_score(file.getvalue()).played) == 1


@pytest.mark.parametrize("content", [b"", b"PK nothing", b"<score-partwise/>", b"\x00" * 20])
def test_what_is_not_a_score_is_refused(content: bytes) -> None:
    with pytest.raises(ResourceError) as caught:
        read_full_score(content)
    assert caught.value.hint
