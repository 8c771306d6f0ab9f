"""What the engine's process is asked, and what it says of it: values that cross the border."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.audio.waveform import Waveform
from engine.library.takes.take import Keep
from engine.options import ComposeOptions, ReadOptions, RenderOptions
from engine.piece import Piece
from engine.speech.voice_cue import VoiceCue

if TYPE_CHECKING:
    from engine.composition.changing.editing import Edit
    from engine.composition.score import Chord, Score

__all__ = [
    "BESIDE",
    "Ask",
    "ChordJob",
    "ComposeJob",
    "EditJob",
    "Event",
    "ExportJob",
    "HumJob",
    "Job",
    "LookJob",
    "MoodJob",
    "OpenJob",
    "PartsJob",
    "ReadJob",
    "RenderJob",
    "SurveyJob",
    "TeachJob",
    "TranscribeJob",
    "UnderstandJob",
    "WarmUpJob",
]

_READ = ReadOptions()


@dataclass(frozen=True)
class WarmUpJob:
    """Load the models, so that the first wish need not wait; the sound's in the background."""

    render_options: RenderOptions = field(default_factory=RenderOptions)


@dataclass(frozen=True, eq=False)
class TranscribeJob:
    """Turn a recording into a `Transcript`; of one that goes on nothing is learned."""

    waveform: Waveform
    read_options: ReadOptions = _READ
    is_whole: bool = True


@dataclass(frozen=True)
class ReadJob:
    """Turn a wish, typed or spoken, into an `EmotionReading`."""

    text: str
    read_options: ReadOptions = _READ
    voice: VoiceCue | None = None


@dataclass(frozen=True, eq=False)
class UnderstandJob:
    """Turn words said to a song that is there into a `Said`, also such as no grammar has.

    Attributes
    ----------
    seed
        Of what a change writes anew.
    chosen
        Bars, from 0, that a change keeps to where the words name none.
    """

    text: str
    score: Score
    seed: int
    chosen: range | None = None


@dataclass(frozen=True)
class ComposeJob:
    """Turn a wish into a `Piece`; reading, plan, bars, sound and score are told on the way.

    With ``keep``, it is kept as a take before it sounds, and ``("kept", Take)`` is told.
    """

    text: str
    compose_options: ComposeOptions
    render_options: RenderOptions
    voice: VoiceCue | None = None
    keep: Keep | None = None


@dataclass(frozen=True, eq=False)
class HumJob:
    """Turn a tune that was hummed into a `Piece`; what was heard is told: ``("tune", Score)``.

    Attributes
    ----------
    heard
        What was recorded; or the tune itself, of which there is an earlier take.
    text
        In whose metre, key and tempo it is told; empty to leave it as it was hummed.
    """

    heard: Waveform | Score
    text: str
    compose_options: ComposeOptions
    render_options: RenderOptions
    keep: Keep | None = None


@dataclass(frozen=True, eq=False)
class RenderJob:
    """Give a `Piece` another sound; how long that will take is told first, in seconds."""

    piece: Piece
    render_options: RenderOptions
    keep: Keep | None = None


@dataclass(frozen=True, eq=False)
class EditJob:
    """Change a `Piece`, one edit after the other, and give it its sound anew."""

    piece: Piece
    edits: tuple[Edit, ...]
    keep: Keep | None = None


@dataclass(frozen=True, eq=False)
class PartsJob:
    """Tell the parts of a `Piece` one by one, for `Player.take_apart`: ``(role, LivePart)``."""

    piece: Piece


@dataclass(frozen=True, eq=False)
class ExportJob:
    """Write a `Piece` to a file that holds its parts' sounds, over an older one: its path."""

    piece: Piece
    path: Path


@dataclass(frozen=True, eq=False)
class ChordJob:
    """Give one chord by itself, as it would sound in a `Piece`: a `Waveform`."""

    piece: Piece
    chord: Chord


@dataclass(frozen=True)
class OpenJob:
    """Take up a song out of a MIDI or MusicXML file, as a `Piece` with its sound."""

    path: Path
    render_options: RenderOptions
    keep: Keep | None = None


@dataclass(frozen=True)
class SurveyJob:
    """Find out what of a folder a composer could learn from: a `FoundMusic`."""

    folder: Path


@dataclass(frozen=True)
class TeachJob:
    """Let a composer of the user's own learn from a folder; how it goes is told.

    Told are ``("curve", CurvePoint)``; the result is a `FoundMusic`. Asked by `Ask.SUFFICE`, it
    keeps what was learned by then.
    """

    folder: Path
    name: str


@dataclass(frozen=True)
class MoodJob:
    """Learn all music of a folder as a mood that wishes may name: its `FoundMusic`."""

    folder: Path
    name: str


@dataclass(frozen=True)
class LookJob:
    """Look into a composer: what it has learned, and how noise settles; an `Insight`."""

    composer: str


Job = (
    OpenJob | WarmUpJob | TranscribeJob | ReadJob | UnderstandJob | ComposeJob | RenderJob | EditJob
    | PartsJob | ExportJob | ChordJob | HumJob | SurveyJob | TeachJob | MoodJob | LookJob
)  # fmt: skip

BESIDE = (SurveyJob, TeachJob, MoodJob)
"""Jobs that take minutes: they are done beside the others, so that songs can be made meanwhile."""


class Ask(Enum):
    """What is asked of a job that was sent before."""

    CANCEL = "cancel"  # nothing is wanted of it any more
    SUFFICE = "suffice"  # it shall end with what it has


@dataclass(frozen=True, eq=False)
class Event:
    """What the engine says of a job.

    Attributes
    ----------
    job_id
        As given by `engine.service.EngineProcess.submit`.
    kind
        ``"progress"`` (value: a pair of stage and fraction), ``"stage"`` (value: a pair of name
        and result, such as ``("score", Score)``), then one of ``"done"`` (value: the result),
        ``"failed"`` (value: `Failure`) or ``"cancelled"``.
    """

    job_id: int
    kind: str
    value: Any = None
