"""Style cards: the instruments, tempo, metre, groove and accompaniment that make a style."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass, field
from typing import Any, Literal

from engine import resources
from engine.composition.grid import columns_of
from engine.composition.score import Metre, Mode
from engine.errors import OptionError, ResourceError

__all__ = ["Comping", "Style", "list_styles", "style_called"]

_FOLDER = "styles/"
Figure = Literal["block", "broken", "pulse", "power"]


@dataclass(frozen=True)
class Comping:
    """How chords and bass accompany, as grids of a bar in sixteenths; empty where it is free.

    Attributes
    ----------
    chords
        ``x`` strikes the chord, ``.`` rests.
    figure
        Whole chords, one tone after the other, the upper three, or root and fifth alone.
    length
        Sixteenths that a stroke lasts at most.
    bass
        ``R`` root, ``3``, ``5``, ``6`` above it, ``8`` the octave, ``w`` the next step of a walk.
    """

    chords: str = ""
    figure: Figure = "block"
    length: int = 2
    bass: str = ""


@dataclass(frozen=True)
class Style:
    """One card.

    Attributes
    ----------
    words
        That name it, as `engine.demands.genres` spells them.
    feeling
        Its usual valence and arousal, −1 to 1.
    tempo
        Lowest and highest, in quarter notes a minute; of 6/8 in dotted quarters.
    mode
        None where the feeling decides.
    melody, chords, bass
        General MIDI programs that suit, the usual one first.
    drums
        Whether they belong to it.
    swing
        Place of the off-beat quaver in its beat: .5 is even, .667 a triplet.
    loudness
        Mean velocity, or None where the feeling decides.
    progressions
        Of one chord a bar, in Roman numerals.
    groove
        A grid of a bar for each drum: ``X`` loud, ``x`` plain, ``o`` soft.
    """

    name: str
    words: tuple[str, ...]
    feeling: tuple[float, float]
    tempo: tuple[float, float]
    metre: Metre
    melody: tuple[int, ...]
    chords: tuple[int, ...]
    bass: tuple[int, ...]
    drums: Literal["yes", "no", "as felt"]
    source: str
    mode: Mode | None = None
    swing: float = 0.5
    loudness: float | None = None
    progressions: tuple[str, ...] = ()
    comping: Comping = field(default_factory=Comping)
    groove: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        n_columns = columns_of(self.metre)
        grids = [self.comping.chords, self.comping.bass, *(grid for _, grid in self.groove)]
        if any(len(grid) not in (0, n_columns) for grid in grids):
            raise ResourceError(
                f"a grid of the style {self.name!r} is not {n_columns} sixteenths long",
                hint="Reinstall Affetto: a card was changed.",
            )


@functools.cache
def list_styles() -> tuple[Style, ...]:
    """Read every card, in order of the names."""
    names = sorted(name for name in resources.manifest() if name.startswith(_FOLDER))
    return tuple(_read(name) for name in names)


def style_called(name: str) -> Style:
    """Give the style of that name.

    Raises
    ------
    OptionError
        If there is none.
    """
    found = next((style for style in list_styles() if style.name == name.lower()), None)
    if found is None:
        names = ", ".join(style.name for style in list_styles())
        raise OptionError(f"no style is called {name!r}", hint=f"Choose one of: {names}.")
    return found


def _read(name: str) -> Style:
    card: dict[str, Any] = tomllib.loads(resources.path(name).read_text(encoding="utf-8"))
    plain = {key: tuple(value) for key, value in card.items() if isinstance(value, list)}
    built: dict[str, Any] = {
        "comping": Comping(**card.get("comping", {})),
        "groove": tuple(card.get("groove", {}).items()),
        "metre": Metre(*map(int, card["metre"].split("/"))),
    }
    fields: dict[str, Any] = {**card, **plain, **built}
    return Style(**fields)
