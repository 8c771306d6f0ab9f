"""The reader beside others: the same notes where a file is whole, more where it is damaged."""

from __future__ import annotations

import io
import itertools
import json
import subprocess
import sys
import warnings
from collections import Counter
from pathlib import Path

import mido
import pretty_midi
import pytest
import symusic
from hypothesis import given, settings, strategies as st

from engine.errors import SynthesisError
from engine.midi.parsing import parse_midi

BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "midi_reading.py"


def measure(*arguments: str) -> dict[str, dict[str, float]]:
    """Let other readers read in processes that may crash."""
    output = subprocess.run(
        [sys.executable, str(BENCHMARK), "--json", *arguments],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    results: dict[str, dict[str, float]] = json.loads(output)
    return results


@pytest.mark.slow
def test_of_3000_damaged_files_more_are_read_than_by_any_other_reader() -> None:
    ours, *others = measure(
        "--damaged", "3000", "--readers", "affetto", "symusic", "pretty_midi"
    ).values()
    assert not ours["is_dead"]
    assert ours["megabytes"] < 500
    assert ours["n_read"] > 0.8 * ours["n_files"]
    for other in others:
        assert ours["n_read"] > other["n_read"]
        assert ours["n_notes"] > other["n_notes"]


@pytest.mark.slow
def test_of_the_cases_more_are_read_than_by_any_other_reader() -> None:
    ours, *others = measure("--damaged", "0").values()
    assert ours["n_read"] == ours["n_files"]
    assert all(other["n_notes"] < ours["n_notes"] for other in others)


notes = st.tuples(
    st.integers(0, 40),  # beginning, in steps of 60 ticks
    st.integers(1, 20),  # length
    st.integers(0, 127),
    st.integers(1, 127),
)
voices = st.tuples(st.integers(0, 15), st.lists(notes, max_size=12))
tempos = st.lists(st.tuples(st.integers(0, 60), st.integers(60_000, 2_000_000)), max_size=3)


def write(
    tracks: list[tuple[int, list[tuple[int, int, int, int]]]], changes: list[tuple[int, int]]
) -> bytes:
    """Write a file that keeps to the standard; a pitch never sounds twice at once."""
    midi = mido.MidiFile(ticks_per_beat=480)
    conducting = [(60 * step, mido.MetaMessage("set_tempo", tempo=t)) for step, t in changes]
    midi.tracks.append(in_order(conducting))
    for channel, played in tracks:
        events, ends = [], Counter[int]()
        for begin, length, pitch, velocity in sorted(played):
            if 60 * begin < ends[pitch]:
                continue
            ends[pitch] = 60 * (begin + length)
            on = mido.Message("note_on", channel=channel, note=pitch, velocity=velocity)
            off = mido.Message("note_off", channel=channel, note=pitch)
            events += [(60 * begin, on), (ends[pitch], off)]
        midi.tracks.append(in_order(events))
    buffer = io.BytesIO()
    midi.save(file=buffer)
    return buffer.getvalue()


def in_order(events: list[tuple[int, mido.Message]]) -> mido.MidiTrack:
    ordered = sorted(events, key=lambda event: (event[0], event[1].type == "note_on"))
    befores = itertools.chain([0], (tick for tick, _ in ordered))
    return mido.MidiTrack(
        message.copy(time=tick - before)
        for before, (tick, message) in zip(befores, ordered, strict=False)
    )


@given(st.lists(voices, min_size=1, max_size=4), tempos)
@settings(max_examples=100, deadline=None)
def test_whole_files_give_the_notes_that_other_readers_find(
    tracks: list[tuple[int, list[tuple[int, int, int, int]]]], changes: list[tuple[int, int]]
) -> None:
    content = write(tracks, changes)
    ours = parse_midi(content, "generated")
    assert not ours.mended
    theirs = symusic.Score.from_midi(content)
    assert sorted((n.start, n.end, n.pitch, n.velocity) for n in ours.notes) == sorted(
        (n.start, n.end, n.pitch, n.velocity) for track in theirs.tracks for n in track.notes
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pretty = pretty_midi.PrettyMIDI(io.BytesIO(content))
    starts = ours.seconds([n.start for n in ours.notes])
    assert sorted(starts) == pytest.approx(
        sorted(n.start for part in pretty.instruments for n in part.notes), abs=1e-6
    )


@given(st.binary(max_size=200), st.sampled_from([b"", b"MThd", b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk"]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_music_or_a_clear_error(content: bytes, beginning: bytes) -> None:
    try:
        file = parse_midi(beginning + content, "any")
    except SynthesisError as error:
        assert error.hint  # noqa: PT017 - either outcome is right
    else:
        assert all(0 <= n.pitch < 128 and 0 < n.velocity < 128 for n in file.notes)
        assert all(n.start <= n.end for n in file.notes)
