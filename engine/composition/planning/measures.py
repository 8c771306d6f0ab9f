"""Takes what can be measured: key, tempo, metre and length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, cast

from engine.composition.grid import METRES
from engine.composition.metres import BASES, bars_made, longer_than_base
from engine.composition.planning.constraints import TEMPOS, Constraints, parse_key, parse_metre
from engine.composition.planning.ledger import Ledger
from engine.composition.planning.named_chords import key_of_chords
from engine.composition.score import Metre
from engine.composition.styles.style import Style
from engine.demands.demand import Demand, Span

__all__ = ["Measures", "Pace"]

_STAND_INS = {Metre(3, 8): Metre(3, 4), Metre(6, 4): Metre(3, 4)}
"""For metres that cannot be had at all: those whose beats group alike."""
# seconds, seconds and bars, as `ComposeOptions` has them
_SHORTEST, _LONGEST, _MOST_BARS = 5.0, 300.0, 300
_SHORT, _LONG = 20.0, 120.0  # seconds that "a short piece" and "a long one" last


@dataclass(frozen=True)
class Pace:
    """Tempos within limits, for the feelings that the characters of a span say."""

    low: float
    high: float
    span: Span


class Measures:
    """Takes the demands for key, tempo, metre and length.

    Attributes
    ----------
    turned
        The metre into which the music is to be turned once it is composed, or None.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.turned: Metre | None = None

    def take(self, style: Style | None, first: Style | None) -> tuple[Constraints, list[Pace]]:
        """Fix key, metre, tempo and length, the style's where nobody asks.

        Parameters
        ----------
        style, first
            Of the whole piece, and of the first part that has one: a piece has one metre.
        """
        fixed = self._key(Constraints.of(self._ledger.options), style)
        fixed = self._metre(fixed, first)
        fixed = self._length(fixed)
        if fixed.tempo is not None or (
            self._ledger.options.seconds and self._ledger.options.n_bars
        ):
            said = f"{fixed.tempo:g}" if fixed.tempo else "the tempo of so many bars"
            asked = self._ledger.demands.of("tempo")
            met = [demand for demand in asked if _holds(demand, fixed.tempo)]
            self._ledger.obey(*met)
            self._ledger.choose([demand for demand in asked if demand not in met], said)
            return fixed, []
        paces = list(self._paces(style))
        exact = [pace for pace in paces if pace.low == pace.high]
        if exact and paces[-1] is exact[-1]:
            fixed = replace(fixed, tempo=exact[-1].low)
        fixed = replace(fixed, is_paced=bool(paces))
        if fixed.seconds is not None:
            fixed = replace(fixed, seconds=fixed.seconds / longer_than_base(self.turned))
        return _untangle(fixed), paces

    def _key(self, fixed: Constraints, style: Style | None) -> Constraints:
        keys = self._ledger.demands.of("key")
        chosen = self._ledger.choose(keys, self._ledger.options.key)
        if chosen is not None:
            tonic, mode = parse_key(chosen.value)
            fixed = replace(fixed, tonic=tonic, mode=mode)
            self._ledger.obey(chosen)
        chords = self._ledger.demands.last("chords")
        found = key_of_chords(chords.value.split()) if chords and fixed.tonic is None else None
        if found is not None:
            fixed = replace(fixed, tonic=found[0], mode=fixed.mode or found[1])
        return self._mode(fixed, style)

    def _mode(self, fixed: Constraints, style: Style | None) -> Constraints:
        chosen = self._ledger.choose(self._ledger.demands.of("mode"))
        wanted = {"dorian": "minor", "phrygian": "minor", "aeolian": "minor", "minor": "minor"}
        if chosen is not None:
            mode = cast('Literal["major", "minor"]', wanted.get(chosen.value, "major"))
            if fixed.mode is not None and fixed.mode != mode:
                self._ledger.tell(chosen, fixed.mode)
                return fixed
            if chosen.value in ("major", "minor", "aeolian", "ionian"):
                self._ledger.obey(chosen)
            else:
                self._ledger.tell(chosen, mode)
            return replace(fixed, mode=mode)
        if fixed.mode is None and style is not None and style.mode is not None:
            return replace(fixed, mode=style.mode)
        return fixed

    def _metre(self, fixed: Constraints, style: Style | None) -> Constraints:
        chosen = self._ledger.choose(self._ledger.demands.of("metre"), self._ledger.options.metre)
        if chosen is not None:
            asked = Metre(*map(int, chosen.value.split("/")))
            metre = asked if asked in METRES else BASES.get(asked)
            if metre is None:
                metre = _STAND_INS.get(asked, Metre(4, 4))
            elif metre != asked:
                self.turned = asked
            is_met = asked in (metre, self.turned)
            self._ledger.settle(chosen, str(metre), is_met=is_met)
            return replace(fixed, metre=metre)
        if fixed.metre is None and style is not None:
            return replace(fixed, metre=parse_metre(str(style.metre)))
        return fixed

    def _paces(self, style: Style | None) -> Iterator[Pace]:
        """Give the tempos asked for, or else the style's."""
        tempos = self._ledger.demands.of("tempo")
        for number, demand in enumerate(tempos):
            assert demand.low is not None
            assert demand.high is not None
            low, high = (
                min(max(value, TEMPOS[0]), TEMPOS[1]) for value in (demand.low, demand.high)
            )
            later = next(
                (other for other in tempos[number + 1 :] if not _agree(demand, other)), None
            )
            if later is not None and not (demand.feels and later.feels):
                self._ledger.tell(demand, f"{later.value}, which was said later,")
                continue
            if demand.is_exact and low != demand.low:
                self._ledger.tell(demand, f"{low:g} BPM")
            else:
                self._ledger.obey(demand)
            yield Pace(low, high, demand.span)
        if not tempos and style is not None:
            yield Pace(*style.tempo, Span(0, len(self._ledger.demands.text)))

    def _length(self, fixed: Constraints) -> Constraints:
        lengths = self._ledger.demands.of("length")
        if self._ledger.options.seconds is not None or self._ledger.options.n_bars is not None:
            said = f"{fixed.seconds:g} s" if fixed.seconds else f"{fixed.n_bars} bars"
            self._ledger.choose([d for d in lengths if d.value != said], said)
            self._ledger.obey(*(d for d in lengths if d.value == said))
            return fixed
        bars = self._ledger.choose([demand for demand in lengths if demand.unit == "bars"])
        exact = self._ledger.choose([d for d in lengths if d.unit == "s" and d.is_exact])
        vague = [d for d in lengths if not d.is_exact]
        seconds = self._seconds(exact)
        if bars is not None:
            n_bars = min(max(round(bars.middle), 1), _MOST_BARS)
            n_written = max(1, n_bars // bars_made(self.turned))
            fixed = replace(fixed, n_bars=n_written)
            self._ledger.settle(bars, f"{n_bars} bars", is_met=n_bars == bars.low)
        if seconds is None and bars is None and vague:
            seconds = _SHORT if vague[-1].value == "short" else _LONG
        if seconds is None and bars is None:
            seconds = self._ledger.options.usual_seconds
        said = f"{seconds:g} s" if bars is None or seconds is not None else bars.value
        for demand in vague:
            self._ledger.settle(demand, said, is_met=_fits(demand, seconds))
        return replace(fixed, seconds=seconds)

    def _seconds(self, exact: Demand | None) -> float | None:
        if exact is None:
            return None
        seconds = min(max(exact.middle, _SHORTEST), _LONGEST)
        self._ledger.settle(exact, f"{seconds:g} s", is_met=seconds == exact.low)
        return seconds


def _agree(first: Demand, second: Demand) -> bool:
    """Whether two tempos can both be met."""
    assert first.low is not None
    assert first.high is not None
    assert second.low is not None
    assert second.high is not None
    return first.low * 0.9 <= second.high and second.low <= first.high * 1.1


def _holds(demand: Demand, tempo: float | None) -> bool:
    """Whether a tempo is one that is asked for, as near as an ear can tell."""
    assert demand.low is not None
    assert demand.high is not None
    return tempo is not None and demand.low * 0.98 <= tempo <= demand.high * 1.02


def _fits(demand: Demand, seconds: float | None) -> bool:
    assert demand.low is not None
    assert demand.high is not None
    return seconds is not None and demand.low <= seconds <= demand.high


def _untangle(fixed: Constraints) -> Constraints:
    """Let bars count more than seconds where both cannot be had at any tempo, or the one fixed."""
    if fixed.n_bars is None or fixed.seconds is None:
        return fixed
    metre = fixed.metre or Metre(4, 4)
    minutes = max(fixed.seconds - 2, 1) / 60
    tempo = fixed.n_bars * metre.numerator * 4 / metre.denominator / minutes
    if fixed.tempo is not None or not TEMPOS[0] <= tempo <= TEMPOS[1]:
        return replace(fixed, seconds=None)
    return fixed
