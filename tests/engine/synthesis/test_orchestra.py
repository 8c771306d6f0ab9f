from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import SynthesisError
from engine.options import RenderOptions
from engine.progress import Progress
from engine.synthesis import orchestra
from engine.synthesis.excerpt import cut, decode
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
    sizes = list[int]()

    def measured(*arguments: Any) -> bytes:
        content = cut(*arguments)
        sizes.append(len(content))
        return content

    monkeypatch.setattr(orchestra, "cut", measured)
    return sizes


def render() -> np.ndarray:
    return SoundfontSynthesizer(RenderOptions(sample_rate=RATE)).play(BAND, Progress()).samples


def test_what_is_left_out_is_not_heard(monkeypatch: pytest.MonkeyPatch, sizes: list[int]) -> None:
    excerpt = render()
    assert sizes
    assert max(sizes) < find_soundfont().stat().st_size / 4  # and it is not packed

    def no_room(_path: Path, _content: bytes) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "write_bytes", no_room)
    # two builds of one decoder: now and then a sample is rounded the other way
    np.testing.assert_allclose(excerpt, render(), atol=1e-4)


def test_a_piano_is_loaded_as_far_as_it_is_played() -> None:
    presets = read_presets(find_soundfont())
    played = presets.samples_of(PIANO)
    every_key = part(0, *((pitch, velocity) for pitch in range(21, 109) for velocity in (1, 127)))
    assert 0 < len(played) < len(presets.samples_of(every_key)) / 3


def grow(channel_parts: list[Part]) -> np.ndarray:
    """Seat a part that grows; give the sound of its last note."""
    synth = FluidSynth(None, RATE)
    seats = Orchestra(synth, find_soundfont())
    for grown in channel_parts:
        seats.seat(0, grown)
    last = channel_parts[-1].notes[-1]
    samples = np.zeros((64 * 64, 2), np.float32)
    synth.note_on(0, last.pitch, last.velocity)
    synth.write(samples, 0, len(samples))
    return samples


def test_a_part_that_grows_gets_what_its_new_notes_need(sizes: list[int]) -> None:
    beginning = part(0, (60, 50))
    grown = grow([beginning, beginning, PIANO, PIANO])
    assert len(sizes) == 2, "once for each set of notes"
    assert grown.any()
    np.testing.assert_array_equal(grown, grow([PIANO]))


def test_an_excerpt_holds_what_it_was_cut_for_and_nothing_else(tmp_path: Path) -> None:
    soundfont = find_soundfont()
    whole, path = read_presets(soundfont), tmp_path / "excerpt.sf2"
    kit = BAND.parts[2]
    wanted = {whole.place(0, is_drum=False), whole.place(0, is_drum=True)} - {None}
    samples = whole.samples_of(PIANO) | whole.samples_of(kit)
    path.write_bytes(cut(whole, wanted, decode(soundfont, whole, samples)))
    excerpt = read_presets(path)
    assert excerpt.find(48, is_drum=False) == 0, "only the piano is left"
    for program, is_drum in ((0, False), (0, True)):
        np.testing.assert_array_equal(
            excerpt.sounding(program, is_drum=is_drum), whole.sounding(program, is_drum=is_drum)
        )


def test_a_damaged_sample_is_an_error_that_names_the_font(tmp_path: Path) -> None:
    font = tmp_path / "mine.sf3"
    content = bytearray(find_soundfont().read_bytes())
    presets = read_presets(find_soundfont())
    first = content.index(b"smpl") + 8
    for number in presets.samples_of(PIANO):
        header = presets.samples[number]
        content[first + int(header["start"]) : first + int(header["end"])] = bytes(
            int(header["end"] - header["start"])
        )
    font.write_bytes(content)
    with pytest.raises(SynthesisError, match=r"mine\.sf3 is damaged"):
        Orchestra(FluidSynth(None, RATE), font).seat_all([PIANO])


def test_a_font_that_is_not_packed_is_taken_as_it_is(tmp_path: Path, sizes: list[int]) -> None:
    font = tmp_path / "plain.sf2"
    content = bytearray(find_soundfont().read_bytes())
    headers = content.rindex(b"shdr") + 8
    for place in range(headers + 44, len(content), 46):
        content[place] &= ~16  # its samples are noise then, but it says that they are plain
    font.write_bytes(content)
    Orchestra(FluidSynth(None, RATE), font).seat_all(BAND.parts)
    assert not sizes
