"""FluidSynth: the one that pygame-ce's wheel carries, else only one that the user names.

Another version plays the same notes otherwise, so what the system has does not matter. The only
module that imports ``fluidsynth`` (pyfluidsynth), which binds to one library for good when it is
imported.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import functools
import importlib.util
import os
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.errors import SynthesisError
from engine.synthesis.instruments import DRUM_BANK, relatives

__all__ = [
    "BLOCK",
    "MOST_PARTS",
    "STAGE",
    "FluidSynth",
    "Reverb",
    "find_library",
    "load",
    "version",
]

BLOCK = 64
"""Frames that FluidSynth computes at a time: events take effect at multiples of it."""

MOST_PARTS = 256
"""FluidSynth has no more channels."""
_BUNDLED = ("../pygame_ce.libs/libfluidsynth*.so*", ".dylibs/libfluidsynth*", "libfluidsynth*.dll")
"""Where pygame-ce's wheels have it on Linux, macOS and Windows, from the folder of ``pygame``."""

_REINSTALL = "Install it again with: pip install --force-reinstall pygame-ce pyfluidsynth."

_import_lock = threading.Lock()


def find_library(chosen: str | None = None) -> str:
    """Find the FluidSynth library to play with: the user's, else the pinned package's.

    Parameters
    ----------
    chosen
        Path of a library, or a name that the system's loader knows.

    Raises
    ------
    SynthesisError
        If the pinned package is missing or carries none.
    """
    if chosen is not None:
        return chosen
    pygame = importlib.util.find_spec("pygame")
    for folder in (pygame.submodule_search_locations or []) if pygame else []:
        for pattern in _BUNDLED:
            for path in sorted(Path(folder).glob(pattern)):
                return str(path)
    raise SynthesisError("FluidSynth, which makes the sound, was not found", hint=_REINSTALL)


@functools.cache
def load(library: str) -> ModuleType:
    """Import pyfluidsynth, bound to a library.

    Raises
    ------
    SynthesisError
        If the library does not work.
    """
    with _import_lock, _find_library_gives(library):
        sys.modules.pop("fluidsynth", None)  # it may be bound to another one
        try:
            module = importlib.import_module("fluidsynth")
        except (OSError, ImportError, AttributeError) as error:
            sys.modules.pop("fluidsynth", None)
            raise SynthesisError(
                f"FluidSynth, which makes the sound, does not work: {library}: {error}",
                hint=f"Choose no library to use Affetto's own. {_REINSTALL}",
            ) from error
        _silence(module)
        # The first synthesizer of a process fills tables that all share, and others that are made
        # meanwhile don't wait for them: they would play the same notes otherwise.
        module.Synth().delete()
    return module


def version(library: str | None = None) -> str:
    """Name a FluidSynth's version, such as ``"2.5.7"``; the pinned one's if none is chosen."""
    numbers = (ctypes.c_int(), ctypes.c_int(), ctypes.c_int())
    load(find_library(library)).fluid_version(*numbers)
    return ".".join(str(number.value) for number in numbers)


@contextlib.contextmanager
def _find_library_gives(library: str) -> Iterator[None]:
    """Let `ctypes.util.find_library`, which pyfluidsynth asks when imported, know one answer.

    Where ``CI`` is set, pyfluidsynth also prints that answer, into what a command gives out.
    """
    find_library, is_ci = ctypes.util.find_library, os.environ.pop("CI", None)

    def answer(name: str) -> str | None:  # noqa: ARG001 - whatever pyfluidsynth asks for
        return library

    ctypes.util.find_library = answer
    try:
        yield
    finally:
        ctypes.util.find_library = find_library
        if is_ci is not None:
            os.environ["CI"] = is_ci


def _function(module: ModuleType, name: str, *arguments: Any) -> Callable[..., int]:
    """Bind one C function that pyfluidsynth leaves out."""
    signature = ((f"argument{index}", kind, 1) for index, kind in enumerate(arguments))
    function: Callable[..., int] = module.cfunc(name, ctypes.c_int, *signature)
    return function


def _silence(module: ModuleType) -> None:
    """Keep FluidSynth from writing to stderr; what fails is said by our own errors."""
    pointer = ctypes.c_void_p
    set_log = _function(module, "fluid_set_log_function", ctypes.c_int, pointer, pointer)
    for level in range(5):  # panic, error, warning, information, debug
        set_log(level, None, None)


class Reverb(NamedTuple):
    """FluidSynth's reverberation, each from 0 to 1."""

    roomsize: float
    damping: float
    width: float
    level: float


STAGE = Reverb(0.6, 0.35, 0.8, 0.7)
"""Where music sounds that asks for nothing else."""


class FluidSynth:
    """One synthesizer with one soundfont. Not for use by two threads at once.

    Parameters
    ----------
    soundfont
        Path of an SF2 or SF3 file; None for one that gets its sounds by `add`.
    sample_rate
        In Hz.
    library
        Another FluidSynth than the pinned one.
    reverb
        Of the room; see `Reverb`.

    Raises
    ------
    SynthesisError
        If there is no FluidSynth, or it refuses the soundfont.
    """

    def __init__(
        self,
        soundfont: Path | None,
        sample_rate: int,
        library: str | None = None,
        reverb: Reverb = STAGE,
    ) -> None:
        self._module = module = load(find_library(library))
        settings = {
            "synth.dynamic-sample-loading": 1,  # an SF3 font takes seconds to load as a whole
            "synth.cpu-cores": 1,  # one thread: the same samples every time
            "synth.polyphony": 512,
        }
        self._synth = module.Synth(
            gain=0.5, samplerate=sample_rate, channels=MOST_PARTS, **settings
        )
        i32, pointer = ctypes.c_int, ctypes.c_void_p
        side = (pointer, i32, i32)
        # pyfluidsynth's own get_samples gives 16 bits, dithered and clipped
        self._write = _function(module, "fluid_synth_write_float", pointer, i32, *side, *side)
        sides = (ctypes.POINTER(ctypes.c_void_p),) * 4
        self._write_apart = _function(module, "fluid_synth_nwrite_float", pointer, i32, *sides)
        self._synth.set_reverb(**reverb._asdict())
        self.close = weakref.finalize(self, self._synth.delete)
        """Free the memory, at the latest with the object, which is of no use afterwards."""
        self._font = self.add(soundfont) if soundfont else 0

    def add(self, soundfont: Path) -> int:
        """Open a soundfont, and give the number that `choose` knows it by.

        Raises
        ------
        SynthesisError
            If FluidSynth refuses it.
        """
        font: int = self._synth.sfload(str(soundfont))
        if font < 0:
            self.close()
            raise SynthesisError(
                f"the soundfont {soundfont} is damaged", hint="Choose another SF2 or SF3 file."
            )
        return font

    def choose(self, channel: int, program: int, *, is_drum: bool, font: int | None = None) -> bool:
        """Put an instrument on a channel, the nearest one where the font lacks it.

        Parameters
        ----------
        font
            A number that `add` gave; None for the first soundfont.

        Returns
        -------
        bool
            False if the font has no instrument at all (or no drums): the channel stays silent.
        """
        bank, font = DRUM_BANK if is_drum else 0, font or self._font
        for other in relatives(program):
            if self._synth.sfpreset_name(font, bank, other) is not None:
                return bool(self._synth.program_select(channel, font, bank, other) == 0)
        return False

    def note_on(self, channel: int, pitch: int, velocity: int) -> None:
        """Start a note."""
        self._synth.noteon(channel, pitch, velocity)

    def note_off(self, channel: int, pitch: int) -> None:
        """Let go of all notes of that pitch."""
        self._synth.noteoff(channel, pitch)

    def dry(self) -> None:
        """Switch reverb and chorus off, those too that the soundfont itself asks for."""
        for effect in ("reverb", "chorus"):
            switch = _function(
                self._module,
                f"fluid_synth_{effect}_on",
                ctypes.c_void_p,
                ctypes.c_int,
                ctypes.c_int,
            )
            switch(self._synth.synth, -1, 0)

    def control(self, channel: int, number: int, value: int) -> None:
        """Set a MIDI controller."""
        self._synth.cc(channel, number, value)

    def bend(self, channel: int, value: int) -> None:
        """Set the pitch wheel, −8192 to 8191."""
        self._synth.pitch_bend(channel, value)

    def write(self, samples: NDArray[np.float32], start: int, n_frames: int) -> None:
        """Compute the next frames into ``samples`` (n, 2), C-contiguous, from frame ``start``."""
        left, right = (samples.ctypes.data, 2 * start, 2), (samples.ctypes.data, 2 * start + 1, 2)
        self._write(self._synth.synth, n_frames, *left, *right)

    def write_apart(self, n_frames: int) -> NDArray[np.float32]:
        """Compute the next frames, the room apart.

        Returns
        -------
        NDArray[np.float32]
            Shape (2, 2, n_frames): all channels without effects, then their reverberation and
            chorus.
        """
        sounds = np.zeros((3, 2, n_frames), dtype=np.float32)
        pointers = [
            (ctypes.c_void_p * len(part))(*(sound[side].ctypes.data for sound in part))
            for part in (sounds[:1], sounds[1:])
            for side in (0, 1)
        ]
        self._write_apart(self._synth.synth, n_frames, *pointers)
        sounds[1] += sounds[2]
        return sounds[:2]
