"""What a soundfont lacks is known before it is heard; the fonts are cut from the one that ships."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from pathlib import Path

import mido
import numpy as np
import pytest

from engine import resources
from engine.cli import main
from engine.errors import SynthesisError
from engine.options import RenderOptions
from engine.synthesis.fluidsynth_library import BLOCK, FluidSynth
from engine.synthesis.presets import describe_missing, read_presets
from engine.synthesis.soundfont import SoundfontSynthesizer
from engine.synthesis.soundfont_file import SHIPPED_SOUNDFONT, find_soundfont
from engine.synthesis.timed_performance import Part, Performance, TimedNote

_HEADER = 38  # bytes of a preset's
MakeFont = Callable[[Callable[[int, int], bool]], Path]


@pytest.fixture
def make_font(tmp_path: Path) -> MakeFont:
    """Leave presets of the shipped soundfont out, by bank and program."""

    def make(keeps: Callable[[int, int], bool]) -> Path:
        content = bytearray(resources.path(SHIPPED_SOUNDFONT).read_bytes())
        place = content.rindex(b"phdr")
        (size,) = struct.unpack_from("<I", content, place + 4)
        for header in range(place + 8, place + 8 + size - _HEADER, _HEADER):
            program, bank = struct.unpack_from("<HH", content, header + 20)
            if not keeps(bank, program):
                struct.pack_into("<HH", content, header + 20, program, 77)  # a bank nobody asks for
        path = tmp_path / "mine.sf3"
        path.write_bytes(content)
        return path

    return make


def playing(program: int, *pitches: int, is_drum: bool = False) -> Performance:
    notes = tuple(TimedNote(i, i + 0.5, pitch, 80) for i, pitch in enumerate(pitches))
    return Performance((Part(program, is_drum, notes),))


def missing(font: Path, performance: Performance) -> tuple[str, ...]:
    return SoundfontSynthesizer(RenderOptions(soundfont=str(font))).missing(performance)


def test_what_ships_lacks_nothing() -> None:
    presets = read_presets(find_soundfont())
    piece = [*playing(0, *range(21, 109)).parts, *playing(0, *range(35, 82), is_drum=True).parts]
    piece += [part for program in range(1, 128) for part in playing(program, 48, 60, 72).parts]
    assert describe_missing(presets, "ours", Performance(tuple(piece))) == ()


def test_a_font_without_drums_says_so_and_offers_ours(make_font: MakeFont) -> None:
    font = make_font(lambda bank, _: bank != 128)
    beat = playing(0, 36, 38, is_drum=True)
    said, offer = missing(font, beat)
    assert said == "the soundfont mine.sf3 has no drums: that part will be silent"
    assert "the one that Affetto brings along" in offer
    assert missing(font, playing(73, 72)) == ()


def test_a_broken_library_of_the_system_is_never_touched(
    make_font: MakeFont, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pretty_midi", "fluidsynth"):  # both look for FluidSynth where the system has it
        monkeypatch.setitem(sys.modules, name, None)
    assert missing(make_font(lambda bank, _: bank == 128), playing(40, 72))


def test_a_preset_that_is_lacking_is_named_with_who_plays_instead(make_font: MakeFont) -> None:
    said, _ = missing(make_font(lambda _, program: program != 73), playing(73, 72))
    assert said == "the soundfont mine.sf3 has no Flute: Piccolo plays instead"


def test_a_font_with_drums_alone_leaves_the_others_silent(make_font: MakeFont) -> None:
    said, _ = missing(make_font(lambda bank, _: bank == 128), playing(40, 72))
    assert said == "the soundfont mine.sf3 has no Violin: that part will be silent"


@pytest.mark.parametrize(
    ("pitches", "how_many"), [((70, 100, 120), "1 of the 3"), ((120, 127), "any")]
)
def test_keys_that_are_lacking_are_counted(pitches: tuple[int, ...], how_many: str) -> None:
    said, _ = describe_missing(read_presets(find_soundfont()), "x.sf2", playing(0, *pitches))
    assert (
        said == f"the soundfont x.sf2 has no sound for {how_many} notes of the Acoustic Grand Piano"
    )


@pytest.mark.parametrize("program", [0, 19, 58, 72])
def test_it_says_of_every_key_what_fluidsynth_does(program: int) -> None:
    presets = read_presets(find_soundfont())
    synth = FluidSynth(find_soundfont(), 22_050)
    synth.choose(0, program, is_drum=False)
    samples = np.zeros((BLOCK * 4, 2), np.float32)
    heard = []
    for pitch in range(128):
        synth.note_on(0, pitch, 90)
        heard.append(synth._synth.get_active_voice_count() > 0)
        synth.control(0, 120, 0)  # all sound off
        synth.write(samples, 0, len(samples))
    synth.close()
    assert heard == presets.sounding(program, is_drum=False)[:, 90].tolist()


@pytest.mark.parametrize("size", [12, 200, 5_000])
def test_a_damaged_list_of_presets_is_refused(tmp_path: Path, size: int) -> None:
    content = resources.path(SHIPPED_SOUNDFONT).read_bytes()
    path = tmp_path / "cut.sf3"
    path.write_bytes(content[:12] + content[content.rindex(b"pdta") - 8 :][:size])
    with pytest.raises(SynthesisError, match=r"cut\.sf3"):
        read_presets(path)


def test_nonsense_in_the_list_of_presets_ends_in_no_traceback(tmp_path: Path) -> None:
    content = resources.path(SHIPPED_SOUNDFONT).read_bytes()
    hydra = bytearray(content[content.rindex(b"pdta") - 8 :])
    chance = np.random.default_rng(1)
    path = tmp_path / "odd.sf3"
    for _ in range(60):
        odd = bytearray(hydra)
        for place in chance.integers(12, len(odd), 300):
            odd[place] = chance.integers(256)
        path.write_bytes(content[:12] + odd)
        try:
            presets = read_presets(path)
            for program in range(0, 128, 9):
                describe_missing(presets, "odd", playing(program, 20, 60, 100))
        except SynthesisError:
            continue


@pytest.mark.slow
def test_the_command_says_what_will_be_silent(
    make_font: MakeFont, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    font, song = make_font(lambda bank, _: bank != 128), tmp_path / "song.mid"
    midi = mido.MidiFile()
    midi.tracks.append(mido.MidiTrack())
    for channel, note in ((0, 60), (9, 36)):
        for word, time in (("note_on", 0), ("note_off", 480)):
            midi.tracks[0].append(mido.Message(word, channel=channel, note=note, time=time))
    midi.save(song)
    words = ["render", str(song), "-o", str(tmp_path / "song.wav"), "--soundfont", str(font)]
    assert main(words) == 0
    assert "has no drums" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.model
def test_a_song_that_is_composed_says_it_too(
    make_font: MakeFont, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    font = make_font(lambda bank, program: program == 0 and bank == 0)
    words = ["compose", "joy", "--bars", "4", "-o", str(tmp_path / "song.wav")]
    assert main([*words, "--soundfont", str(font)]) == 0
    assert "Acoustic Grand Piano plays instead" in capsys.readouterr().err
