from __future__ import annotations

import ctypes.util
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine import resources
from engine.errors import SynthesisError
from engine.synthesis import fluidsynth_library
from engine.synthesis.fluidsynth_library import FluidSynth, find_library, load, version
from engine.synthesis.soundfont_file import SHIPPED_SOUNDFONT


@pytest.fixture
def synth():
    synth = FluidSynth(resources.path(SHIPPED_SOUNDFONT), 44_100)
    yield synth
    synth.close()


def test_the_pinned_library_plays_whatever_the_system_has(monkeypatch):
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: f"/usr/lib/lib{name}.so.3")
    assert "pygame" in find_library()


def test_a_library_that_was_chosen_plays(tmp_path):
    pinned = Path(find_library())
    (tmp_path / "libs").symlink_to(pinned.parent)  # its neighbours are sought beside it
    mine = tmp_path / "libs" / pinned.name
    assert load(find_library(str(mine))) is not load(str(pinned))


def test_a_broken_library_is_named(tmp_path):
    broken = tmp_path / "libfluidsynth.so"
    broken.write_bytes(b"not a library")
    with pytest.raises(SynthesisError, match=r"does not work: .*libfluidsynth\.so"):
        load(str(broken))
    assert version()


def test_without_any_library_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(SynthesisError, match="not found") as caught:
        find_library()
    assert "pip install" in caught.value.hint


def test_loading_leaves_nothing_patched():
    before = ctypes.util.find_library
    load.__wrapped__(find_library())
    assert ctypes.util.find_library is before


def test_one_synthesizer_comes_and_goes_before_anybody_can_make_another(monkeypatch):
    # The first of a process fills tables that all share; what is made meanwhile plays otherwise.
    steps = []

    def watch(module):
        class Watched(module.Synth):
            def __init__(self):
                steps.append(("made", fluidsynth_library._import_lock.locked()))
                super().__init__()

            def delete(self):
                super().delete()
                steps.append(("deleted", fluidsynth_library._import_lock.locked()))

        module.Synth = Watched

    monkeypatch.setattr(fluidsynth_library, "_silence", watch)
    load.__wrapped__(find_library())
    assert steps == [("made", True), ("deleted", True)]


def test_the_version_is_a_modern_one():
    assert int(version().split(".")[0]) >= 2


def test_a_missing_instrument_gives_way_to_its_nearest_relative(synth, monkeypatch):
    chosen = []
    inner = synth._synth
    monkeypatch.setattr(
        inner, "sfpreset_name", lambda _font, _bank, n: "x" if n in (0, 9) else None
    )
    monkeypatch.setattr(inner, "program_select", lambda *args: chosen.append(args[2:]) or 0)
    assert synth.choose(0, 15, is_drum=False)
    assert synth.choose(0, 6, is_drum=False)
    assert synth.choose(0, 3, is_drum=True)
    assert chosen == [(0, 9), (0, 0), (128, 0)]


def test_a_font_without_drums_keeps_them_silent(synth, monkeypatch):
    monkeypatch.setattr(synth._synth, "sfpreset_name", lambda *_args: None)
    assert not synth.choose(0, 0, is_drum=True)


def test_frames_are_written_where_asked(synth):
    samples = np.zeros((256, 2), dtype=np.float32)
    synth.choose(0, 80, is_drum=False)
    synth.note_on(0, 60, 120)
    synth.write(samples, 128, 128)
    assert not samples[:128].any()
    assert samples[128:].any()


def test_the_pitch_wheel_bends(synth):
    samples = np.zeros((44_032, 2), dtype=np.float32)
    synth.choose(0, 73, is_drum=False)
    synth.bend(0, 8191)  # up by two semitones
    synth.note_on(0, 69, 100)
    synth.write(samples, 0, len(samples))
    spectrum = np.abs(np.fft.rfft(samples[11_000:].mean(axis=1)))
    heard = np.argmax(spectrum) * 44_100 / (len(samples) - 11_000)
    assert heard == pytest.approx(493.9, rel=0.01)


def test_a_font_that_fluidsynth_refuses_is_an_error(tmp_path):
    path = tmp_path / "mine.sf2"
    path.write_bytes(b"RIFF\x04\0\0\0sfbk")
    with pytest.raises(SynthesisError, match="damaged") as caught:
        FluidSynth(path, 44_100)
    assert caught.value.hint


def test_loading_prints_nothing_where_continuous_integration_runs():
    code = """if True:
        import os
        from engine.synthesis.fluidsynth_library import version
        version()
        print(os.environ["CI"])
    """
    command = [sys.executable, "-c", code]
    environment = os.environ | {"CI": "true"}
    said = subprocess.run(command, env=environment, capture_output=True, check=True).stdout
    assert said == b"true\n"
