"""What a wish feels like: the value that the reader makes and the planner takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from engine.demands.demand import Demands
from engine.speech.voice_cue import VoiceCue

__all__ = [
    "QUADRANTS",
    "EmotionReading",
    "MusicMatch",
    "Quadrant",
    "ReadWord",
    "Segment",
    "quadrant_at",
]

Quadrant = Literal["Q1", "Q2", "Q3", "Q4"]
QUADRANTS: tuple[Quadrant, ...] = ("Q1", "Q2", "Q3", "Q4")
"""Q1 happy/excited, Q2 tense/angry, Q3 sad, Q4 calm/tender (Russell, 1980)."""


def quadrant_at(valence: float, arousal: float) -> Quadrant:
    """Name the quadrant of a place; the borders belong to what is pleasant and aroused."""
    if valence >= 0:
        return "Q1" if arousal >= 0 else "Q4"
    return "Q2" if arousal >= 0 else "Q3"


_LEAST = 0.001  # share of a feeling that is still told


@dataclass(frozen=True)
class MusicMatch:
    """How near one vector made from labelled music is.

    Attributes
    ----------
    key
        Name of the clip in the music vectors.
    label
        What people said of the clip, such as ``"sad"``.
    similarity
        Dot product in the valence/arousal plane, −1 to 1.
    """

    key: str
    label: str
    similarity: float


@dataclass(frozen=True)
class ReadWord:
    """One word of the wish and what it adds.

    Attributes
    ----------
    text
        As written.
    start, end
        Character offsets into the wish: ``wish[start:end]`` is the word.
    weight
        Share of the reading, 0 to 1; the words' weights sum to 1, or to 0 if none carries feeling.
    valence, arousal
        −1 to 1, negation and intensity of the sentence included.
    nearest
        The music vectors nearest to it, best first; empty for a word without weight.
    feelings
        Share of the named feelings that its vector is nearest to, the largest first.
    """

    text: str
    start: int
    end: int
    weight: float
    valence: float
    arousal: float
    nearest: tuple[MusicMatch, ...] = ()
    feelings: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Segment:
    """A stretch of the wish with one feeling.

    Attributes
    ----------
    first_word, last_word
        Indices into `EmotionReading.words`, both inclusive.
    valence, arousal
        −1 to 1.
    quadrant
        None where nothing is felt.
    share
        Part of the whole wish's feeling that lies here, 0 to 1; the segments' shares sum to 1.
    nearest
        The music vectors nearest to the segment, best first.
    kind
        How it joins the segment before: ``"mix"`` sounds with it, ``"then"`` follows it.
    moods
        The moods taught by the user that its words name.
    dominance
        From helpless (−1) to in control (1): of rage and fear, rage has more.
    feelings
        Share of each of `engine.emotion.feelings.FEELINGS`, the largest first, summing to 1; empty
        where nothing is felt.
    """

    first_word: int
    last_word: int
    valence: float
    arousal: float
    quadrant: Quadrant | None
    share: float = 1.0
    nearest: tuple[MusicMatch, ...] = ()
    kind: Literal["mix", "then"] = "mix"
    moods: tuple[str, ...] = ()
    dominance: float = 0.0
    feelings: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class EmotionReading:
    """What a wish feels like.

    Attributes
    ----------
    text
        The wish.
    words, segments
        In the order said.
    valence, arousal
        Of the whole wish, −1 to 1.
    quadrant
        None where nothing was said that carries feeling.
    quadrants
        Probability of each, summing to 1; all 0 where `quadrant` is None.
    confidence
        Probability that what was read is right, 0 to 1: the quadrant, of several segments theirs.
    nearest
        The music vectors nearest to the whole wish, best first.
    unknown
        Words without an embedding.
    voice
        What the voice added; None where the words alone were read.
    demands
        What the words ask of the music itself.
    language
        English name of the language that the wish is in.
    assumed
        What the wish names instead of a feeling, such as an occasion or a style, whose usual
        feeling was assumed.
    """

    text: str
    words: tuple[ReadWord, ...] = ()
    segments: tuple[Segment, ...] = ()
    valence: float = 0.0
    arousal: float = 0.0
    quadrant: Quadrant | None = None
    quadrants: dict[Quadrant, float] = field(default_factory=lambda: dict.fromkeys(QUADRANTS, 0.0))
    confidence: float = 0.0
    nearest: tuple[MusicMatch, ...] = ()
    unknown: tuple[str, ...] = ()
    voice: VoiceCue | None = None
    demands: Demands = field(default_factory=Demands)
    language: str = "English"
    assumed: tuple[str, ...] = ()

    @property
    def feelings(self) -> dict[str, float]:
        """Share of each named feeling in the whole wish, the largest first."""
        mixed: dict[str, float] = {}
        for segment in self.segments:
            for name, share in segment.feelings.items():
                mixed[name] = mixed.get(name, 0.0) + segment.share * share
        return dict(sorted(mixed.items(), key=lambda item: -item[1]))

    def to_json(self) -> dict[str, Any]:
        """Give the object that ``affetto read --json`` prints."""
        return {
            "text": self.text,
            "words": [
                {
                    "word": word.text,
                    "start": word.start,
                    "end": word.end,
                    "weight": round(word.weight, 4),
                    "valence": round(word.valence, 4),
                    "arousal": round(word.arousal, 4),
                    "nearest": [
                        {"label": match.label, "similarity": round(match.similarity, 4)}
                        for match in word.nearest
                    ],
                    "feelings": _rounded(word.feelings),
                }
                for word in self.words
            ],
            "segments": [
                {
                    "first_word": segment.first_word,
                    "last_word": segment.last_word,
                    "valence": round(segment.valence, 4),
                    "arousal": round(segment.arousal, 4),
                    "dominance": round(segment.dominance, 4),
                    "feelings": _rounded(segment.feelings),
                    "quadrant": segment.quadrant,
                    "share": round(segment.share, 4),
                    "kind": segment.kind,
                    "words": [
                        word.text
                        for word in self.words[segment.first_word : segment.last_word + 1]
                        if word.weight > 0
                    ],
                }
                for segment in self.segments
            ],
            "valence": round(self.valence, 4),
            "arousal": round(self.arousal, 4),
            "quadrant": self.quadrant,
            "quadrants": {name: round(share, 4) for name, share in self.quadrants.items()},
            "confidence": round(self.confidence, 4),
            "feelings": _rounded(self.feelings),
            "language": self.language,
            "assumed": list(self.assumed),
            "unknown": list(self.unknown),
            "voice": None if self.voice is None else self.voice.to_json(),
        }


def _rounded(shares: dict[str, float]) -> dict[str, float]:
    """Round shares, and leave out those that round to nothing."""
    return {name: round(share, 4) for name, share in shares.items() if share >= _LEAST}
