"""Makes a WaveNet write sound: compiled where numba works, in plain torch where it does not.

Both remember what each layer has seen (Le Paine et al., "Fast Wavenet Generation Algorithm", 2016)
and take their chance from outside, so that the same numbers give the same samples.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from engine.errors import SynthesisError
from engine.synthesis.wavenet import MEAN_UNIT, RESIDUAL_GAIN, Hints, WaveNet, mu_law_decode

__all__ = [
    "CONTEXT",
    "Generator",
    "Given",
    "TorchGenerator",
    "make_generator",
    "stream",
    "work_out",
]

_log = logging.getLogger(__name__)

Array = NDArray[np.float32]

BLOCK_FRAMES = 10
"""Frames that come out at a time: 50 ms at 200 frames a second."""
CONTEXT = 2
"""Frames that the conditioning sees to either side."""
_LEAST_SCALE = math.exp(-9.5)


class Given(NamedTuple):
    """All that is known of the samples to be written, for each lane.

    Attributes
    ----------
    source, level, spread
        Shape (lanes, T).
    taps
        Shape (lanes, taps): the linear predictor, for the newest residual first.
    conditions
        Shape (lanes, N, layers, 2C).
    """

    source: Tensor
    level: Tensor
    spread: Tensor
    taps: Tensor
    conditions: Tensor


class Generator(Protocol):
    """Writes samples and remembers where it was."""

    n_lanes: int

    def reset(self) -> None:
        """Go back to silence."""
        ...

    def run(self, given: Given, chance: Array, temperature: float) -> Array:
        """Write the next samples.

        Parameters
        ----------
        chance
            Shape (lanes, T, 2), uniform in 0 to 1.
        temperature
            Below 1 the samples keep closer to the likeliest.

        Returns
        -------
        Array
            Shape (lanes, T).
        """
        ...


class TorchGenerator:
    """Fast WaveNet in plain torch: a step of all layers per sample."""

    def __init__(self, model: WaveNet, n_lanes: int = 1) -> None:
        self.n_lanes, self._model = n_lanes, model
        self.reset()

    def reset(self) -> None:
        """Go back to silence."""
        d = self._model.dimensions
        self._rings = [torch.zeros(n, self.n_lanes, d.n_channels) for n in d.dilations]
        self._inputs = torch.zeros(self.n_lanes, 2 * d.n_inputs)
        self._residuals = torch.zeros(self.n_lanes, d.n_taps)
        self._time = 0

    @torch.no_grad()
    def run(self, given: Given, chance: Array, temperature: float) -> Array:
        """See `Generator.run`."""
        dice = torch.from_numpy(chance)
        samples = [
            self._step(given, t, dice[:, t], temperature) for t in range(given.source.shape[1])
        ]
        return torch.stack(samples, dim=1).numpy()

    def _step(self, given: Given, t: int, dice: Tensor, temperature: float) -> Tensor:
        d = self._model.dimensions
        source, level = given.source[:, t], given.level[:, t]
        if d.has_source:
            self._inputs[:, -1] = source / level
        frame = given.conditions[:, t // d.hop_length]
        outputs = self._outputs(frame)
        self._inputs[:, : d.n_inputs] = self._inputs[:, d.n_inputs :]
        if d.n_mixtures:
            centre = source
            if d.n_taps:
                centre = source + level * (self._residuals * given.taps.flip(1)).sum(1)
            value = self._mixture(outputs, centre, given.spread[:, t], dice, temperature)
            residual = (value - source) / level
            if d.n_taps:
                self._residuals = torch.cat([self._residuals[:, 1:], residual[:, None]], dim=1)
            self._inputs[:, d.n_inputs] = value / level
            if d.has_source:
                self._inputs[:, d.n_inputs + 1] = residual * RESIDUAL_GAIN
            return value
        share = functional.softmax(outputs / temperature, dim=1).cumsum(1)
        chosen = (share < dice[:, :1]).sum(1).clamp(max=255)
        compressed = chosen * (2 / 255) - 1
        self._inputs[:, 1] = compressed
        return mu_law_decode(compressed)

    def _outputs(self, condition: Tensor) -> Tensor:
        """Push one sample through all layers; ``condition`` is (lanes, layers, 2C)."""
        model = self._model
        flow = model.entry(self._inputs)
        skips = torch.zeros(())
        layers: list[Any] = list(model.layers)
        for index, (layer, ring) in enumerate(zip(layers, self._rings, strict=True)):
            place = self._time % len(ring)
            both = layer.convolution(torch.cat([ring[place], flow], dim=1))
            ring[place] = flow
            filtered, gate = (both + condition[:, index]).chunk(2, dim=1)
            outward = layer.outward(torch.tanh(filtered) * torch.sigmoid(gate))
            flow = flow + outward[:, : layer.n_channels]
            skips = skips + outward[:, layer.n_channels :]
        self._time += 1
        outputs: Tensor = model.output(functional.relu(model.head(functional.relu(skips))))
        return outputs

    def _mixture(
        self, outputs: Tensor, centre: Tensor, spread: Tensor, dice: Tensor, temperature: float
    ) -> Tensor:
        weights, means, log_scales = outputs.chunk(3, dim=1)
        share = functional.softmax(weights, dim=1).cumsum(1)
        chosen = (share < dice[:, :1]).sum(1, keepdim=True).clamp(max=weights.shape[1] - 1)
        mean = means.gather(1, chosen)[:, 0] * MEAN_UNIT
        scale = spread * log_scales.gather(1, chosen)[:, 0].clamp(max=8).exp()
        place = dice[:, 1].clamp(1e-5, 1 - 1e-5)
        noise = scale.clamp(min=_LEAST_SCALE) * temperature * torch.log(place / (1 - place))
        return (centre + spread * mean + noise).clamp(-1, 1)


class CompiledGenerator:
    """The compiled loops, for one stream or for as many as there are lanes."""

    def __init__(self, model: WaveNet, n_lanes: int) -> None:
        from engine.synthesis import wavenet_loops, wavenet_packing  # noqa: PLC0415 - numba

        self.n_lanes, self._model, self._dimensions = n_lanes, model, model.dimensions
        self._loops, self._packing = wavenet_loops, wavenet_packing
        folded = wavenet_packing.fold(model)
        self._network = wavenet_packing.pack(model, folded, n_lanes)
        self._rest, self._shift = folded.rest, folded.shift
        self.reset()

    def reset(self) -> None:
        """Go back to silence."""
        packing = self._packing
        self._state = packing.silence(self._model, self._network, self._rest, self.n_lanes)

    def run(self, given: Given, chance: Array, temperature: float) -> Array:
        """See `Generator.run`."""
        heat = np.float32(temperature)
        if self.n_lanes == 1:
            out = np.empty(given.source.shape[1], dtype=np.float32)
            nothing = np.empty(0, dtype=np.float32), np.empty((0, 0), dtype=np.float32)
            around = self._around(given)
            self._loops.run_stream(
                self._network, self._state, around, chance[0], heat, out, *nothing
            )
            return out[None]
        out = np.empty((given.source.shape[1], self.n_lanes), dtype=np.float32)
        dice = np.ascontiguousarray(chance.transpose(1, 0, 2))
        self._loops.run_lanes(self._network, self._state, self._around(given), dice, heat, out)
        return out.T

    def force(self, sound: Array, given: Given) -> Array:
        """Feed back a given sound (T,) and give the network's outputs (T, outputs)."""
        out = np.empty(len(sound), dtype=np.float32)
        outputs = np.empty((len(sound), self._network.sizes[2]), dtype=np.float32)
        chance = np.full((len(sound), 2), 0.5, dtype=np.float32)
        around, heat = self._around(given), np.float32(1)
        self._loops.run_stream(
            self._network, self._state, around, chance, heat, out, sound, outputs
        )
        return outputs[:, : self._dimensions.n_outputs]

    def _around(self, given: Given) -> tuple[Any, ...]:
        """Bring what is given into the loops' order: lanes last, if there are any."""
        known = [given.source, given.level, given.spread, given.taps.flip(1)]
        arrays = [tensor.numpy() for tensor in known]
        arrays.append(given.conditions.numpy() + self._shift)
        if self.n_lanes == 1:
            ordered = [array[0] for array in arrays]
        else:
            ordered = [np.moveaxis(array, 0, -1) for array in arrays]
        return (*(self._settle(array) for array in ordered), self._dimensions.hop_length)

    def _settle(self, array: Array) -> Array:
        place = self._packing.aligned(array.shape)
        place[...] = array
        return place


def cache_folder() -> Path:
    """Where compiled loops are kept: a folder of the user's, which a frozen app can write to."""
    import platformdirs  # noqa: PLC0415 - only here

    return Path(platformdirs.user_cache_dir("affetto")) / "numba"


def make_generator(model: WaveNet, n_lanes: int) -> Generator:
    """Give the fastest generator that works here.

    The first time on a machine this takes some seconds, in which the loops are compiled.
    """
    try:
        import numba  # noqa: PLC0415 - half a second

        config: Any = numba.config
        if not config.CACHE_DIR:
            config.CACHE_DIR = str(cache_folder())
        generator = CompiledGenerator(model, n_lanes)
        _try_out(generator, model)
    except Exception:  # noqa: BLE001 - numba fails in many ways, and torch is always there
        _log.warning("WaveNet runs uncompiled, which is slow", exc_info=True)
        return TorchGenerator(model, n_lanes)
    return generator


def _try_out(generator: CompiledGenerator, model: WaveNet) -> None:
    """Write a few samples, which compiles the loops, and forget them."""
    d = model.dimensions
    quiet = torch.zeros(generator.n_lanes, d.hop_length)
    conditions = torch.zeros(generator.n_lanes, 1, d.n_layers, 2 * d.n_channels)
    chance = np.full((generator.n_lanes, d.hop_length, 2), 0.5, dtype=np.float32)
    taps = torch.zeros(generator.n_lanes, d.n_taps)
    level = quiet + 0.1
    samples = generator.run(Given(quiet, level, level, taps, conditions), chance, 1.0)
    if not np.isfinite(samples).all():
        raise SynthesisError("the compiled network gives no numbers")
    generator.reset()


@torch.no_grad()
def work_out(model: WaveNet, hints: Hints, first: int, n: int, margin: int = 0) -> Given:
    """Work out what is given for ``n`` frames from ``first`` on, however the time is cut.

    Parameters
    ----------
    margin
        Frames of features before and after the samples of the hints.
    """
    span = slice(first * model.dimensions.hop_length, (first + n) * model.dimensions.hop_length)
    middle = margin + first
    before = min(middle, CONTEXT)
    window = hints.features[:, middle - before : middle + n + CONTEXT]
    taps, fineness = model.manner(hints.features)
    level = hints.level[:, span]
    conditions = model.conditioner(window)[:, before : before + n]
    return Given(hints.source[:, span], level, level * fineness, taps, conditions)


def stream(  # noqa: PLR0913 - what is to be written, and how
    generator: Generator,
    model: WaveNet,
    hints: Hints,
    dice: list[np.random.Generator],
    temperature: float = 1.0,
    *,
    margin: int = 0,
) -> Iterator[Array]:
    """Write sound in blocks of 50 ms.

    Parameters
    ----------
    hints
        Over the whole length, one row per lane, with the features themselves.
    dice
        One per lane: the same dice give the same samples.
    margin
        Frames of features before and after the time that is to be written.

    Yields
    ------
    Array
        Shape (lanes, samples).
    """
    hop = model.dimensions.hop_length
    n_frames = hints.features.shape[1] - 2 * margin
    for first in range(0, n_frames, BLOCK_FRAMES):
        n = min(BLOCK_FRAMES, n_frames - first)
        chance = np.stack([die.random((n * hop, 2), dtype=np.float32) for die in dice])
        yield generator.run(work_out(model, hints, first, n, margin), chance, temperature)
