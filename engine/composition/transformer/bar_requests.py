"""What a brief asks of each of its bars: controls for the transformer, and rules."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from engine.composition.grid import METRES
from engine.composition.planning.brief import MELODY_REACH, BarBrief, PieceBrief
from engine.composition.score import TICKS_PER_BEAT, Key
from engine.composition.transformer.bar_rules import BarRules
from engine.composition.transformer.controls import (
    CONTROLS,
    STYLES,
    Control,
    Controls,
    bin_of,
    metre_of,
)
from engine.composition.transformer.taste import Flags
from engine.composition.transformer.vocabulary import (
    EVENT_SIZES,
    FIRST_ROOT,
    LOWEST,
    N_PITCHES,
    Bar,
    Field,
    Kind,
    tonic_offset,
)

__all__ = ["BarRequest", "Ledger", "choose_style", "request_bars"]

_CLOSES = {"open": 4, "half": 2, "full": 3, "final": 3}  # values of `Control.CLOSE`
# semitones above the tonic: a half close rests on V, all others on I
_ROOTS = {"half": (7,), "full": (0,), "final": (0,)}
_LEADS = (7, 11, 5)
"""Roots that lead to the tonic: of 100 songs (POP909) 94 end by them, or by ii and VII."""
_POP = 0.75  # share of the pieces that may be pop and are
_BELOW = 11  # semitones from the register to the mean of all other notes
_BASS_RANGE = (33, 57)  # MIDI pitches
_TEXTURE_RANGE = (40, 84)
_OCTAVE = 12
_FULLER = 1.3  # introduction, closes and last chord are thinner than what is asked for
_BUSIEST, _FEW_NOTES = 2.0, 4
"""How many times as many notes as usual a bar of the tune has at most, and how many it may always
have: 1 bar in 100 of POP909 and of Lieder has more than 2.05 times its song's mean."""
_BUSIEST_TUNES = (1.8, 2.2, 2.1, 1.8, 1.55, 1.5, 1.6, 1.45, 1.3, 1.25)
"""Onsets a quarter, by the bins of `Control.TEMPO`, that nine of ten songs stay below (POP909 and
Lieder): a lively feeling asks for more than can be sung, and gets runs of semiquavers."""
_URGENCY = 1.7  # how much of what is missing so far the next bars are asked for
_SPREAD_OF_CHANGES, _FEWEST_CHANGES = 0.3, 1.0
"""How far apart songs of one tempo lie in chords a bar (POP909 .3, Lieder .6), and the fewest."""
_NAMED_AGAIN = 0.15
"""Chords a bar that go on from the bar before and are named again (POP909: 1.61 for 1.46)."""


@dataclass(frozen=True)
class BarRequest:
    """What is asked of one bar.

    Attributes
    ----------
    brief
        What the bar is.
    targets
        What the measures shall be, by control, in their own units.
    row
        Shape (19,): the controls of setting and form; the measures are filled in from the targets.
    rules
        What the bar may hold.
    """

    brief: BarBrief
    targets: Mapping[Control, float]
    row: Controls
    rules: BarRules


def request_bars(piece: PieceBrief, style: int) -> list[BarRequest]:
    """Say what is asked of every bar of a piece.

    Parameters
    ----------
    style
        A number from 1 of `engine.composition.transformer.controls.STYLES`, 0 for any.
    """
    requests = []
    busier = random.Random(f"changes {piece.seed}").gauss(0.0, _SPREAD_OF_CHANGES)
    turns = len({section.key.mode for section in piece.sections}) > 1
    for brief in piece.bars:
        targets = _targets(brief, busier)
        row = _form_row(piece, brief, style)
        rules = _rules(brief, targets)
        notes = targets[Control.MELODY_DENSITY] * piece.metre.ticks_per_bar / TICKS_PER_BEAT
        busiest = max(_FEW_NOTES, math.ceil(_BUSIEST * notes))
        rules = replace(rules, busiest=busiest, keeps_mode=turns)
        requests.append(BarRequest(brief, targets, row, rules))
    return [_lead_home(*pair) for pair in zip(requests, [*requests[1:], None], strict=True)]


def choose_style(brief: PieceBrief) -> int:
    """Choose whose manner to write in: pop is gay or calm and at home in 4/4, the lied all else.

    A style without drums is no pop: its tunes do not push before the beat.
    """
    chance = random.Random(f"form {brief.seed}")
    is_unplugged = bool(brief.scoring.style) and brief.scoring.drums == "no"
    may_be_pop = brief.manner.may_be_pop and str(brief.metre) == "4/4" and not is_unplugged
    return 1 + STYLES.index("pop" if may_be_pop and chance.random() < _POP else "lied")


def _lead_home(request: BarRequest, following: BarRequest | None) -> BarRequest:
    """Let a bar end with a chord that leads to the tonic, if a phrase closes with the next."""
    closes = following.brief.closes if following else None
    if closes not in ("full", "final") or request.brief.closes in _ROOTS:
        return request
    rules = replace(request.rules, last_roots=_LEADS, leads_home=True)
    return replace(request, rules=rules)


def _form_row(piece: PieceBrief, brief: BarBrief, style: int) -> Controls:
    row = np.zeros(len(CONTROLS), np.uint8)
    left = brief.phrase.n_bars - brief.index
    row[Control.METRE] = 1 + METRES.index(piece.metre)
    row[Control.MODE] = 1 + (brief.section.key.mode == "minor")
    row[Control.PARTS] = 2
    row[Control.STYLE] = style
    row[Control.SINGS] = 2 if brief.section.sings else 1
    row[Control.BEGINNING] = min(brief.number + 1, 3)
    row[Control.ENDING] = min(piece.n_bars - brief.number, 5)
    row[Control.CLOSE] = _CLOSES[brief.closes] if brief.closes and brief.section.sings else 1
    row[Control.COUNTDOWN] = left if brief.section.sings else 9
    return row


def _targets(brief: BarBrief, busier: float) -> dict[Control, float]:
    """Translate the manner of a bar's section into what is measured of bars.

    Parameters
    ----------
    busier
        Chords a bar that the piece has more than others like it.
    """
    section, manner = brief.section, brief.section.manner
    offset = tonic_offset(section.key)
    melody = section.register - offset + section.lift
    return {
        Control.TEMPO: section.expression.tempo,
        Control.DENSITY: manner.density * _FULLER,
        Control.MELODY_DENSITY: min(manner.melody_density, _busiest(section.expression.tempo)),
        Control.POLYPHONY: manner.fullness,
        Control.MELODY_REGISTER: melody,
        Control.TEXTURE_REGISTER: section.expression.register - offset - _BELOW,
        Control.LENGTH: math.log2(manner.note_beats),
        Control.CHROMATIC: manner.chromatic,
        Control.DARK: manner.darkness,
        Control.CHANGES: max(_FEWEST_CHANGES, manner.chords_a_bar + busier) + _NAMED_AGAIN,
    }


def _busiest(tempo: float) -> float:
    """Give the onsets a quarter that a tune of this tempo has at most."""
    return _BUSIEST_TUNES[bin_of(Control.TEMPO, tempo) - 1]


def _rules(brief: BarBrief, targets: Mapping[Control, float]) -> BarRules:
    key = brief.section.key
    middle = round(targets[Control.MELODY_REGISTER])
    offset = tonic_offset(key) + LOWEST - 1
    low, high = middle - MELODY_REACH - LOWEST + 1, middle + MELODY_REACH - LOWEST + 1
    reached = max(low, brief.reach[0] - offset), min(high, brief.reach[1] - offset)
    if reached[1] - reached[0] >= _OCTAVE:  # else the tune is written where it lies, and moved
        low, high = reached
    parts = frozenset(
        {Kind.CHORD, Kind.BASS, Kind.ACCOMPANIMENT}
        | ({Kind.MELODY} if brief.section.sings else set())
    )
    rules = BarRules(
        parts=parts,
        ranges={
            Kind.MELODY: (low, high),
            Kind.BASS: (_BASS_RANGE[0] - offset, _BASS_RANGE[1] - offset),
            Kind.ACCOMPANIMENT: (_TEXTURE_RANGE[0] - offset, _TEXTURE_RANGE[1] - offset),
        },
        first_root=0 if brief.begins_home else None,
        last_roots=_ROOTS.get(brief.closes, ()) if brief.closes else (),
        rests_plainly=brief.number == brief.section.end_bar - 1,
    )
    if brief.closes != "final":
        return rules
    return replace(rules, held=_triad(key), scale=_symbols((0,)), must_be_root=True)


def _triad(key: Key) -> Flags:
    """Flag the symbols of the tonic triad's pitches and of its root."""
    flags = _symbols((0, 3 if key.mode == "minor" else 4, 7))
    flags[FIRST_ROOT] = True
    return flags


def _symbols(steps: tuple[int, ...]) -> Flags:
    """Flag the symbols of pitches so many semitones above the tonic, in all octaves."""
    flags = np.zeros(EVENT_SIZES[Field.SYMBOL], np.bool_)
    flags[1 : 1 + N_PITCHES] = np.isin(np.arange(LOWEST, LOWEST + N_PITCHES) % 12, steps)
    return flags


class Ledger:
    """Compares what was asked of a section's bars with what was written, and asks for the rest.

    Bars that turned out too thin are followed by bars that are asked to be fuller.
    """

    _WATCHED = (Control.DENSITY, Control.MELODY_DENSITY, Control.MELODY_REGISTER)

    def __init__(self) -> None:
        self._sums = {control: np.zeros(2) for control in self._WATCHED}

    def row(self, request: BarRequest) -> Controls:
        """Give a bar's controls, the arrears of earlier bars included."""
        row = request.row.copy()
        for control, wanted in request.targets.items():
            row[control] = bin_of(control, wanted + self._arrears(control, wanted))
        return row

    def enter(self, request: BarRequest, bar: Bar) -> None:
        """Take account of a written bar."""
        played = bar[bar[:, Field.KIND] >= Kind.MELODY]
        melody = played[played[:, Field.KIND] == Kind.MELODY, Field.SYMBOL].astype(float)
        beats = metre_of(request.row).ticks_per_bar / TICKS_PER_BEAT
        self._sums[Control.DENSITY] += len(np.unique(played[:, Field.PLACE])), beats
        self._sums[Control.MELODY_DENSITY] += len(melody), beats * (len(melody) > 0)
        self._sums[Control.MELODY_REGISTER] += (melody + LOWEST - 1).sum(), len(melody)

    def _arrears(self, control: Control, wanted: float) -> float:
        if control not in self._WATCHED or not self._sums[control][1]:
            return 0.0
        total, count = self._sums[control]
        # A mean over few bars says little: what is missing is made up for by degrees.
        missing = wanted - total / count
        return float(_URGENCY * missing * min(1.0, count / 16))
