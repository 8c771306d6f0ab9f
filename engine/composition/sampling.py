"""Writes bars with the transformer: grammar, guidance, taste and chance.

Every event is drawn field by field. A mask leaves only what makes a valid bar: parts in their
order, places that do not run back, pitches that the instruments have. Guidance (Ho & Salimans,
"Classifier-free diffusion guidance", 2022) reads each event twice, with the controls and without
the measures, and goes beyond the difference, so that what is asked is heard.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import NDArray

from engine.composition.controls import CONTROLS, METRES, Control
from engine.composition.score import QUALITIES, TICKS_PER_BEAT, Metre
from engine.composition.transformer import Batch, Cache, Transformer, harmonies
from engine.composition.vocabulary import (
    EVENT_SIZES,
    FIRST_QUALITY,
    FIRST_ROOT,
    LOWEST,
    N_PITCHES,
    PLACES_PER_BEAT,
    Bar,
    Field,
    Kind,
    bar_line,
    extent_of,
)
from engine.progress import Progress

__all__ = ["PARTS", "BarRules", "BarWriter", "Flags", "Taste"]

Flags = NDArray[np.bool_]
"""Shape (values of a field,): which of them may be drawn."""
Numbers = NDArray[np.float64]

PARTS = (Kind.CHORD, Kind.MELODY, Kind.BASS, Kind.ACCOMPANIMENT)
"""What a bar is made of, in the order in which it is written."""

_MOST_EVENTS = 24  # of one part in one bar
_ROOM = 768  # events that are remembered before half of them are forgotten
_FOREIGN = [
    [FIRST_QUALITY + list(QUALITIES).index(quality) for quality in qualities]
    for qualities in (("m", "m7", "m6"), ("", "maj7", "6", "aug"))
]
"""Qualities that would take the tonic chord into the other mode: of major, of minor."""
_CANDIDATES = 8  # chords that are tried under a melody that is given
_TRIES = 4  # draws of a cadence before it is forced


_CONSONANCE = {Kind.BASS: 1.0, Kind.ACCOMPANIMENT: 0.7}
"""What the tones of the chord are worth more than the model thinks, in nats: a wrong note that
sounds on in the accompaniment costs more than the many right ones that it was learned from."""


@functools.cache
def _chord_tones(root: int, quality: int) -> Numbers:
    """Flag with 1 the symbols of a chord's tones, root and quality given as fields of an event."""
    above = list(QUALITIES.values())[quality - FIRST_QUALITY]
    classes = [(root - FIRST_ROOT + step) % 12 for step in above]
    flags = np.zeros(EVENT_SIZES[Field.SYMBOL])
    flags[1 : 1 + N_PITCHES] = np.isin(np.arange(LOWEST, LOWEST + N_PITCHES) % 12, classes)
    return flags


def _favour(part: Kind, root: int, quality: int) -> Numbers | float:
    """Give what is added to the scores of a part's pitches over a chord, 0 if there is none."""
    worth = _CONSONANCE.get(part, 0.0)
    return worth * _chord_tones(root, quality) if worth and quality >= FIRST_QUALITY else 0.0


@dataclass(frozen=True)
class Taste:
    """How freely fields are drawn.

    Attributes
    ----------
    temperature
        By field; below 1 what is likely becomes likelier.
    kept
        The likeliest values that together have this probability may be drawn.
    guidance
        1 follows the controls as in training, more exaggerates them.
    """

    temperature: tuple[float, ...] = (1.0, 0.95, 1.06, 0.9, 0.8)
    kept: tuple[float, ...] = (1.0, 0.98, 0.985, 0.96, 0.9)
    guidance: float = 1.25


@dataclass(frozen=True)
class BarRules:
    """What a bar may hold.

    Attributes
    ----------
    parts
        The parts that may sound; chords always do.
    ranges
        Lowest and highest symbol of a part, both included.
    scale
        Symbols that the melody may have, None for all.
    first_root
        Semitones from the tonic that the bar's first chord has as root, None if free.
    last_root
        Semitones from the tonic that the bar's last chord has as root, None if free.
    must_be_root
        Whether all chords of the bar have that root.
    held
        Symbols that all parts may have where everything begins with the bar and lasts to its end,
        as in the last bar of a piece; None elsewhere.
    rhythms
        Place and extent of every event of parts whose rhythm is kept.
    """

    parts: frozenset[Kind] = frozenset(PARTS)
    ranges: Mapping[Kind, tuple[int, int]] = field(default_factory=dict)
    scale: Flags | None = None
    first_root: int | None = None
    last_root: int | None = None
    must_be_root: bool = False
    held: Flags | None = None
    rhythms: Mapping[Kind, Sequence[tuple[int, int]]] = field(default_factory=dict)


class BarWriter:
    """Reads and writes one piece, bar by bar.

    Parameters
    ----------
    chance
        All draws come from it.
    """

    def __init__(
        self,
        model: Transformer,
        metre: Metre,
        chance: np.random.Generator,
        progress: Progress,
        taste: Taste | None = None,
    ) -> None:
        self._model, self._chance, self._progress = model, chance, progress
        self._taste = taste or Taste()
        self._ticks = metre.ticks_per_bar
        self._n_places = metre.ticks_per_bar // TICKS_PER_BEAT * PLACES_PER_BEAT
        assert metre in METRES
        self._cache = Cache(model.size, 2, max(_ROOM, 2 * model.size.context))
        self._state = torch.zeros(2, model.size.width)
        self._n_bars = 0
        self._controls = torch.zeros(2, len(CONTROLS), dtype=torch.int64)
        self._chords: list[list[int]] = []
        """The bar's chords, the one that goes on from the bar before first."""
        self._is_minor = False

    def read(self, bar: Bar, controls: NDArray[np.uint8]) -> None:
        """Read a bar that is already written."""
        self._open_bar(controls)
        self._feed(bar[1:, : Field.VELOCITY].tolist())
        self._n_bars += 1

    def write(
        self, controls: NDArray[np.uint8], rules: BarRules, given: Mapping[Kind, Bar] | None = None
    ) -> Bar:
        """Write a bar.

        Parameters
        ----------
        controls
            Shape (19,): what the bar shall be like.
        given
            Parts that are written already, as rows of events; all others are drawn.

        Raises
        ------
        JobCancelledError
            If the user asked to stop.
        """
        given = given or {}
        events = [self._open_bar(controls)]
        for part in PARTS:
            if part in given:
                rows = given[part][:, : Field.VELOCITY].tolist()
                events += rows
                self._feed(rows)
            elif part is Kind.CHORD and len(given.get(Kind.MELODY, ())):
                events += self._harmonise(given[Kind.MELODY][:, : Field.VELOCITY].tolist(), rules)
            elif part is Kind.CHORD:
                events += self._write_chords(rules)
            elif part in rules.parts:
                events += self._write_part(part, rules)
        self._n_bars += 1
        rows = np.array(events, np.uint8)
        return np.hstack([rows, np.zeros((len(rows), 1), np.uint8)])

    def _mark(self) -> tuple[int, int, torch.Tensor, list[list[int]]]:
        """Remember where we are in a bar."""
        return self._cache.length, self._cache.n_read, self._state, list(self._chords)

    def _go_back(self, mark: tuple[int, int, torch.Tensor, list[list[int]]]) -> None:
        self._cache.length, self._cache.n_read, self._state, self._chords = mark
        self._chords = list(self._chords)

    def _open_bar(self, controls: NDArray[np.uint8]) -> list[int]:
        """Read a bar line; give it."""
        said = controls.astype(np.int64)
        unsaid = said.copy()
        unsaid[Control.TEMPO :] = 0
        unsaid[Control.STYLE] = 0
        self._controls = torch.from_numpy(np.stack([said, unsaid]))
        self._is_minor = said[Control.MODE] == 2
        self._cache.make_room(len(PARTS) * _MOST_EVENTS)
        self._chords = self._chords[-1:]
        line = [int(number) for number in bar_line()[: Field.VELOCITY]]
        self._feed([line])
        return line

    def _feed(self, rows: list[list[int]]) -> None:
        """Read events of the open bar."""
        if rows:
            states, _ = self._read(rows)
            self._state = states[:, -1]

    def _read(self, rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
        """Give the state after every event, and the events with their harmonies."""
        self._progress.check()
        known = [[Kind.CHORD, 0, *chord[2:]] for chord in self._chords[:1]]
        new = [row for row in rows if row[0] == Kind.CHORD]
        told = np.array([*known, *self._chords[1:], *rows], np.uint8)
        heard = harmonies(told, np.zeros(len(told), np.int64))[-len(rows) :]
        self._chords += new
        events = torch.from_numpy(np.hstack([told[-len(rows) :], heard]).astype(np.int64))
        bars = self._n_bars + events[:, Field.PLACE] / self._n_places
        batch = Batch(
            events.expand(2, -1, -1),
            self._controls[:, None].expand(-1, len(rows), -1),
            bars.float().expand(2, -1),
        )
        return self._model.read(batch, self._cache), events

    def _write_part(self, part: Kind, rules: BarRules) -> list[list[int]]:
        """Draw events of a part until the model goes on to the next."""
        events: list[list[int]] = []
        rhythm = rules.rhythms.get(part)
        for number in range(_MOST_EVENTS if rhythm is None else len(rhythm)):
            places = self._places(part, rules, events)
            if not places.any() or not self._goes_on(part, rules, number):
                break
            event = self._write_event(part, rules, places, events)
            if event is None:
                break
            events.append(event)
            self._feed([event])
        return events

    def _write_chords(self, rules: BarRules) -> list[list[int]]:
        """Draw the chords again until the last one is as the rules want it."""
        mark = self._mark()
        for _ in range(_TRIES):
            events = self._write_part(Kind.CHORD, rules)
            if rules.last_root in (None, events[-1][Field.SYMBOL] - FIRST_ROOT):
                return events
            self._go_back(mark)
        return self._write_part(Kind.CHORD, replace(rules, must_be_root=True))

    def _harmonise(self, melody: list[list[int]], rules: BarRules) -> list[list[int]]:
        """Draw chords for a melody that is given: of several the ones that explain it best."""
        mark = self._mark()
        candidates = []
        for _ in range(_CANDIDATES):
            events = self._write_chords(rules)
            candidates.append((self._explain(melody), events))
            self._go_back(mark)
        _, best = max(candidates, key=lambda candidate: candidate[0])
        self._feed(best)
        return best

    def _explain(self, melody: list[list[int]]) -> float:
        """Give the log-likelihood of a melody's pitches over the bar's chords."""
        states, events = self._read(melody)
        state = torch.cat((self._state[:1], states[0, :-1]))
        heads = self._model.heads
        for field_ in (Field.KIND, Field.PLACE, 5, 6):
            state = heads.add(state, field_, events[:, field_])
        chances = heads.score(state, Field.SYMBOL).log_softmax(dim=-1)
        return float(chances.gather(1, events[:, Field.SYMBOL, None]).sum())

    def _places(self, part: Kind, rules: BarRules, events: list[list[int]]) -> Flags:
        """Say at which places the part may go on."""
        allowed = np.zeros(EVENT_SIZES[Field.PLACE], np.bool_)
        if part in rules.rhythms:
            allowed[rules.rhythms[part][len(events)][0]] = True
        elif part is Kind.CHORD and not events:
            allowed[0] = True  # every bar names the chord that it begins with
        else:
            step = part is not Kind.ACCOMPANIMENT
            begin = events[-1][Field.PLACE] + step if events else 0
            allowed[begin : self._n_places if rules.held is None else 1] = True
        return allowed

    def _goes_on(self, part: Kind, rules: BarRules, number: int) -> bool:
        """Draw whether another event of this part comes, or the part is complete."""
        # A part that may sound does; the bass alone may leave a bar to the others.
        if part in rules.rhythms or (part is not Kind.BASS and number == 0):
            return True
        if rules.held is not None and part is not Kind.ACCOMPANIMENT:
            return number == 0
        allowed = np.zeros(EVENT_SIZES[Field.KIND], np.bool_)
        allowed[[part, *(later for later in PARTS if later > part), Kind.BAR]] = True
        scores = self._guided(self._state, Field.KIND)
        return self._draw(scores, allowed, Field.KIND) == part

    def _write_event(
        self, part: Kind, rules: BarRules, places: Flags, events: list[list[int]]
    ) -> list[int] | None:
        """Draw one event; None if no pitch is left for it."""
        state = self._tell(self._state, Field.KIND, part)
        place = self._draw(self._guided(state, Field.PLACE), places, Field.PLACE)
        state = self._tell(state, Field.PLACE, place)
        root, quality = (0, 0) if part is Kind.CHORD else self._harmony(place)
        state = self._tell(self._tell(state, 5, root), 6, quality)
        symbols = self._symbols(part, rules, place, events)
        if not symbols.any():
            return None
        scores = self._guided(state, Field.SYMBOL) + _favour(part, root, quality)
        symbol = self._draw(scores, symbols, Field.SYMBOL)
        state = self._tell(state, Field.SYMBOL, symbol)
        extents = self._extents(part, rules, len(events), symbol)
        extent = self._draw(self._guided(state, Field.EXTENT), extents, Field.EXTENT)
        over = 0
        if part is Kind.CHORD:
            basses = np.arange(EVENT_SIZES[Field.OVER]) > 0
            basses[2:] &= rules.held is None
            state = self._tell(state, Field.EXTENT, extent)
            over = self._draw(self._guided(state, Field.OVER), basses, Field.OVER)
        return [int(part), place, symbol, extent, over]

    def _extents(self, part: Kind, rules: BarRules, number: int, symbol: int) -> Flags:
        """Say which lengths, or which qualities, may come."""
        allowed = np.zeros(EVENT_SIZES[Field.EXTENT], np.bool_)
        if part is Kind.CHORD and rules.held is not None:
            allowed[FIRST_QUALITY + self._is_minor] = True
        elif part is Kind.CHORD:
            allowed[FIRST_QUALITY:] = True
            if symbol == FIRST_ROOT:
                allowed[_FOREIGN[bool(self._is_minor)]] = False
        elif part in rules.rhythms:
            allowed[rules.rhythms[part][number][1]] = True
        elif rules.held is not None:
            allowed[extent_of(self._ticks)] = True
        else:
            allowed[1:FIRST_QUALITY] = True
        return allowed

    def _harmony(self, place: int) -> tuple[int, int]:
        """Give root and quality of the chord at a place."""
        found = (0, 0)
        for chord in self._chords:
            if chord[Field.PLACE] <= place or chord is self._chords[0]:
                found = (chord[Field.SYMBOL], chord[Field.EXTENT])
        return found

    def _symbols(self, part: Kind, rules: BarRules, place: int, events: list[list[int]]) -> Flags:
        """Say which pitches, or which roots, may come at a place."""
        allowed = np.zeros(EVENT_SIZES[Field.SYMBOL], np.bool_)
        if part is Kind.CHORD:
            only = rules.last_root if rules.must_be_root else None
            only = rules.first_root if only is None and not events else only
            allowed[FIRST_ROOT : FIRST_ROOT + 12] = only is None
            if only is not None:
                allowed[FIRST_ROOT + only] = True
            return allowed
        low, high = rules.ranges.get(part, (1, N_PITCHES))
        allowed[max(1, low) : min(N_PITCHES, high) + 1] = True
        for flags in (rules.held, rules.scale if part is Kind.MELODY else None):
            if flags is not None and (allowed & flags).any():
                allowed &= flags
        if part is Kind.ACCOMPANIMENT and events and events[-1][Field.PLACE] == place:
            allowed[: events[-1][Field.SYMBOL] + 1] = False
        return allowed

    def _tell(self, state: torch.Tensor, field_: int, value: int) -> torch.Tensor:
        return self._model.heads.add(state, field_, torch.tensor(value))

    def _guided(self, state: torch.Tensor, field_: int) -> Numbers:
        """Score a field's values, going beyond what the controls change."""
        said, unsaid = self._model.heads.score(state, field_).double().numpy()
        guided: Numbers = unsaid + self._taste.guidance * (said - unsaid)
        return guided

    def _draw(self, scores: Numbers, allowed: Flags, field_: int) -> int:
        """Draw one of the allowed values."""
        candidates = np.flatnonzero(allowed)
        if len(candidates) == 1:
            return int(candidates[0])
        heights = scores[candidates] / self._taste.temperature[field_]
        chances = np.exp(heights - heights.max())
        chances /= chances.sum()
        order = np.argsort(-chances, kind="stable")
        total = np.cumsum(chances[order])
        n_kept = int(np.searchsorted(total, self._taste.kept[field_])) + 1
        drawn = self._chance.random() * total[min(n_kept, len(total)) - 1]
        return int(candidates[order[min(int(np.searchsorted(total, drawn)), len(order) - 1)]])
