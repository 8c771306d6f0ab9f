from __future__ import annotations

import pytest

from engine.midi.music import MetreSign, MidiFile, MidiTrack, Tempo


def file_of(*metres: MetreSign, tempos: tuple[Tempo, ...] = (Tempo(0, 500_000),)) -> MidiFile:
    return MidiFile(100, True, (MidiTrack(n_ticks=4000),), tempos, metres)


@pytest.mark.parametrize(
    ("metres", "main", "end"),
    [
        ((), (0, 4, 4), 4000),
        (((0, 3, 4),), (0, 3, 4), 4000),
        (((0, 1, 4), (100, 4, 4)), (100, 4, 4), 4000),
        (((0, 4, 4), (2800, 2, 4), (3000, 3, 4)), (0, 4, 4), 2800),
        (((0, 3, 4), (1000, 3, 4), (3000, 4, 4)), (0, 3, 4), 3000),
        (((3900, 3, 4),), (0, 4, 4), 3900),
        (((0, 4, 4), (9000, 3, 4)), (0, 4, 4), 9000),
    ],
)
def test_the_main_metre_holds_longest(
    metres: tuple[tuple[int, int, int], ...], main: tuple[int, int, int], end: int
) -> None:
    assert file_of(*(MetreSign(*metre) for metre in metres)).main_metre() == (main, end)


def test_ticks_become_seconds_through_all_tempos() -> None:
    file = file_of(tempos=(Tempo(0, 500_000), Tempo(200, 1_000_000), Tempo(9000, 1)))
    assert file.seconds([0, 100, 200, 300, 4000]) == pytest.approx([0, 0.5, 1, 2, 39])
