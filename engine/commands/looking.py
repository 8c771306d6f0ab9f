"""Looking into a Boltzmann composer: what its units have learned, and how noise becomes music."""

from __future__ import annotations

import argparse

import numpy as np

from engine.composition.boltzmann.composer import RbmComposer
from engine.composition.boltzmann.machine import BoltzmannMachine
from engine.composition.boltzmann.settling import score_of_settling, settle_from_noise
from engine.composition.composers import load_composer
from engine.errors import OptionError
from engine.export.machine_pictures import draw_bars, draw_filters
from engine.export.midi import score_to_midi_bytes
from engine.export.png import animated_png, png
from engine.files import check_place, make_folder, write_whole
from engine.terminal import remark

__all__ = ["look"]

_N_CHAINS, _N_STEPS = 12, 40
_HEARD = (0, 1, 2, 3, 5, 10, 20, 40)
_N_SLOW = 6
"""The first steps, in which most happens, are shown longer."""
_SLOW_MS, _QUICK_MS, _END_MS = 700, 150, 3000


def look(options: argparse.Namespace) -> int:
    """Write the filters as a picture, and a Gibbs chain as a moving one and as MIDI."""
    composer = load_composer(options.composer)
    if not isinstance(composer, RbmComposer):
        raise OptionError(
            f"{options.composer!r} is no Boltzmann composer, and only those can be looked into",
            hint="Choose rbm, or one that you trained with affetto train rbm.",
        )
    files = [options.output / name for name in ("filters.png", "settling.png", "settling.mid")]
    make_folder(options.output)
    for file in files:
        check_place(file, overwrite=options.force)
    contents = _pictures(composer.melody_machine, options.seed)
    for file, content in zip(files, contents, strict=True):
        write_whole(file, content, overwrite=options.force)
        remark(f"written: {file}")
    return 0


def _pictures(machine: BoltzmannMachine, seed: int) -> tuple[bytes, bytes, bytes]:
    """Give the filters, the chains that settle, and what one of them sounds like on the way."""
    steps = settle_from_noise(machine, n_chains=_N_CHAINS, n_steps=_N_STEPS, seed=seed)
    frames = [draw_bars(bars, number / _N_STEPS) for number, bars in enumerate(steps)]
    delays = [_SLOW_MS] * _N_SLOW + [_QUICK_MS] * (_N_STEPS - _N_SLOW) + [_END_MS]
    score = score_of_settling(steps[np.array(_HEARD), 0])
    filters = png(draw_filters(machine))
    return filters, animated_png(frames, delays), score_to_midi_bytes(score)
