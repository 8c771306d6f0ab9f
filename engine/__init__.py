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
        Bend,
        Bring,
        Cut,
        Edit,
        Extend,
        Feel,
        Mute,
        Recast,
        Recompose,
        Rekey,
        Retempo,
        Rewrite,
        Shorten,
        edit_called,
    )
    from engine.composition.changing.spoken import Said, understand
    from engine.composition.composers import list_composers
    from engine.composition.plan import Plan
    from engine.composition.planning.casting import name_program
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
    from engine.user_files import keep_damaged_aside

_HOMES = {
    "Alter": "engine.composition.changing.editing",
    "Bend": "engine.composition.changing.editing",
    "Bring": "engine.composition.changing.editing",
    "Cut": "engine.composition.changing.editing",
    "ComposeJob": "engine.service",
    "ComposeOptions": "engine.options",
    "DeviceError": "engine.errors",
    "Edit": "engine.composition.changing.edit",
    "EditJob": "engine.service",
    "EmotionReading": "engine.emotion.reading",
    "EngineError": "engine.errors",
    "EngineProcess": "engine.service",
    "Event": "engine.service",
    "Extend": "engine.composition.changing.editing",
    "Failure": "engine.errors",
    "Feel": "engine.composition.changing.editing",
    "ListenOptions": "engine.options",
    "Mute": "engine.composition.changing.editing",
    "Piece": "engine.piece",
    "Plan": "engine.composition.plan",
    "Player": "engine.playback.player",
    "ReadJob": "engine.service",
    "ReadOptions": "engine.options",
    "ReadWord": "engine.emotion.reading",
    "Recast": "engine.composition.changing.editing",
    "Recompose": "engine.composition.changing.editing",
    "Recorder": "engine.speech.recorder",
    "Rekey": "engine.composition.changing.editing",
    "RenderJob": "engine.service",
    "RenderOptions": "engine.options",
    "Retempo": "engine.composition.changing.editing",
    "Rewrite": "engine.composition.changing.editing",
    "Said": "engine.composition.changing.spoken",
    "Score": "engine.composition.score",
    "Shorten": "engine.composition.changing.editing",
    "SynthesizerChoice": "engine.synthesis.synthesizer",
    "TranscribeJob": "engine.service",
    "Transcript": "engine.speech.transcript",
    "VoiceCue": "engine.speech.voice_cue",
    "WarmUpJob": "engine.service",
    "Waveform": "engine.audio.waveform",
    "edit_called": "engine.composition.changing.editing",
    "export_piece": "engine.export",
    "keep_damaged_aside": "engine.user_files",
    "list_composers": "engine.composition.composers",
    "list_devices": "engine.audio.devices",
    "list_synthesizers": "engine.synthesis.synthesizer",
    "list_vector_sets": "engine.options",
    "name_program": "engine.composition.planning.casting",
    "open_piece": "engine.library.piece_file",
    "tell_refused": "engine.demands.answer",
    "understand": "engine.composition.changing.spoken",
}

__all__ = [
    "Alter",
    "Bend",
    "Bring",
    "ComposeJob",
    "ComposeOptions",
    "Cut",
    "DeviceError",
    "Edit",
    "EditJob",
    "EmotionReading",
    "EngineError",
    "EngineProcess",
    "Event",
    "Extend",
    "Failure",
    "Feel",
    "ListenOptions",
    "Mute",
    "Piece",
    "Plan",
    "Player",
    "ReadJob",
    "ReadOptions",
    "ReadWord",
    "Recast",
    "Recompose",
    "Recorder",
    "Rekey",
    "RenderJob",
    "RenderOptions",
    "Retempo",
    "Rewrite",
    "Said",
    "Score",
    "Shorten",
    "SynthesizerChoice",
    "TranscribeJob",
    "Transcript",
    "VoiceCue",
    "WarmUpJob",
    "Waveform",
    "edit_called",
    "export_piece",
    "keep_damaged_aside",
    "list_composers",
    "list_devices",
    "list_synthesizers",
    "list_vector_sets",
    "name_program",
    "open_piece",
    "tell_refused",
    "understand",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'engine' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
