"""Tells speech from other sound: Silero VAD, run by ONNX Runtime alone.

The model's file comes with the silero-vad package, which is never imported: it would bring torch
into the window's process.
"""

from __future__ import annotations

import hashlib
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ResourceError

__all__ = ["FRAME", "SAMPLE_RATE", "VoiceDetector"]

SAMPLE_RATE = 16_000
"""What the model hears, in Hz."""

_FRAME_LENGTH = 512
_CONTEXT = 64  # samples of the frame before, which the model hears again
_MAX_FRAMES = 512  # a call; bounds the memory for long recordings
_FILE = "silero_vad/data/silero_vad_16k_sequence.onnx"
_SHA256 = "9ccdacc4719d8aa7e45a77536bfabec45a03ba1f2fad5e241ab4060b24238a85"
_INSTALL = f"Type: {sys.executable} -m pip install --no-deps --force-reinstall silero-vad==6.2.3"

FRAME = _FRAME_LENGTH / SAMPLE_RATE
"""Seconds that one probability stands for: 0.032."""


class VoiceDetector:
    """Gives each 32 ms of sound the probability that somebody speaks.

    Sound may come in blocks of any length; what does not fill a frame waits for the next.

    Raises
    ------
    ResourceError
        If the model's file is missing or damaged.
    """

    def __init__(self) -> None:
        self._session = _load_session()
        self._memory = [np.zeros((1, 1, 128), np.float32)] * 2
        # The context of the first frame is silence.
        self._pending = np.zeros(_CONTEXT, np.float32)

    def feed(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
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

    def _run(self, n_frames: int) -> NDArray[np.float32]:
        used = n_frames * _FRAME_LENGTH
        windows = np.lib.stride_tricks.sliding_window_view(
            self._pending[: used + _CONTEXT], _FRAME_LENGTH + _CONTEXT
        )
        inputs = {"input": windows[::_FRAME_LENGTH], "h": self._memory[0], "c": self._memory[1]}
        probabilities, *self._memory = self._session.run(None, inputs)
        self._pending = self._pending[used:]
        return np.asarray(probabilities, np.float32)


def _load_session() -> Any:
    """Open the model on one thread: the others belong to whatever else is going on."""
    import onnxruntime  # noqa: PLC0415 - takes 0.2 s

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    return onnxruntime.InferenceSession(_read_model(), options, providers=["CPUExecutionProvider"])


def _read_model() -> bytes:
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
    return content
