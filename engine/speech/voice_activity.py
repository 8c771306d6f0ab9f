"""Tells speech from other sound: Silero VAD, in NumPy.

The network is small: a spectrum, four convolutions and 128 memory cells for each 32 ms of sound.
NumPy opens it sooner than ONNX Runtime, in a third of the memory, and looks nothing up on the net.
The weights come with the silero-vad package, which is never imported: it would bring torch into
the window's process.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from engine.errors import ResourceError
from engine.onnx_tensors import read_tensors

__all__ = ["FRAME", "SAMPLE_RATE", "VoiceDetector"]

SAMPLE_RATE = 16_000
"""What the model hears, in Hz."""

_FRAME_LENGTH = 512
_CONTEXT = 64  # samples of the frame before, which the model hears again
_MAX_FRAMES = 512  # a call; bounds the memory for long recordings
_N_BINS = 129  # of the spectrum
_N_CELLS = 128
_STRIDES = (1, 2, 2, 1)  # of the convolutions, each of three neighbours
_FILE = "silero_vad/data/silero_vad_16k_sequence.onnx"
_SHA256 = "9ccdacc4719d8aa7e45a77536bfabec45a03ba1f2fad5e241ab4060b24238a85"
_INSTALL = f"Type: {sys.executable} -m pip install --no-deps --force-reinstall silero-vad==6.2.3"

FRAME = _FRAME_LENGTH / SAMPLE_RATE
"""Seconds that one probability stands for: 0.032."""

_Array = NDArray[np.float32]


def _spectrum_places() -> NDArray[np.intp]:
    """Say which samples of a frame each of its four spectra sees; the frame's end is mirrored."""
    samples = np.pad(np.arange(_CONTEXT + _FRAME_LENGTH), (0, 64), mode="reflect")
    return sliding_window_view(samples, 256)[::128]


_SPECTRA = _spectrum_places()


@dataclass(frozen=True, eq=False)
class _Layer:
    """A linear map: weights of shape (in, out), and what is added, of shape (out,)."""

    weights: _Array
    bias: _Array

    def __call__(self, values: _Array) -> _Array:
        mapped: _Array = values @ self.weights + self.bias
        return mapped


class VoiceDetector:
    """Gives each 32 ms of sound the probability that somebody speaks.

    Sound may come in blocks of any length; what does not fill a frame waits for the next.

    Raises
    ------
    ResourceError
        If the model's file is missing or damaged.
    """

    def __init__(self) -> None:
        tensors = _read_model()
        self._basis = np.ascontiguousarray(tensors["stft.forward_basis_buffer"][:, 0].T)
        self._convolutions = [
            _convolution(tensors[f"encoder.{place}.weight"], tensors[f"encoder.{place}.bias"])
            for place in range(len(_STRIDES))
        ]
        # ONNX gives an LSTM's weights without names, its gates in the order in, out, forget, cell.
        from_frame, from_past, biases = (tensors[f"onnx::LSTM_{n}"][0] for n in (209, 210, 211))
        self._gates = _Layer(from_frame.T, biases[: 4 * _N_CELLS] + biases[4 * _N_CELLS :])
        self._from_past = from_past
        self._last = _convolution(tensors["output.weight"], tensors["output.bias"])
        self._output = self._memory = np.zeros(_N_CELLS, np.float32)
        # The context of the first frame is silence.
        self._pending = np.zeros(_CONTEXT, np.float32)

    def feed(self, samples: _Array) -> _Array:
        """Hear the next samples.

        Parameters
        ----------
        samples
            Shape (n,), at `SAMPLE_RATE`, full scale at ±1.

        Returns
        -------
        NDArray
            Shape (n_frames,), the probabilities of the frames that are complete now.
        """
        self._pending = np.concatenate([self._pending, samples])
        n_frames = (len(self._pending) - _CONTEXT) // _FRAME_LENGTH
        parts = [
            self._run(min(_MAX_FRAMES, n_frames - first))
            for first in range(0, n_frames, _MAX_FRAMES)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _run(self, n_frames: int) -> _Array:
        used = n_frames * _FRAME_LENGTH
        frames = sliding_window_view(self._pending[: used + _CONTEXT], _CONTEXT + _FRAME_LENGTH)
        remembered = self._remember(self._encode(frames[::_FRAME_LENGTH]))
        self._pending = self._pending[used:]
        return _sigmoid(self._last(np.maximum(remembered, 0))[:, 0])

    def _encode(self, frames: _Array) -> _Array:
        """Look at each frame by itself: (n, 576) to (n, 128)."""
        spectra = frames[:, _SPECTRA] @ self._basis  # [n, 4, 2 × 129]
        states: _Array = np.hypot(spectra[..., :_N_BINS], spectra[..., _N_BINS:])
        for convolution, stride in zip(self._convolutions, _STRIDES, strict=True):
            states = np.maximum(convolution(_join_neighbours(states, stride)), 0)
        return states[:, 0]  # one place is left of the four

    def _remember(self, states: _Array) -> _Array:
        """Carry the memory from frame to frame (an LSTM): (n, 128) to (n, 128)."""
        outputs = np.empty_like(states)
        for place, from_frame in enumerate(self._gates(states)):
            gates = from_frame + self._from_past @ self._output
            taken, shown, kept = _sigmoid(gates[: 3 * _N_CELLS]).reshape(3, _N_CELLS)
            self._memory = kept * self._memory + taken * np.tanh(gates[3 * _N_CELLS :])
            self._output = outputs[place] = shown * np.tanh(self._memory)
        return outputs


def _convolution(weights: _Array, bias: _Array) -> _Layer:
    """Take a kernel of shape (out, in, n) as the map from n joined neighbours."""
    return _Layer(np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(-1, len(weights))), bias)


def _join_neighbours(states: _Array, stride: int) -> _Array:
    """Put three neighbours side by side, zeros at the ends: (n, T, C) to (n, T / stride, 3 C)."""
    n, length, n_channels = states.shape
    padded = np.zeros((n, length + 2, n_channels), np.float32)
    padded[:, 1:-1] = states
    places = np.arange(0, length, stride)[:, None] + np.arange(3)
    return padded[:, places].reshape(n, len(places), -1)


def _sigmoid(values: _Array) -> _Array:
    squashed: _Array = 0.5 + 0.5 * np.tanh(0.5 * values)  # does not overflow
    return squashed


def _read_model() -> dict[str, NDArray[Any]]:
    try:
        content = Path(str(metadata.distribution("silero-vad").locate_file(_FILE))).read_bytes()
    except (metadata.PackageNotFoundError, OSError) as error:
        raise ResourceError("the model that hears speech is missing", hint=_INSTALL) from error
    found = hashlib.sha256(content).hexdigest()
    if found != _SHA256:
        raise ResourceError(
            f"the model that hears speech has checksum {found[:8]}, expected {_SHA256[:8]}",
            hint=_INSTALL,
        )
    return read_tensors(memoryview(content))
