from __future__ import annotations

import dataclasses

import music21
import pytest

from engine.composition.score import Note, Track
from engine.errors import ExportError
from engine.export import export_piece
from engine.export.sheet.writers import write_musicxml
from engine.musicxml.lead_part import read_part
from engine.options import ExportOptions
from engine.progress import Progress


def parse(song, **options):
    content = write_musicxml(song, ".musicxml", ExportOptions(**options), Progress()).content
    return music21.converter.parse(content, format="musicxml")


def notes_of(part):
    """Start, length and pitch of all that sounds, ties joined, in ticks."""
    found = [
        (round(element.offset * 24), round(element.quarterLength * 24), pitch.midi)
        for element in part.stripTies().flatten().notes
        if not isinstance(element, music21.harmony.Harmony)
        for pitch in element.pitches
    ]
    return sorted(found)


def tied(part):
    """As `notes_of`, where voices cross ties, which music21 joins with the wrong ones."""
    found, open_ties = [], {}
    for element in sorted(part.flatten().notes, key=lambda note: note.offset):
        start, length = round(element.offset * 24), round(element.quarterLength * 24)
        for note in getattr(element, "notes", [element]):
            goes_on = note.tie is not None and note.tie.type != "start"
            key = (note.pitch.midi, start)
            chain = open_ties.pop(key) if goes_on else [start, 0, note.pitch.midi]
            chain[1] += length
            if not goes_on:
                found.append(chain)
            if note.tie is not None and note.tie.type != "stop":
                open_ties[note.pitch.midi, start + length] = chain
    return sorted(map(tuple, found))


def expected(track):
    return sorted((note.start, note.duration, note.pitch) for note in track.notes)


def test_another_reader_finds_the_tune(song, written):
    (part,) = parse(song).parts
    assert notes_of(part) == expected(written.tracks[0])


def test_every_part_is_in_the_full_score(song, written):
    parts = parse(song, is_full=True).parts
    by_name = {part.partName: [] for part in parts}
    for part in parts:  # a piano has two staves
        by_name[part.partName] += notes_of(part) if part.partName != "Drums" else []
    melody, chords, bass, drums = written.tracks
    assert by_name["Violin"] == expected(melody)
    assert by_name["Bass"] == expected(bass)
    assert {(start, pitch) for start, _, pitch in by_name["Piano"]} == {
        (note.start, note.pitch) for note in chords.notes
    }
    hits = sum(isinstance(n, music21.note.Unpitched) for n in parts[-1].recurse().notes)
    assert hits == len(drums.notes)


def test_a_broken_chord_that_is_held_keeps_its_lengths(song):
    held = tuple(
        Note(start, 96 - start, pitch, 80) for start, pitch in ((0, 60), (12, 64), (24, 67))
    )
    strings = Track("pad", 48, held)
    crowd = dataclasses.replace(song.score, tracks=(*song.score.tracks, strings))
    parts = parse(dataclasses.replace(song, score=crowd), is_full=True).parts
    (part,) = (part for part in parts if part.partName == "Strings")
    assert tied(part) == expected(strings)


def test_tones_are_spelled_in_their_key(song):
    tune = parse(song).parts[0].stripTies().flatten().notes
    names = [note.pitch.name for note in tune if note.isNote]
    assert names[:5] == ["D", "F", "A", "C#", "D"]
    assert names[-4:] == ["C", "E-", "A-", "A-"]


def test_keys_metre_tempos_sections_and_loudness_are_there(song):
    flat = parse(song).flatten()
    assert [(key.offset, key.sharps) for key in flat.getElementsByClass("KeySignature")] == [
        (0, -1),
        (16, -4),
    ]
    assert [time.ratioString for time in flat.getElementsByClass("TimeSignature")] == ["4/4"]
    marks = flat.getElementsByClass("MetronomeMark")
    assert [(mark.offset, mark.number) for mark in marks] == [(0, 96), (16, 120)]
    assert [mark.content for mark in flat.getElementsByClass("RehearsalMark")] == ["A", "B"]
    assert [mark.value for mark in flat.getElementsByClass("Dynamic")] == ["mf"]


def test_chord_symbols_stand_where_they_sound(song, sheet):
    found = [
        (round(symbol.offset * 24), sorted({pitch.pitchClass for pitch in symbol.pitches}))
        for symbol in parse(song).flatten().getElementsByClass("ChordSymbol")
    ]
    tones = [{*chord.pitch_classes, chord.bass or chord.root} for chord in sheet.chords]
    starts = [chord.start for chord in sheet.chords]
    assert found == list(zip(starts, map(sorted, tones), strict=True))


def test_every_bar_is_full(song):
    for part in parse(song, is_full=True).parts:
        for measure in part.getElementsByClass("Measure"):
            voices = list(measure.voices) or [measure]
            assert {voice.duration.quarterLength for voice in voices} == {4}


def test_our_own_reader_agrees(song, written):
    part = read_part(write_musicxml(song, ".musicxml", ExportOptions(), Progress()).content)
    assert [(n.start, n.duration, n.pitch) for n in part.notes] == expected(written.tracks[0])
    assert [chord.quality for chord in part.chords] == ["m", "7", "m7♭5", "maj7", "m", "", "m6"]


def test_what_a_lead_sheet_leaves_out_is_said(song, tmp_path):
    (sentence,) = export_piece(song, tmp_path / "song.musicxml")
    assert "not chords, bass, drums" in sentence
    full = ExportOptions(is_full=True)
    assert export_piece(song, tmp_path / "full.musicxml", options=full) == ()


@pytest.mark.parametrize("suffix", [".musicxml", ".pdf", ".svg", ".abc"])
def test_a_song_without_a_tune_has_no_lead_sheet(song, tmp_path, suffix):
    score = dataclasses.replace(song.score, tracks=song.score.tracks[1:])
    tuneless = dataclasses.replace(song, score=score)
    with pytest.raises(ExportError, match="has no tune"):
        export_piece(tuneless, tmp_path / f"song{suffix}")
    assert not any(tmp_path.iterdir())


def test_two_parts_of_one_instrument_are_numbered(song):
    more = (*song.score.tracks, dataclasses.replace(song.score.tracks[0], role="second"))
    twice = dataclasses.replace(song, score=dataclasses.replace(song.score, tracks=more))
    names = [part.partName for part in parse(twice, is_full=True).parts]
    assert names[:2] == ["Violin 1", "Violin 2"]
    assert len({name for name in names if name != "Piano"}) == len(names) - names.count("Piano")


def test_a_clarinet_reads_no_bass_clef(song):
    low = tuple(Note(start, 24, 53, 80) for start in range(0, 96, 24))
    for program, sign in ((71, "G"), (42, "F")):
        part = Track("counter", program, low)
        crowd = dataclasses.replace(song.score, tracks=(*song.score.tracks, part))
        parts = parse(dataclasses.replace(song, score=crowd), is_full=True).parts
        name = "Clarinet" if program == 71 else "Cello"
        (found,) = (part for part in parts if part.partName == name)
        assert found.recurse().getElementsByClass("Clef")[0].sign == sign
