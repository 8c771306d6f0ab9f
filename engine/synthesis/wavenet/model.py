"""WaveNet: a network that writes sound sample by sample, each one from all those before it.

The model of van den Oord et al., "WaveNet: A Generative Model for Raw Audio", 2016: stacks of
dilated causal convolutions with gated activations, residual and skip connections, conditioned on
the score (locally) and on instrument and mood (globally), and a distribution over the next sample.

Two things can be changed from the paper by `Dimensions`. The distribution is 256 µ-law levels, or a
mixture of logistics at 16 bits (Salimans et al., "PixelCNN++", 2017). And the network may start
from a *source*, the score as a sum of sines (`engine.synthesis.wavenet.source`), so that it
predicts only what the source lacks, in units of the local level.

Shapes are named B batch, T samples, N frames of `Dimensions.hop_length` samples, C channels.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.synthesis.wavenet.dimensions import N_LEVELS, Dimensions, Hints

__all__ = [
    "LEAST_LOG_SCALE",
    "MEAN_UNIT",
    "RESIDUAL_GAIN",
    "WaveNet",
    "mu_law_decode",
    "mu_law_encode",
]

LEAST_LOG_SCALE = -12.0
"""Of a logistic whose width is a fifth of a step of 16 bits: nothing finer can be learned."""
_HALF_STEP = 1 / 65_536  # a step of 16 bits is 1/32,768 of full scale
RESIDUAL_GAIN = 20.0
"""By how much the past residual is louder at the input than the sound: it is softer in nature."""
MEAN_UNIT = 0.05
"""Part of the local level that an output of 1 moves a mean by: about a residual's size."""


def mu_law_encode(sound: Tensor) -> Tensor:
    """Compress −1 to 1 into −1 to 1 by the µ-law of telephony, µ = 255."""
    return torch.sign(sound) * torch.log1p(255 * sound.abs()) / math.log(256)


def mu_law_decode(compressed: Tensor) -> Tensor:
    """Undo `mu_law_encode`."""
    return torch.sign(compressed) * torch.expm1(compressed.abs() * math.log(256)) / 255


class DilatedLayer(nn.Module):
    """One dilated convolution of kernel 2 with its gate and its two ways out."""

    def __init__(self, dimensions: Dimensions, dilation: int) -> None:
        super().__init__()
        self.dilation, self.n_channels = dilation, dimensions.n_channels
        self.convolution = nn.Linear(2 * self.n_channels, 2 * self.n_channels, bias=False)
        self.outward = nn.Linear(self.n_channels, self.n_channels + dimensions.n_skip)
        nn.init.normal_(self.outward.weight, 0, 0.4 / math.sqrt(self.n_channels))
        nn.init.zeros_(self.outward.bias)

    def forward(self, flow: Tensor, condition: Tensor) -> tuple[Tensor, Tensor]:
        """Give the flow to the next layer, and the skip: (B, T, C) each.

        ``condition`` is (B, N, 2C), one row for ``T / N`` samples.
        """
        past = functional.pad(flow, (0, 0, self.dilation, 0))[:, : flow.shape[1]]
        both = self.convolution(torch.cat([past, flow], dim=-1))
        both = both.unflatten(1, (condition.shape[1], -1)) + condition.unsqueeze(2)
        filtered, gate = both.flatten(1, 2).chunk(2, dim=-1)
        outward = self.outward(torch.tanh(filtered) * torch.sigmoid(gate))
        return flow + outward[..., : self.n_channels], outward[..., self.n_channels :]


class Conditioner(nn.Module):
    """Turns frames of features into what each layer adds before its gate."""

    def __init__(self, dimensions: Dimensions) -> None:
        super().__init__()
        width = dimensions.n_condition
        self.n_layers = dimensions.n_layers
        self.entry = nn.Linear(max(dimensions.n_features + dimensions.n_globals, 1), width)
        self.near = nn.Conv1d(width, width, 3, padding=1)
        self.far = nn.Conv1d(width, width, 3, padding=1)
        self.out = nn.Linear(width, dimensions.n_layers * 2 * dimensions.n_channels)

    def forward(self, features: Tensor) -> Tensor:
        """Map (B, N, features) to (B, N, layers, 2C); sees two frames to either side."""
        frames = functional.relu(self.entry(features)).transpose(1, 2)
        frames = functional.relu(self.near(frames))
        frames = functional.relu(self.far(frames) + frames).transpose(1, 2)
        conditions: Tensor = self.out(frames).unflatten(-1, (self.n_layers, -1))
        return conditions


class WaveNet(nn.Module):
    """The network; see the module.

    Parameters
    ----------
    dimensions
        Its size and kind.
    """

    predictor: Tensor
    fineness: Tensor

    def __init__(self, dimensions: Dimensions) -> None:
        super().__init__()
        self.dimensions = dimensions
        self.conditioner = Conditioner(dimensions)
        self.entry = nn.Linear(2 * dimensions.n_inputs, dimensions.n_channels)
        self.layers = nn.ModuleList(DilatedLayer(dimensions, d) for d in dimensions.dilations)
        self.head = nn.Linear(dimensions.n_skip, dimensions.n_skip)
        self.output = nn.Linear(dimensions.n_skip, dimensions.n_outputs)
        # the newest past sample first; fitted by least squares before training
        n_instruments = dimensions.n_instruments
        self.register_buffer("predictor", torch.zeros(n_instruments, dimensions.n_taps))
        # how much smaller than the first one's the residuals of an instrument are
        self.register_buffer("fineness", torch.ones(n_instruments))
        self.spread_output(log_scale=-4.0)

    @torch.no_grad()
    def spread_output(self, log_scale: float) -> None:
        """Start the mixture around the source, its scales around ``log_scale``."""
        nn.init.normal_(self.output.weight, 0, 0.01)
        nn.init.zeros_(self.output.bias)
        if n := self.dimensions.n_mixtures:
            self.output.bias[n : 2 * n] = (
                torch.linspace(-0.5, 0.5, n) * math.exp(log_scale) / MEAN_UNIT
            )
            self.output.bias[2 * n :] = log_scale + torch.linspace(-1, 0.5, n)

    def forward(self, sound: Tensor, hints: Hints) -> Tensor:
        """Predict every sample from those before it (teacher forcing).

        Parameters
        ----------
        sound
            Shape (B, T), −1 to 1.

        Returns
        -------
        Tensor
            Shape (B, T, outputs): row ``t`` depends on ``sound[:, :t]`` only. Logits of the µ-law
            levels; or of the mixture log weights, means (in `MEAN_UNIT` times the spread, from
            `expectation` on) and log scales (of the spread: level times fineness).
        """
        flow = self.entry(_pair(self._inputs(sound, hints)))
        conditions = self.conditioner(hints.features)
        skips = torch.zeros((), device=sound.device)
        for index, layer in enumerate(self.layers):
            flow, skip = layer(flow, conditions[:, :, index])
            skips = skips + skip
        outputs: Tensor = self.output(functional.relu(self.head(functional.relu(skips))))
        return outputs

    def _inputs(self, sound: Tensor, hints: Hints) -> Tensor:
        """Signals of which row ``t`` holds what is known before sample ``t``: (B, T, inputs)."""
        if not self.dimensions.has_source:
            past = mu_law_encode(sound) if not self.dimensions.n_mixtures else sound / hints.level
            return _delay(past).unsqueeze(-1)
        residual = (sound - hints.source) / hints.level
        return torch.stack(
            [
                _delay(sound / hints.level),
                _delay(residual) * RESIDUAL_GAIN,
                hints.source / hints.level,
            ],
            dim=-1,
        )

    def manner(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Say which predictor (B, taps), and which fineness (B, 1), go with the instruments."""
        first, n = self.dimensions.n_features, self.dimensions.n_instruments
        played = features[:, 0, first : first + n]
        if n == 1 or not self.dimensions.n_globals:
            played = torch.ones(len(features), 1, device=features.device)
        return played @ self.predictor, (played @ self.fineness).unsqueeze(1)

    def expectation(self, sound: Tensor, hints: Hints) -> Tensor:
        """Where the mixture is counted from: the source, and the residual's linear prediction."""
        centre = hints.source if self.dimensions.has_source else torch.zeros_like(sound)
        if n_taps := self.dimensions.n_taps:
            taps = self.manner(hints.features)[0].flip(1).unsqueeze(1)
            residual = functional.pad((sound - centre) / hints.level, (n_taps, 0))[None, :, :-1]
            predicted = functional.conv1d(residual, taps, groups=len(sound))[0]
            centre = centre + hints.level * predicted
        return centre

    def loss(self, sound: Tensor, hints: Hints, heard: Tensor | None = None) -> Tensor:
        """Surprise at each sample, in nats: shape (B, T).

        ``heard`` is what the network gets as its past; the sound itself, if not given. What is
        expected is reckoned from the sound in any case.
        """
        heard = sound if heard is None else heard
        outputs = self(heard, hints).float()
        if not self.dimensions.n_mixtures:
            levels = ((mu_law_encode(sound) + 1) / 2 * (N_LEVELS - 1)).round().long()
            return functional.cross_entropy(outputs.transpose(1, 2), levels, reduction="none")
        # in half precision the expectation alone would be off by more than a fine residual
        with torch.autocast(sound.device.type, enabled=False):
            error = sound - self.expectation(sound, hints)
            spread = hints.level * self.manner(hints.features)[1]
            return _mixture_loss(outputs, error, spread)


def _delay(signal: Tensor) -> Tensor:
    """Shift by one sample, silence first: (B, T)."""
    return functional.pad(signal, (1, 0))[:, :-1]


def _pair(signals: Tensor) -> Tensor:
    """Put each row's predecessor before it, a causal convolution's kernel of 2: (B, T, 2C)."""
    past = functional.pad(signals, (0, 0, 1, 0))[:, :-1]
    return torch.cat([past, signals], dim=-1)


def _mixture_loss(outputs: Tensor, error: Tensor, spread: Tensor) -> Tensor:
    """Negative log probability of one 16-bit step under a mixture of logistics: (B, T)."""
    weights, means, scales = outputs.chunk(3, dim=-1)
    distance = error.unsqueeze(-1) - spread.unsqueeze(-1) * MEAN_UNIT * means
    log_scale = (scales + spread.log().unsqueeze(-1)).clamp(min=LEAST_LOG_SCALE)
    sharpness = torch.exp(-log_scale)
    middle = sharpness * distance
    step = sharpness * _HALF_STEP
    mass = torch.sigmoid(middle + step) - torch.sigmoid(middle - step)
    density = middle - log_scale - 2 * functional.softplus(middle) + math.log(2 * _HALF_STEP)
    log_mass = torch.where(mass > 1e-5, torch.log(mass.clamp(min=1e-12)), density)
    return -torch.logsumexp(functional.log_softmax(weights, dim=-1) + log_mass, dim=-1)
