"""How someone usually speaks, and what a recording adds against it.

Nothing is said about who speaks: only how far this recording is from the usual, which is first that
of many voices and becomes the speaker's own.
"""

from __future__ import annotations

import json
import logging
import math
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from engine.errors import ExportError
from engine.files import hold, keep_aside, read_json, write_whole
from engine.speech.prosody import Prosody
from engine.speech.voice_cue import VoiceCue
from engine.user_folder import user_folder

__all__ = ["Speaker", "forget_speaker", "known_speaker", "learn_speaker", "speaker_file"]

_log = logging.getLogger(__name__)

# Means and spreads over voices.
_USUAL = Prosody(pitch=15.0, spread=2.2, loudness=-19.0, rate=4.9, pauses=0.06)
_SPREADS = Prosody(pitch=7.0, spread=1.3, loudness=7.0, rate=1.2, pauses=0.12)
"""Of many voices; pitch is wide because men and women differ by nine semitones."""

_AROUSAL = Prosody(pitch=0.3, spread=0.1, loudness=0.3, rate=0.25, pauses=-0.1)
"""How much each measure speaks for arousal, after Juslin & Laukka, 2003, table 7: high, loud, fast,
lively speech with few pauses is aroused."""
_VALENCE = Prosody(pitch=0.0, spread=0.2, loudness=0.0, rate=0.1, pauses=-0.1)
"""Pleasure is hardly heard in a voice: at best in a lively melody."""

_STEADY = Prosody(0.0, 0.0, 0.0, 0.0, 0.0)
_OWN = 0.5  # a speaker's own spread is at least this share of that of many voices
_PATIENCE = 3  # recordings after which the speaker's own manner counts as much as the usual
_BEYOND = 1e6  # no measure of a voice comes near it
_LARGEST_FILE = 100_000  # bytes; it takes three hundred
_MEMORY = 30  # recordings; older ones fade
_LEAST_WEIGHT, _MOST_WEIGHT = 0.1, 0.25
_LARGEST = 2.5  # standard deviations; more is a different microphone rather than a feeling


@dataclass(frozen=True)
class Speaker:
    """How one person usually speaks, learned from recording to recording.

    Attributes
    ----------
    n_recordings
        Heard so far, at most `_MEMORY`.
    mean, variance
        Of each measure, over them.
    """

    n_recordings: int = 0
    mean: Prosody = _USUAL
    variance: Prosody = _STEADY

    def cue(self, heard: Prosody) -> VoiceCue:
        """Say what a recording adds, before it is learned."""
        trust = self.n_recordings**2 / (self.n_recordings**2 + _PATIENCE**2)
        deviations = [
            _deviation(value, usual, spread, own, own_variance, trust)
            for value, usual, spread, own, own_variance in zip(
                *map(astuple, (heard, _USUAL, _SPREADS, self.mean, self.variance)), strict=True
            )
        ]
        return VoiceCue(
            arousal=_weigh(deviations, _AROUSAL),
            valence=_weigh(deviations, _VALENCE),
            weight=_LEAST_WEIGHT + (_MOST_WEIGHT - _LEAST_WEIGHT) * trust,
        )

    def after(self, heard: Prosody) -> Speaker:
        """Learn one more recording (Welford, "Note on a method", Technometrics 1962)."""
        n = min(self.n_recordings + 1, _MEMORY)
        means, variances = [], []
        for value, mean, variance in zip(
            *map(astuple, (heard, self.mean, self.variance)), strict=True
        ):
            moved = mean + (value - mean) / n
            means.append(moved)
            variances.append(variance + ((value - mean) * (value - moved) - variance) / n)
        return Speaker(n, Prosody(*means), Prosody(*variances))

    def as_text(self) -> str:
        """Write what `known_speaker` reads."""
        names = [field.name for field in fields(Prosody)]
        record = {
            "recordings": self.n_recordings,
            "mean": dict(zip(names, astuple(self.mean), strict=True)),
            "variance": dict(zip(names, astuple(self.variance), strict=True)),
        }
        return json.dumps(record, indent=1) + "\n"


@dataclass(frozen=True)
class _KeptManner:
    """What the file holds."""

    recordings: int
    mean: Prosody
    variance: Prosody


def speaker_file() -> Path:
    """Give the file with the speaker's manner; deleting it forgets the speaker."""
    return user_folder() / "voice.json"


def known_speaker() -> Speaker:
    """Read how the speaker usually speaks; without a file, or with a damaged one, nobody knows."""
    path = speaker_file()
    try:
        return _read(read_json(path, _LARGEST_FILE))
    except FileNotFoundError:
        return Speaker()
    except OSError as error:
        _log.warning("the voice in %s cannot be read: %s", path, error.strerror)
        return Speaker()
    except ValueError as error:
        keep_aside(path, error)
        return Speaker()


def learn_speaker(heard: Prosody) -> None:
    """Add a recording to what is known of the speaker; a disk that is full stops no wish."""
    path = speaker_file()
    try:
        with hold(path):
            write_whole(path, known_speaker().after(heard).as_text().encode(), overwrite=True)
    except ExportError as error:
        _log.warning("how you speak was not learned: %s", error)


def forget_speaker() -> None:
    """Delete what was learned of a voice; nothing happens where there is nothing.

    Raises
    ------
    ExportError
        If the file cannot be deleted.
    """
    path = speaker_file()
    if not path.exists():
        return
    try:
        with hold(path):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be deleted: {error.strerror}", hint="Delete the file yourself."
        ) from error


def _read(record: object) -> Speaker:
    """Read what `Speaker.as_text` wrote.

    Raises
    ------
    ValueError
        If it is something else.
    """
    import msgspec  # noqa: PLC0415 - only a wish that is spoken need wait for it

    kept = msgspec.convert(record, _KeptManner)
    if not all(abs(value) < _BEYOND for value in (*astuple(kept.mean), *astuple(kept.variance))):
        raise ValueError("no voice is like that")
    return Speaker(min(max(kept.recordings, 0), _MEMORY), kept.mean, kept.variance)


def _deviation(  # noqa: PLR0913, PLR0917 - one row of five tables
    value: float, usual: float, spread: float, own: float, own_variance: float, trust: float
) -> float:
    """Say how far from the usual a value is, in standard deviations."""
    centre = (1 - trust) * usual + trust * own
    own_spread = max(math.sqrt(max(own_variance, 0.0)), _OWN * spread)
    scale = (1 - trust) * spread + trust * own_spread
    return _LARGEST * math.tanh((value - centre) / scale / _LARGEST)


def _weigh(deviations: list[float], weights: Prosody) -> float:
    pairs = zip(deviations, astuple(weights), strict=True)
    total: float = sum(weight * deviation for deviation, weight in pairs)
    return math.tanh(total)
