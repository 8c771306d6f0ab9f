"""Whisper's encoder for windows of any length, whose result is computed once and kept.

This module brings torch and whisper; `engine.speech.recognizer` loads it when it is needed.
"""

from __future__ import annotations

from typing import Any

import torch
import whisper
from torch import Tensor, nn
from torch.nn.functional import gelu
from whisper.model import AudioEncoder

__all__ = ["encode_once"]


def encode_once(model: whisper.Whisper) -> None:
    """Let a model keep what it has made of the last window, which every step asks for again."""
    model.encoder = _Encoder(model.encoder)
    for block in model.decoder.blocks:
        block.cross_attn.key = _Kept(block.cross_attn.key)
        block.cross_attn.value = _Kept(block.cross_attn.value)


class _Encoder(nn.Module):
    """Whisper's encoder, for windows of any length, that keeps its last result.

    Detecting the language, writing down and aligning the words all ask for the same.
    """

    def __init__(self, encoder: AudioEncoder) -> None:
        super().__init__()
        self.encoder = encoder
        self._mel = torch.zeros(0)
        self._encoded = torch.zeros(0)

    def forward(self, mel: Tensor) -> Tensor:
        """Encode one window: (B, n_mels, 2 T) to (B, T, n_state), T up to 1500."""
        if not torch.equal(mel, self._mel):
            self._encoded = self.compute(mel)
            self._mel = mel
        return self._encoded

    def compute(self, mel: Tensor) -> Tensor:
        """Do as `whisper.model.AudioEncoder` does, with as many positions as there are."""
        encoder: Any = self.encoder
        states = gelu(encoder.conv2(gelu(encoder.conv1(mel)))).permute(0, 2, 1)
        states = states + encoder.positional_embedding[: states.shape[1]]
        for block in encoder.blocks:
            states = block(states)
        encoded: Tensor = encoder.ln_post(states)
        return encoded


class _Kept(nn.Module):
    """A layer of the decoder that looks at the encoder's result: the same for every token."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.layer = layer
        self._seen: Tensor | None = None
        self._made = torch.zeros(0)

    def forward(self, seen: Tensor) -> Tensor:
        """Do as the layer does, once for the result that `_Encoder` keeps."""
        if seen is not self._seen:
            self._made = self.layer(seen)
            self._seen = seen
        return self._made
