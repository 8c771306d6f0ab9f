"""A WaveNet's generation in compiled loops, kept on disk between runs."""

from __future__ import annotations

import numpy as np

from engine.synthesis.wavenet import loops, packing
from engine.synthesis.wavenet.generator import Array, Conditioning
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
        self._state = packing.silence(self._network, self._rest, self.n_lanes)
        self._residuals = np.zeros((self.n_lanes, self._dimensions.n_taps), dtype=np.float32)

    def run(self, given: Conditioning, chance: Array, temperature: float) -> Array:
        """See `Generator.run`."""
        nothing = np.empty((0, 0), dtype=np.float32)
        return self._run(given, chance, temperature, nothing, nothing)

    def force(self, sound: Array, given: Conditioning) -> Array:
        """Feed back a given sound (T,) and give the network's outputs (T, outputs)."""
        kept = np.empty((len(sound), self._network.sizes[2]), dtype=np.float32)
        chance = np.full((1, len(sound), 2), 0.5, dtype=np.float32)
        self._run(given, chance, 1.0, np.ascontiguousarray(sound)[None], kept)
        return kept[:, : self._dimensions.n_outputs]

    def _run(
        self, given: Conditioning, chance: Array, temperature: float, forced: Array, kept: Array
    ) -> Array:
        """See `loops.run`."""
        n_samples, n_taps = given.source.shape[1], self._residuals.shape[1]
        residuals = np.pad(self._residuals, ((0, 0), (0, n_samples)))
        conditions = given.conditions.numpy() + self._shift
        around = (
            *(
                np.ascontiguousarray(values.numpy())
                for values in (given.source, given.level, given.spread, given.taps.flip(1))
            ),
            residuals,
            _lanes_last(conditions),
            self._dimensions.hop_length,
        )
        out = np.empty((self.n_lanes, n_samples), dtype=np.float32)
        dice, heat = np.ascontiguousarray(chance), np.float32(temperature)
        loops.run(self._network, self._state, around, dice, heat, out, forced, kept)
        self._residuals = residuals[:, n_samples : n_samples + n_taps]
        return out


def _lanes_last(conditions: Array) -> Array:
    """Bring (lanes, frames, layers, 2C) to (frames, layers x 2C x lanes), on cache lines."""
    ordered = np.moveaxis(conditions, 0, -1)
    place = packing.aligned((len(ordered), ordered[0].size))
    place[...] = ordered.reshape(place.shape)
    return place
