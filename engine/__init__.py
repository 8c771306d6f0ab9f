"""Affetto's engine: speech to music, without windows.

This is the front door. Everything here is loaded on first use (PEP 562), so that ``import engine``
costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.audio.devices import list_devices
    from engine.audio.waveform import Waveform
    from engine.composition.changing.editing import (
        Alter,
        Extend,
        Rekey,
        Retempo,
        Rewrite,
        edit_called,
    )
    from engine.composition.changing.spoken import find_changes
    from engine.composition.composers import list_composers
    from engine.composition.plan import Plan
    from engine.composition.score import Score
    from engine.demands.answer import tell_refused
    from engine.emotion.reading import EmotionReading, ReadWord
    from engine.errors import DeviceError, EngineError, Failure
    from engine.export import export_piece
    from engine.library.piece_file import open_piece
    from engine.options import (
        ComposeOptions,
        ListenOptions,
        ReadOptions,
        RenderOptions,
        list_vector_sets,
    )
    from engine.piece import Piece
    from engine.playback.player import Player
    from engine.service import (
        ComposeJob,
        EditJob,
        EngineProcess,
        Event,
        ReadJob,
        RenderJob,
        TranscribeJob,
        WarmUpJob,
    )
    from engine.speech.recorder import Recorder
    from engine.speech.transcript import Transcript
    from engine.speech.voice_cue import VoiceCue
    from engine.synthesis.synthesizer import SynthesizerChoice, list_synthesizers

_HOMES = {
    "Alter": "engine.composition.changing.editing",
    "ComposeJob": "engine.service",
    "ComposeOptions": "engine.options",
    "DeviceError": "engine.errors",
    "EditJob": "engine.service",
    "EmotionReading": "engine.emotion.reading",
    "EngineError": "engine.errors",
    "EngineProcess": "engine.service",
    "Event": "engine.service",
    "Extend": "engine.composition.changing.editing",
    "Failure": "engine.errors",
    "ListenOptions": "engine.options",
    "Piece": "engine.piece",
    "Plan": "engine.composition.plan",
    "Player": "engine.playback.player",
    "ReadJob": "engine.service",
    "ReadOptions": "engine.options",
    "ReadWord": "engine.emotion.reading",
    "Recorder": "engine.speech.recorder",
    "Rekey": "engine.composition.changing.editing",
    "RenderJob": "engine.service",
    "RenderOptions": "engine.options",
    "Retempo": "engine.composition.changing.editing",
    "Rewrite": "engine.composition.changing.editing",
    "Score": "engine.composition.score",
    "SynthesizerChoice": "engine.synthesis.synthesizer",
    "TranscribeJob": "engine.service",
    "Transcript": "engine.speech.transcript",
    "VoiceCue": "engine.speech.voice_cue",
    "WarmUpJob": "engine.service",
    "Waveform": "engine.audio.waveform",
    "edit_called": "engine.composition.changing.editing",
    "export_piece": "engine.export",
    "find_changes": "engine.composition.changing.spoken",
    "list_composers": "engine.composition.composers",
    "list_devices": "engine.audio.devices",
    "list_synthesizers": "engine.synthesis.synthesizer",
    "list_vector_sets": "engine.options",
    "open_piece": "engine.library.piece_file",
    "tell_refused": "engine.demands.answer",
}

__all__ = [
    "Alter",
    "ComposeJob",
    "ComposeOptions",
    "DeviceError",
    "EditJob",
    "EmotionReading",
    "EngineError",
    "EngineProcess",
    "Event",
    "Extend",
    "Failure",
    "ListenOptions",
    "Piece",
    "Plan",
    "Player",
    "ReadJob",
    "ReadOptions",
    "ReadWord",
    "Recorder",
    "Rekey",
    "RenderJob",
    "RenderOptions",
    "Retempo",
    "Rewrite",
    "Score",
    "SynthesizerChoice",
    "TranscribeJob",
    "Transcript",
    "VoiceCue",
    "WarmUpJob",
    "Waveform",
    "edit_called",
    "export_piece",
    "find_changes",
    "list_composers",
    "list_devices",
    "list_synthesizers",
    "list_vector_sets",
    "open_piece",
    "tell_refused",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'engine' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
