from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import CompositionError
from engine.musicxml.playing import read_musicxml

SCORE = """<score-partwise><part-list>
<score-part id="P1"><part-name>Flöte</part-name><midi-instrument id="P1-I1">
<midi-program>74</midi-program></midi-instrument></score-part>
<score-part id="P2"><part-name>Drums</part-name><midi-instrument id="P2-I37">
<midi-unpitched>37</midi-unpitched></midi-instrument></score-part></part-list>
<part id="P1"><measure number="1"><attributes><divisions>2</divisions>
<time><beats>3</beats><beat-type>4</beat-type></time></attributes>
<direction><direction-type><words>x</words></direction-type><sound tempo="90"/></direction>
<note><pitch><step>G</step><octave>5</octave></pitch><duration>4</duration></note>
<direction><direction-type><words>x</words></direction-type><offset>1</offset>
<sound tempo="60"/></direction>
<note><pitch><step>B</step><alter>-1</alter><octave>5</octave></pitch><duration>2</duration></note>
</measure></part>
<part id="P2"><measure number="1"><attributes><divisions>1</divisions></attributes>
<note><unpitched/><duration>1</duration><instrument id="P2-I37"/></note>
<note><rest/><duration>2</duration></note></measure></part></score-partwise>"""


@pytest.fixture
def midi(tmp_path: Path):
    path = tmp_path / "song.musicxml"
    path.write_text(SCORE, encoding="utf-8")
    return read_musicxml(path)


def test_notes_players_and_drums_are_read(midi) -> None:
    flute, drums = midi.tracks
    assert flute.name == "Flöte"
    assert [(n.start, n.end, n.pitch) for n in flute.notes] == [(0, 48, 79), (48, 72, 82)]
    assert midi.program_at(flute.notes[0].channel, 0) == 73
    assert [(n.channel, n.pitch) for n in drums.notes] == [(9, 36)]


def test_tempos_stand_where_they_are_written(midi) -> None:
    assert [(t.tick, round(60e6 / t.length)) for t in midi.tempos] == [(0, 90), (60, 60)]
    assert [sign[1:] for sign in midi.metres] == [(3, 4)]


@pytest.mark.parametrize(
    ("content", "words"),
    [("", "no MusicXML"), ("<html></html>", "no MusicXML"), (SCORE[:900], "no MusicXML")],
)
def test_what_is_none_is_refused_with_a_next_step(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "song.musicxml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CompositionError, match=words) as caught:
        read_musicxml(path)
    assert caught.value.hint
    with pytest.raises(CompositionError, match="cannot read"):
        read_musicxml(tmp_path / "nowhere.musicxml")
