from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.options import RenderOptions
from engine.progress import Progress
from engine.synthesis import orchestra
from engine.synthesis.fluidsynth_library import FluidSynth
from engine.synthesis.orchestra import Orchestra
from engine.synthesis.presets import read_presets
from engine.synthesis.soundfont import SoundfontSynthesizer
from engine.synthesis.soundfont_file import find_soundfont
from engine.synthesis.timed_performance import Part, Performance, TimedNote

RATE = 22_050


def part(program: int, *notes: tuple[int, int], is_drum: bool = False) -> Part:
    timed = (TimedNote(i / 4, i / 4 + 0.3, *note) for i, note in enumerate(notes))
    return Part(program, is_drum, tuple(timed))


PIANO = part(0, (60, 50), (64, 90), (67, 120), (36, 70))
BAND = Performance((PIANO, part(48, (60, 80), (72, 80)), part(0, (36, 90), (42, 60), is_drum=True)))


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Give the sizes of the soundfonts that were cut."""
    cut, sizes = orchestra._cut, list[int]()

    def measured(*arguments: object) -> bytes:
        content: bytes = cut(*arguments)  # type: ignore[arg-type]
        sizes.append(len(content))
        return content

    monkeypatch.setattr(orchestra, "_cut", measured)
    return sizes


def render() -> np.ndarray:
    return SoundfontSynthesizer(RenderOptions(sample_rate=RATE)).play(BAND, Progress()).samples


def test_what_is_left_out_is_not_heard(monkeypatch: pytest.MonkeyPatch, sizes: list[int]) -> None:
    excerpt = render()
    assert sizes
    assert max(sizes) < find_soundfont().stat().st_size / 8

    def no_room(_path: Path, _content: bytes) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "write_bytes", no_room)
    np.testing.assert_array_equal(excerpt, render())


def test_a_piano_is_loaded_as_far_as_it_is_played() -> None:
    presets = read_presets(find_soundfont())
    played = presets.samples_of(PIANO)
    every_key = part(0, *((pitch, velocity) for pitch in range(21, 109) for velocity in (1, 127)))
    assert 0 < len(played) < len(presets.samples_of(every_key)) / 3


def grow(channel_parts: list[Part]) -> tuple[list[int | None], np.ndarray]:
    """Seat a part that grows; give the fonts that were chosen and the sound of its last note."""
    synth = FluidSynth(find_soundfont(), RATE)
    chosen: list[int | None] = []
    choose: Callable[..., bool] = synth.choose

    def watched(*arguments: int, font: int | None, **options: bool) -> bool:
        chosen.append(font)
        return choose(*arguments, font=font, **options)

    synth.choose = watched  # type: ignore[method-assign]
    seats = Orchestra(synth, find_soundfont())
    for grown in channel_parts:
        seats.seat(0, grown)
    last = channel_parts[-1].notes[-1]
    samples = np.zeros((64 * 64, 2), np.float32)
    synth.note_on(0, last.pitch, last.velocity)
    synth.write(samples, 0, len(samples))
    return chosen, samples


def test_a_part_that_grows_gets_what_its_new_notes_need() -> None:
    beginning = part(0, (60, 50))
    chosen, grown = grow([beginning, beginning, PIANO, PIANO])
    assert [font is None for font in chosen] == [False, True], "in part, then as a whole"
    np.testing.assert_array_equal(grown, grow([PIANO])[1])


def test_a_font_that_is_not_packed_is_taken_as_it_is(tmp_path: Path, sizes: list[int]) -> None:
    font = tmp_path / "plain.sf2"
    content = bytearray(find_soundfont().read_bytes())
    headers = content.rindex(b"shdr") + 8
    for place in range(headers + 44, len(content), 46):
        content[place] &= ~16  # its samples are noise then, but it says that they are plain
    font.write_bytes(content)
    Orchestra(FluidSynth(find_soundfont(), RATE), font).seat_all(BAND.parts)
    assert not sizes
