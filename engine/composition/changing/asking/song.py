"""The song that words are said to, as the finders look at it, and how its parts are called."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.composition.changing.altering import ACCOMPANIMENT
from engine.composition.changing.editing import REWRITES, Edit
from engine.composition.changing.places import Place
from engine.composition.revision import PARTS, Part
from engine.composition.score import Score
from engine.demands.demand import Demands, Span
from engine.demands.gazetteer import INSTRUMENTS

__all__ = [
    "A_BIT",
    "INSTRUMENT",
    "LATE_DEGREE",
    "MUCH",
    "NAMES",
    "PART",
    "PART_NAMES",
    "THE",
    "Found",
    "Song",
    "degree_before",
    "degree_of",
    "parts_called",
]

A_BIT = (
    r"(?:(?:just )?(?:a (?:little )?bit|a little|a tad|a touch|slightly|somewhat|a shade"
    r"|ever so slightly|kind of|a notch|a hair|a smidge(?:n)?|a whisker|a fraction|a"
    r" (?:teeny|tiny|wee)(?: little)? bit)\s+)"
)
MUCH = (
    r"(?:(?:much|a lot|a fair bit|by far|lots|way|far|considerably|significantly|loads"
    r"|a great deal|really|very"
    r"|even|so|quite|rather|still)\s+)"
)
LATE_DEGREE = re.compile(
    r"\s+(?:by\s+|just\s+)?(?:(?P<much>a lot|a fair bit|far|miles|lots|much)|a (?:little )?bit"
    r"|a little|a tad|a touch|slightly|somewhat|a notch|a hair|a smidge(?:n)?|a fraction)\b"
)
_WEAK = re.compile(r"(?:really|very|even|so|quite|rather|still)\b")
_FEW, _LOTS = 0.5, 1.6  # degrees of "a bit" and "much": see `engine.composition.planning.moves`

_DRUMS: frozenset[Part] = frozenset({"drums"})
_MELODY: frozenset[Part] = frozenset({"melody"})
_BASS: frozenset[Part] = frozenset({"bass"})
_CHORDS: frozenset[Part] = frozenset({"chords"})
PART_NAMES: dict[str, frozenset[Part]] = {
    "melody": _MELODY, "tune": _MELODY, "theme": _MELODY, "lead": _MELODY,
    "chords": _CHORDS, "chord": _CHORDS, "harmony": REWRITES["harmony"],
    "harmonies": REWRITES["harmony"], "chord progression": REWRITES["harmony"],
    "bass": _BASS, "bass line": _BASS, "bassline": _BASS, "drums": _DRUMS, "drum": _DRUMS,
    "drum kit": _DRUMS, "drumming": _DRUMS, "percussion": _DRUMS, "beat": _DRUMS,
    "drum part": _DRUMS, "drum beat": _DRUMS, "rhythm": _DRUMS, "cymbals": _DRUMS,
    "rhythm section": _BASS | _DRUMS, "accompaniment": ACCOMPANIMENT, "backing": ACCOMPANIMENT,
    "counter-melody": frozenset({"counter"}), "counter melody": frozenset({"counter"}),
    "countermelody": frozenset({"counter"}), "second voice": frozenset({"second"}),
    "pad": frozenset({"pad"}), "pads": frozenset({"pad"}), "arpeggio": frozenset({"arpeggio"}),
    "arpeggios": frozenset({"arpeggio"}), "shaker": frozenset({"percussion"}),
    "shakers": frozenset({"percussion"}), "tambourine": frozenset({"percussion"}),
    "maracas": frozenset({"percussion"}), "hand claps": frozenset({"percussion"}),
    "claps": frozenset({"percussion"}), "clapping": frozenset({"percussion"}),
    "congas": frozenset({"percussion"}), "bongos": frozenset({"percussion"}),
    "cowbell": frozenset({"percussion"}),
    "left hand": ACCOMPANIMENT | _BASS, "right hand": _MELODY,
    "background": ACCOMPANIMENT, "arrangement": ACCOMPANIMENT, "notes": frozenset(PARTS),
}  # fmt: skip
"""The parts of a song by what people call them."""


def _any_of(names: dict[str, object]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


PART = _any_of(dict(PART_NAMES))
INSTRUMENT = _any_of(dict(INSTRUMENTS))
NAMES = (
    rf"(?P<names>(?:{PART}|{INSTRUMENT})"
    rf"(?:\s*(?:,|and|or|&)\s*(?:the\s+)?(?:{PART}|{INSTRUMENT}))*)"
)
THE = r"(?:(?:the|those|that|these|all(?: of)?(?: the)?|any|its|this|all those)\s+)?"


@dataclass(frozen=True)
class Found:
    """What a finder found.

    Attributes
    ----------
    edits
        One or more, in the order to be made.
    span
        The characters that say it.
    is_sure
        Whether it can mean nothing but a change of what is there.
    is_asked
        Whether the words, standing alone, ask for a change.
    """

    edits: tuple[Edit, ...]
    span: Span
    is_sure: bool = False
    is_asked: bool = True


@dataclass(frozen=True)
class Song:
    """What finders look at.

    Attributes
    ----------
    plain
        The words, in lower case.
    place
        What of the song they name.
    seed
        Of what is written anew.
    demands
        What of the words would be a demand of a wish.
    """

    plain: str
    score: Score
    place: Place | None
    seed: int
    demands: Demands

    @property
    def bars(self) -> range | None:
        """The bars of the place; None for the whole song."""
        return None if self.place is None else self.place.bars

    @property
    def roles(self) -> frozenset[str]:
        """The parts that play."""
        return frozenset(track.role for track in self.score.tracks)


def parts_called(names: str, score: Score) -> tuple[frozenset[Part], list[str]]:
    """Give the parts that names mean, instruments that play included, and the other names."""
    parts: set[Part] = set()
    strangers: list[str] = []
    for name in re.findall(rf"{PART}|{INSTRUMENT}", names):
        own = PART_NAMES.get(name) or _parts_played_by(name, score)
        parts |= own - {"harmony"}
        strangers += [] if own else [name]
    return frozenset(parts), strangers


def _parts_played_by(name: str, score: Score) -> frozenset[Part]:
    programs = INSTRUMENTS[name].programs
    named: tuple[Part, ...] = ("melody", "chords", "bass")
    tracks = (score.track(role) for role in named)  # type: ignore[arg-type]
    return frozenset(
        role
        for role, track in zip(named, tracks, strict=True)
        if track and track.program in programs
    )


def degree_before(plain: str, start: int) -> tuple[float, int]:
    """Give the degree that is said before a place, and where its words begin."""
    for words, degree in ((A_BIT, _FEW), (MUCH, _LOTS)):
        found = re.search(rf"\b{words}$", plain[:start])
        if found is not None:
            return (1.0 if _WEAK.match(found[0]) else degree), found.start()
    return 1.0, start


def degree_of(found: re.Match[str] | None) -> float:
    """Give the degree of what `LATE_DEGREE` found."""
    if found is None:
        return 1.0
    return _LOTS if found["much"] else _FEW
