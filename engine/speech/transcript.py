"""What was said, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.speech.voice_cue import VoiceCue

__all__ = ["SpokenWord", "Transcript"]


@dataclass(frozen=True)
class SpokenWord:
    """One word of a recording.

    Attributes
    ----------
    text
        As written, punctuation included, no spaces around it.
    start, end
        In seconds from the start of the recording.
    probability
        The recogniser's confidence, 0 to 1.
    """

    text: str
    start: float
    end: float
    probability: float


@dataclass(frozen=True)
class Transcript:
    """A recording as text.

    Attributes
    ----------
    text
        The whole utterance; empty if nothing was said.
    language
        ISO 639-1 code, such as ``"en"``.
    duration
        Length of the recording in seconds.
    words
        In the order spoken.
    voice
        What the way it was said adds; None where that does not tell, or shall not count.
    """

    text: str
    language: str = "en"
    duration: float = 0.0
    words: tuple[SpokenWord, ...] = ()
    voice: VoiceCue | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the object that ``affetto transcribe --json`` prints."""
        return {
            "text": self.text,
            "language": self.language,
            "seconds": round(self.duration, 3),
            "words": [
                {
                    "word": word.text,
                    "start": round(word.start, 3),
                    "end": round(word.end, 3),
                    "probability": round(word.probability, 4),
                }
                for word in self.words
            ],
            "voice": None if self.voice is None else self.voice.to_json(),
        }
