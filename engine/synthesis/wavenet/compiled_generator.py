"""A WaveNet's generation in compiled loops, kept on disk between runs."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.synthesis.wavenet import loops, packing
from engine.synthesis.wavenet.generator import Array, Given
from engine.synthesis.wavenet.model import WaveNet

__all__ = ["CompiledGenerator"]


class CompiledGenerator:
    """The compiled loops, for one stream or for as many as there are lanes."""

    block_frames = 10

    def __init__(self, model: WaveNet, n_lanes: int) -> None:
        self.n_lanes, self._model, self._dimensions = n_lanes, model, model.dimensions
        folded = packing.fold(model)
        self._network = packing.pack(model, folded, n_lanes)
        self._rest, self._shift = folded.rest, folded.shift
        self.reset()

    def reset(self) -> None:
        """Go back to silence."""
        self._state = packing.silence(self._model, self._network, self._rest, self.n_lanes)

    def run(self, given: Given, chance: Array, temperature: float) -> Array:
        """See `Generator.run`."""
        heat = np.float32(temperature)
        if self.n_lanes == 1:
            out = np.empty(given.source.shape[1], dtype=np.float32)
            nothing = np.empty(0, dtype=np.float32), np.empty((0, 0), dtype=np.float32)
            around = self._around(given)
            loops.run_stream(self._network, self._state, around, chance[0], heat, out, *nothing)
            return out[None]
        out = np.empty((given.source.shape[1], self.n_lanes), dtype=np.float32)
        dice = np.ascontiguousarray(chance.transpose(1, 0, 2))
        loops.run_lanes(self._network, self._state, self._around(given), dice, heat, out)
        return out.T

    def force(self, sound: Array, given: Given) -> Array:
        """Feed back a given sound (T,) and give the network's outputs (T, outputs)."""
        out = np.empty(len(sound), dtype=np.float32)
        outputs = np.empty((len(sound), self._network.sizes[2]), dtype=np.float32)
        chance = np.full((len(sound), 2), 0.5, dtype=np.float32)
        around, heat = self._around(given), np.float32(1)
        loops.run_stream(self._network, self._state, around, chance, heat, out, sound, outputs)
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
        place = packing.aligned(array.shape)
        place[...] = array
        return place
