"""Fast WaveNet in plain torch: slow, but wherever torch is."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from engine.synthesis.wavenet.generator import Array, Conditioning
from engine.synthesis.wavenet.model import (
    LEAST_LOG_SCALE,
    MEAN_UNIT,
    RESIDUAL_GAIN,
    WaveNet,
    mu_law_decode,
)

__all__ = ["TorchGenerator"]

_LEAST_SCALE = math.exp(LEAST_LOG_SCALE)


class TorchGenerator:
    """Fast WaveNet in plain torch: a step of all layers per sample."""

    block_frames = 1  # a frame takes as long as it lasts or longer: stopping must not wait

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
    def run(self, given: Conditioning, chance: Array, temperature: float) -> Array:
        """See `Generator.run`."""
        dice = torch.from_numpy(chance)
        samples = [
            self._step(given, t, dice[:, t], temperature) for t in range(given.source.shape[1])
        ]
        return torch.stack(samples, dim=1).numpy()

    def _step(self, given: Conditioning, t: int, dice: Tensor, temperature: float) -> Tensor:
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
