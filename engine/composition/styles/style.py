"""Style cards: the instruments, tempo, metre, groove, form and accompaniment that make a style."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from engine.composition.compasses import compass_of_program
from engine.composition.grid import columns_of
from engine.composition.score import Metre, Mode
from engine.emotion.feelings import FEELINGS
from engine.options import SPACES

__all__ = ["CardError", "Comping", "Layer", "LayerRole", "Style", "StyleEnding"]

Figure = Literal["block", "broken", "pulse", "power"]
LayerRole = Literal["second", "counter", "pad", "arpeggio", "percussion", "effects"]
StyleEnding = Literal["", "fade out", "big finish", "soft ending", "abrupt ending"]

METRES = {str(metre): metre for metre in (Metre(4, 4), Metre(3, 4), Metre(6, 8))}
"""That cards are made in, by name."""
_MARKS = {"chords": "x.", "bass": "R3568w.", "groove": "Xxo."}
_FEWEST_PITCHES = 7
"""Semitones that a layer's register and an instrument share at least: a fifth, to move in."""


class CardError(ValueError):
    """A field of a card is wrong.

    Parameters
    ----------
    field
        Its name, such as ``"tempo"`` or ``"comping.bass"``.
    reason
        What is wrong with it.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field


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
class Layer:
    """A part that joins tune, chords and bass where the music rises.

    Attributes
    ----------
    role
        A voice beside the tune, one against it, a bed of chords, broken chords, percussion, or a
        swell.
    programs
        General MIDI programs that suit, the usual one first; none for percussion.
    register
        Lowest and highest MIDI pitch.
    enters
        Intensity, 0 to 1, from which on it plays: 0 is the quietest bar of a piece, 1 its climax.
    """

    role: LayerRole
    programs: tuple[int, ...] = ()
    register: tuple[int, int] = (0, 127)
    enters: float = 0.5


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
        Of one chord a bar, in Roman numerals; the seed chooses one.
    groove
        A grid of a bar for each drum: ``X`` loud, ``x`` plain, ``o`` soft.
    layers
        Who joins in, in the order of entry.
    suits, resists
        Named feelings that it is chosen for, and that it is never given by itself.
    scenes
        What is seen or happens where it is played, such as ``"village fair"``: a wish that is near
        one of these, by its words' vectors, is dressed so sooner.
    form
        Letters of its sections, gone round again in longer pieces; empty where length decides.
    ending
        How its pieces end; empty where the feeling decides.
    also_in
        Other metres that its players play a plain feeling in: an orchestra plays in any, but who
        hears a tango's players expects four beats.
    space
        Where it sounds, one of `engine.options.SPACES`.
    looseness
        How freely people play it beside how they usually do; machines keep time.
    drummers
        Styles of the Groove MIDI Dataset whose drummers play it; empty for the groove's grids.
    gives
        What of it counts beside another style that is asked for: a string quartet says who plays,
        a lullaby what is played, and rock either.
    kit
        General MIDI number of the drum kit: 0 plain, 24 electronic, 32 jazz, 40 brushes, 48 an
        orchestra's percussion.
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
    layers: tuple[Layer, ...] = ()
    suits: tuple[str, ...] = ()
    resists: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    form: str = ""
    ending: StyleEnding = ""
    looseness: float = 1.0
    drummers: tuple[str, ...] = ()
    kit: int = 0
    space: str = "stage"
    gives: Literal["players", "either", "piece"] = "either"
    also_in: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check what types alone do not say."""
        self._check_programs()
        self._check_numbers()
        self._check_grids()
        for name in ("suits", "resists"):
            for feeling in getattr(self, name):
                if feeling not in FEELINGS:
                    raise CardError(name, f"{feeling!r} is no feeling; choose of {_listed()}")
        if self.form.strip("ABCDEFG"):
            raise CardError("form", f"{self.form!r} holds more than letters from A to G")
        for name in self.also_in:
            if name not in METRES:
                raise CardError("also_in", f"{name!r} is none of {', '.join(METRES)}")
        for number, layer in enumerate(self.layers):
            _check_layer(layer, f"layers[{number}]")

    def played_by(self, other: Style) -> Style:
        """Give it as the players of another style have it: a lullaby by a string quartet."""
        return replace(
            self,
            melody=other.melody,
            chords=other.chords,
            bass=other.bass,
            layers=other.layers,
            drums=other.drums,
            space=other.space,
        )

    def plays_in(self, metre: Metre) -> bool:
        """Whether its players are heard in a metre, one of `METRES`."""
        return metre == self.metre or str(metre) in self.also_in

    def _check_programs(self) -> None:
        for name in ("melody", "chords", "bass"):
            programs = getattr(self, name)
            if not programs:
                raise CardError(name, "no instrument is named")
            _check_range(name, programs, 0, 127, "a General MIDI program")

    def _check_numbers(self) -> None:
        _check_range("feeling", self.feeling, -1, 1, "valence and arousal")
        _check_range("tempo", self.tempo, 40, 200, "quarter notes a minute")
        if self.tempo[0] > self.tempo[1]:
            raise CardError("tempo", f"{self.tempo[0]:g} is above {self.tempo[1]:g}")
        _check_range("swing", (self.swing,), 0.5, 0.75, "the place of the off-beat quaver")
        _check_range("kit", (self.kit,), 0, 127, "a General MIDI kit")
        _check_range("looseness", (self.looseness,), 0, 2, "a looseness")
        if self.space not in SPACES:
            raise CardError("space", f"expected one of {', '.join(SPACES)}")
        if self.loudness is not None:
            _check_range("loudness", (self.loudness,), 20, 120, "a mean velocity")

    def _check_grids(self) -> None:
        n_columns = columns_of(self.metre)
        grids = [("comping.chords", self.comping.chords, _MARKS["chords"]),
                 ("comping.bass", self.comping.bass, _MARKS["bass"])]  # fmt: skip
        grids += [(f"groove.{name}", grid, _MARKS["groove"]) for name, grid in self.groove]
        for name, grid, marks in grids:
            if len(grid) not in (0, n_columns):
                raise CardError(name, f"{grid!r} is not {n_columns} sixteenths long")
            if grid.strip(marks):
                raise CardError(name, f"{grid!r} holds other marks than {marks}")


def _check_range(name: str, values: tuple[float, ...], low: float, high: float, what: str) -> None:
    for value in values:
        if not low <= value <= high:
            raise CardError(name, f"{value:g} is not {what} from {low:g} to {high:g}")


def _check_layer(layer: Layer, name: str) -> None:
    """See that one of the instruments has room in the register."""
    if not layer.programs and layer.role != "percussion":
        raise CardError(f"{name}.programs", "no instrument is named")
    _check_range(f"{name}.programs", layer.programs, 0, 127, "a General MIDI program")
    _check_range(f"{name}.enters", (layer.enters,), 0, 1, "an intensity")
    if layer.role in ("percussion", "effects"):
        return
    low, high = layer.register
    shared = (
        min(high, top) - max(low, bottom) for bottom, top in map(compass_of_program, layer.programs)
    )
    if max(shared, default=-1) < _FEWEST_PITCHES:
        raise CardError(
            f"{name}.register", f"none of its instruments plays between {low} and {high}"
        )


def _listed() -> str:
    return ", ".join(FEELINGS)
