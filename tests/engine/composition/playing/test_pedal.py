"""Tests of where the pedal is changed."""

from __future__ import annotations

from engine.composition.playing.dynamics import Played
from engine.composition.playing.pedal import change_pedal
from engine.composition.score import Note


def rings(*notes: tuple[int, int, int], sung: Note | None = None) -> list[int]:
    """Say how long notes, by start, pitch and length, ring where each could for two beats."""
    played = [Played(Note(start, length, pitch, 64), 48) for start, pitch, length in notes]
    melody = [Played(sung, sung.duration)] if sung else []
    found = change_pedal({"melody": melody, "chords": played})
    return [own.longest for own in found["chords"]]


def test_what_agrees_rings_on() -> None:
    assert rings((0, 60, 12), (12, 64, 12), (24, 67, 12)) == [48, 48, 48]
    assert rings((0, 60, 12), (12, 71, 12)) == [48, 48]  # a major seventh is a colour


def test_a_tone_ends_where_one_beside_it_begins() -> None:
    assert rings((0, 60, 12), (24, 61, 12)) == [24, 48]
    assert rings((0, 60, 12), (24, 73, 12)) == [24, 48]
    assert rings((0, 60, 12), (60, 61, 12)) == [48, 48]


def test_what_is_written_stays() -> None:
    assert rings((0, 60, 24), (12, 61, 12)) == [24, 12]


def test_nothing_rings_beside_a_tune() -> None:
    assert rings((12, 60, 12), sung=Note(0, 96, 61, 64)) == [12]
    assert rings((12, 60, 12), sung=Note(0, 12, 61, 64)) == [48]
