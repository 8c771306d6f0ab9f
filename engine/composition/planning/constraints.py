"""What the user fixes of a piece: key, tempo, metre, and how many bars or seconds it lasts."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.composition.grid import METRES
from engine.composition.planning.outline import Layout, Outline, Stretch, lay_out, seconds_of
from engine.composition.score import TICKS_PER_BEAT, Metre, Mode, pitch_class
from engine.errors import OptionError

if TYPE_CHECKING:
    from engine.options import ComposeOptions

__all__ = ["TEMPOS", "Constraints", "parse_key", "parse_metre"]

TEMPOS = (40.0, 200.0)
"""The tempos, in quarter notes a minute, at which we compose."""

_RING, _RINGING = 0.9, 0.1  # seconds, at most that share of all, that the last chord rings on
_TOLERANCE = 0.1
"""Share by which bars at a fixed tempo may last longer or shorter than the seconds asked."""

_KEY = re.compile(r"\s*([A-G])\s*([#♯b♭]?)(?:[\s-]*(major|maj|minor|min|m))?\s*", re.IGNORECASE)


def parse_key(text: str) -> tuple[int, Mode | None]:
    """Read a key such as ``"D minor"``, ``"Bb"`` or ``"F#m"``; without a mode the wish decides it.

    Raises
    ------
    OptionError
        If it is no key.
    """
    found = _KEY.fullmatch(text)
    if found is None:
        raise OptionError(
            f"{text!r} is not a key", hint='Write a key such as "D minor", "Bb major" or "F#".'
        )
    letter, accidental, word = found.groups()
    tonic = pitch_class(letter + accidental.lower())
    if word is None:
        return tonic, None
    is_minor = word == "m" or word.lower().startswith("min")
    return tonic, "minor" if is_minor else "major"


def parse_metre(text: str) -> Metre:
    """Read a metre such as ``"3/4"``.

    Raises
    ------
    OptionError
        If it is none that can be composed in.
    """
    known = {str(metre): metre for metre in METRES}
    if text.replace(" ", "") not in known:
        raise OptionError(
            f"the metre {text!r} cannot be composed in", hint=f"Choose one of: {', '.join(known)}."
        )
    return known[text.replace(" ", "")]


@dataclass(frozen=True)
class Constraints:
    """What of a piece is decided before the wish is looked at; None where the wish decides.

    Attributes
    ----------
    tonic, mode
        Of the whole piece.
    tempo
        Quarter notes a minute, of the whole piece.
    seconds
        None where `n_bars` alone decides.
    is_paced
        Whether the tempos of the feelings stay as they are even where bars and seconds are fixed.
    """

    tonic: int | None = None
    mode: Mode | None = None
    tempo: float | None = None
    metre: Metre | None = None
    n_bars: int | None = None
    seconds: float | None = None
    is_paced: bool = False

    @classmethod
    def of(cls, options: ComposeOptions) -> Constraints:
        """Take what the options fix.

        Raises
        ------
        OptionError
            If a key or a metre cannot be read.
        """
        tonic, mode = parse_key(options.key) if options.key else (None, None)
        metre = parse_metre(options.metre) if options.metre else None
        return cls(tonic, mode, options.tempo, metre, options.n_bars, options.seconds)

    def lay_out(
        self, stretches: Sequence[Stretch], chance: random.Random | None = None, form: str = ""
    ) -> Layout:
        """Choose sections as `outline.lay_out` does, as many bars as are fixed.

        Parameters
        ----------
        stretches
            Their bars as long as the fixed tempo, if any, makes them.
        chance, form
            As `outline.lay_out` has them.

        Raises
        ------
        OptionError
            If bars, seconds and tempo contradict each other.
        """
        usual = sum(stretch.bar for stretch in stretches) / len(stretches)
        time = self._time_for_notes(usual)
        layout = lay_out(stretches, time, chance, form)
        if self.n_bars is None:
            return layout
        lines = _fit(layout.lines, self.n_bars)
        if self.seconds is None:
            return Layout(lines)
        faster = seconds_of(lines, stretches) / time
        if self.tempo is not None:
            self._check_length(faster)
        return Layout(lines, faster=1.0 if self.tempo or self.is_paced else faster)

    def check_tempo(self, tempo: float, metre: Metre) -> None:
        """Refuse a tempo that bars and seconds would need and nobody can play.

        Raises
        ------
        OptionError
            With the number of bars that would do.
        """
        low, high = TEMPOS
        if self.n_bars is None or self.seconds is None or low <= tempo <= high:
            return
        beats = metre.ticks_per_bar / TICKS_PER_BEAT
        fewest, most = (max(1, round(self.seconds * t / 60 / beats)) for t in TEMPOS)
        raise OptionError(
            f"{self.n_bars} bars in {self.seconds:g} seconds would need a tempo of {tempo:.0f}",
            hint=f"Ask for {fewest} to {most} bars, or for another length.",
        )

    def _time_for_notes(self, bar: float) -> float:
        """Leave time for the last chord, which rings on."""
        if self.seconds is None:
            assert self.n_bars is not None
            return self.n_bars * bar
        return self.seconds - min(_RING, _RINGING * self.seconds)

    def _check_length(self, faster: float) -> None:
        """Refuse bars that last much longer or shorter, at the fixed tempo, than asked."""
        if self.n_bars is None or self.seconds is None or abs(faster - 1) <= _TOLERANCE:
            return
        raise OptionError(
            f"{self.n_bars} bars at a tempo of {self.tempo:g} do not last {self.seconds:g} seconds",
            hint="Fix only two of bars, tempo and seconds, or make them agree.",
        )


def _fit(outlines: Sequence[Outline], n_bars: int) -> list[Outline]:
    """Lengthen the end, or shorten the piece from its end, to that many bars."""
    fitted = list(outlines)
    missing = n_bars - sum(line.n_bars for line in fitted)
    if missing >= 0:
        last = fitted[-1]
        return [*fitted[:-1], replace(last, n_bars=last.n_bars + missing)]
    for index in reversed(range(len(fitted))):
        taken = min(-missing, fitted[index].n_bars)
        fitted[index] = replace(fitted[index], n_bars=fitted[index].n_bars - taken)
        missing += taken
    return [line for line in fitted if line.n_bars]
