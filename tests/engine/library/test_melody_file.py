from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import mido
import pytest

from engine.composition.score import Metre
from engine.errors import CompositionError, EngineError
from engine.library.melody_file import read_melody

Line = Sequence[tuple[float, float, int]]  # start and length in beats, pitch
SCALE: Line = [(n, 1, pitch) for n, pitch in enumerate((62, 64, 65, 67, 69, 70, 73, 74))]
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a MIDI file of 100 ticks a beat with one track for each line."""

    def make(*lines: Line, metre: Metre | None = None, channel: int = 0, tempo: float = 0) -> Path:
        midi = mido.MidiFile(ticks_per_beat=100)
        for number, line in enumerate(lines):
            events = [(s * 100, 1, p) for s, _, p in line]
            events += [((s + d) * 100, 0, p) for s, d, p in line]
            track = mido.MidiTrack([mido.MetaMessage("track_name", name=f"part {number}")])
            if metre is not None:
                sign = {"numerator": metre.numerator, "denominator": metre.denominator}
                track.append(mido.MetaMessage("time_signature", **sign))
            if tempo:
                track.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(tempo)))
            last = 0.0
            for tick, is_on, pitch in sorted(events):
                time, last = round(tick - last), tick
                track.append(
                    mido.Message(
                        "note_on", channel=channel, note=pitch, velocity=70 * is_on, time=time
                    )
                )
            midi.tracks.append(track)
        path = tmp_path / "tune.mid"
        midi.save(path)
        return path

    return make


def pitches(score) -> list[int]:
    return [note.pitch for note in score.track("melody").notes]


def test_a_melody_is_read_with_its_key_metre_and_tempo(write: Write) -> None:
    score, remarks = read_melody(write(SCALE, metre=Metre(3, 4), tempo=90))
    assert pitches(score) == [p for _, _, p in SCALE]
    assert (str(score.key), str(score.metre), score.n_bars) == ("D minor", "3/4", 3)
    assert score.tempo == pytest.approx(90, abs=0.01)
    assert remarks == ()


def test_played_notes_are_put_on_the_grid(write: Write) -> None:
    score, _ = read_melody(write([(0.02, 0.97, 60), (1.27, 0.2, 62), (1.66, 0.4, 64)]))
    starts = [(note.start, note.end) for note in score.track("melody").notes]
    assert starts == [(0, 24), (30, 36), (40, 48)]


def test_of_chords_the_top_line_is_taken_and_said(write: Write) -> None:
    chords = [(s, d, p - drop) for s, d, p in SCALE for drop in (0, 4, 7)]
    score, remarks = read_melody(write(chords))
    assert pitches(score) == [p for _, _, p in SCALE]
    assert "top line" in remarks[0]


def test_of_two_parts_the_higher_one_is_taken_and_said(write: Write) -> None:
    low = [(s, d, p - 24) for s, d, p in SCALE]
    score, remarks = read_melody(write(low, SCALE))
    assert pitches(score) == [p for _, _, p in SCALE]
    assert "2 parts" in remarks[0]
    assert "part 1" in remarks[0]


def test_silence_before_the_melody_is_skipped_by_whole_bars(write: Write) -> None:
    score, _ = read_melody(write([(s + 9, d, p) for s, d, p in SCALE]))
    assert (score.track("melody").notes[0].start, score.n_bars) == (24, 3)


def test_short_bars_are_joined_to_longer_ones(write: Write) -> None:
    score, _ = read_melody(write(SCALE, metre=Metre(2, 4)))
    assert str(score.metre) == "4/4"


def sign(metre: str, time: int) -> mido.MetaMessage:
    numerator, denominator = map(int, metre.split("/"))
    return mido.MetaMessage(
        "time_signature", numerator=numerator, denominator=denominator, time=time
    )


@pytest.mark.parametrize(
    ("signs", "metre", "n_bars", "first", "remark"),
    [
        ([("1/4", 0), ("4/4", 100)], "4/4", 3, 72, ""),
        ([("1/4", 0), ("3/4", 100)], "3/4", 4, 48, ""),
        ([("1/8", 0), ("6/8", 50)], "6/8", 4, 60, ""),
        ([("2/4", 0), ("3/4", 200)], "3/4", 3, 24, ""),
        ([("4/4", 0), ("3/4", 100)], "3/4", 4, 48, ""),
        ([("3/4", 0), ("4/4", 300)], "4/4", 3, 24, ""),
        ([("3/4", 0), ("4/4", 600)], "3/4", 3, 0, "the metre changes"),
        ([("5/4", 0), ("3/4", 100)], "3/4", 4, 48, ""),
    ],
)
def test_the_main_metre_counts_and_an_upbeat_stands_before_it(  # noqa: PLR0917
    write: Write, signs: list[tuple[str, int]], metre: str, n_bars: int, first: int, remark: str
) -> None:
    path = write(SCALE)
    midi = mido.MidiFile(path)
    times = [0, *(tick for _, tick in signs)]
    waits = [tick - before for before, (_, tick) in zip(times, signs, strict=False)]
    midi.tracks.append(
        mido.MidiTrack(sign(name, wait) for (name, _), wait in zip(signs, waits, strict=True))
    )
    midi.save(path)
    score, remarks = read_melody(path)
    assert (str(score.metre), score.n_bars) == (metre, n_bars)
    assert score.track("melody").notes[0].start == first
    assert remark in " ".join(remarks)
    assert bool(remark) == bool(remarks)


@pytest.mark.parametrize("period", [0.4, 0.48, 0.5, 0.6, 0.75])
def test_the_beat_of_a_file_that_counts_frames_is_found(write: Write, period: float) -> None:
    tune = [(n, 1, 60 + n % 7) for n in range(48)]
    path = write([(start * 10 * period, 9 * period, pitch) for start, _, pitch in tune])
    content = bytearray(path.read_bytes())
    content[12:14] = b"\xe7\x28"  # 25 frames of 40 ticks: 1000 a second, here a tenth of a beat
    path.write_bytes(content)
    score, remarks = read_melody(path)
    notes = score.track("melody").notes
    steps = {after.start - before.start for before, after in itertools.pairwise(notes)}
    assert len(notes) == 48
    assert len(steps) == 1
    assert next(iter(steps)) * 60 / score.tempo / 24 == pytest.approx(period, rel=0.05)
    assert any("counts no beats" in remark for remark in remarks)


@pytest.mark.parametrize(
    ("lines", "settings", "message"),
    [
        ([], {}, "has no notes"),
        ([[]], {}, "has no notes"),
        ([SCALE], {"channel": 9}, "only drums"),
        ([[(0, 1, 60)]], {}, "only 1 notes"),
        ([SCALE], {"metre": Metre(5, 4)}, "5/4"),
        ([[(n, 1, 60 + n % 7) for n in range(3600)]], {"tempo": 120}, "30 minutes"),
    ],
)
def test_what_cannot_be_harmonised_is_refused_with_a_next_step(
    write: Write, lines: list[Line], settings: dict[str, object], message: str
) -> None:
    with pytest.raises(CompositionError, match=message) as caught:
        read_melody(write(*lines, **settings))
    assert caught.value.hint


@pytest.mark.parametrize("content", [b"", b"RIFF", b"MThd\x00\x00\x00\x06\x00\x01"])
def test_broken_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tune.mid"
    path.write_bytes(content)
    with pytest.raises(EngineError) as caught:
        read_melody(path)
    assert caught.value.hint
