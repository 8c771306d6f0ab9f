"""Writes bars with the transformer, event by event and field by field.

A grammar leaves only what makes a valid bar: parts in their order, places that do not run back,
pitches that the instruments have. Among these, scores and chance decide.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.composition.transformer.bar_reader import BarReader
from engine.composition.transformer.bar_rules import PARTS, BarRules, Grammar
from engine.composition.transformer.consonance import REMEMBERED, Sounding
from engine.composition.transformer.controls import Controls, metre_of
from engine.composition.transformer.in_step import Steps, alone
from engine.composition.transformer.memory import Array
from engine.composition.transformer.network import Transformer
from engine.composition.transformer.taste import Flags, Numbers, Taste
from engine.composition.transformer.vocabulary import Bar, Field, Kind
from engine.progress import Progress

__all__ = ["BarWriter"]

_MOST_EVENTS = 24  # of one part in one bar
_CANDIDATES = 8  # chords that are tried under a melody that is given
_TRIES = 4  # draws of a cadence before it is forced


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
        chance: np.random.Generator,
        progress: Progress,
        taste: Taste | None = None,
    ) -> None:
        self.model = model
        self._chance, self._taste = chance, taste or Taste()
        self._reader = BarReader(model, progress, self._taste.guidance)
        self._sounding = Sounding(0)  # of the open bar
        self._sung: tuple[list[int], ...] = ()  # the tune's latest events, of earlier bars, too

    def side_by_side(self, number: int) -> list[BarWriter]:
        """Give so many others that have read the same; each draws by a chance of its own."""
        twins = [copy.copy(self) for _ in range(number)]
        readers, chances = self._reader.side_by_side(number), self._chance.spawn(number)
        for twin, reader, chance in zip(twins, readers, chances, strict=True):
            twin._reader, twin._chance = reader, chance  # noqa: SLF001
        return twins

    def read(self, bars: Sequence[Bar], controls: Sequence[Controls]) -> None:
        """Read bars that are already written."""
        alone(self.model, self._reader.read_bars(bars, controls))
        if bars:
            self._sounding = Sounding(metre_of(controls[-1]).ticks_per_bar)
            for row in bars[-1]:
                if row[Field.KIND] >= Kind.CHORD:
                    self._sounding.add(Kind(row[Field.KIND]), [row.tolist()])

    def write(
        self, controls: Controls, rules: BarRules, given: Mapping[Kind, Bar] | None = None
    ) -> Bar:
        """Write a bar at once; see `writing`."""
        return alone(self.model, self.writing(controls, rules, given))

    def writing(
        self, controls: Controls, rules: BarRules, given: Mapping[Kind, Bar] | None = None
    ) -> Steps[Bar]:
        """Write a bar, side by side with others.

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
        known = {part: rows[:, : Field.VELOCITY].tolist() for part, rows in (given or {}).items()}
        goes_on = self._reader.last_chord
        events = [(yield from self._reader.open_bar(controls))]
        metre = metre_of(controls)
        grammar = Grammar(rules, metre, self._reader.is_minor)
        self._sounding = Sounding(metre.ticks_per_bar, self._sounding.held_over())
        for part in PARTS:
            if part in known:
                written = yield from self._take(part, known[part])
            elif part is Kind.CHORD and known.get(Kind.MELODY):
                written = yield from self._harmonise(known[Kind.MELODY], grammar)
            elif part is Kind.CHORD:
                written = yield from self._write_chords(grammar)
            elif part in rules.parts:
                written = yield from self._write_part(part, grammar)
            else:
                continue
            if part is Kind.CHORD:
                self._sounding.add(part, written)
                new = [chord for chord in written if chord[Field.PLACE] or chord[2:] != goes_on]
                grammar = replace(grammar, chords=new)
            events += written
        rows = np.array(events, np.uint8)
        return np.hstack([rows, np.zeros((len(rows), 1), np.uint8)])

    def _take(self, part: Kind, events: list[list[int]]) -> Steps[list[list[int]]]:
        """Read a part that is written already."""
        yield from self._reader.feed(events)
        if part is not Kind.CHORD:
            self._sounding.add(part, events)
        self._remember(part, events)
        return events

    def _remember(self, part: Kind, events: list[list[int]]) -> None:
        if part is Kind.MELODY:
            self._sung = (*self._sung, *events)[-REMEMBERED:]

    def _write_chords(self, grammar: Grammar) -> Steps[list[list[int]]]:
        """Draw the chords again until the last one is as the rules want it."""
        mark = self._reader.mark()
        for _ in range(_TRIES):
            events = yield from self._write_part(Kind.CHORD, grammar)
            if grammar.rests(events[-1]):
                return events
            self._reader.go_back(mark)
        forced = replace(grammar, rules=replace(grammar.rules, must_be_root=True))
        return (yield from self._write_part(Kind.CHORD, forced))

    def _harmonise(self, melody: list[list[int]], grammar: Grammar) -> Steps[list[list[int]]]:
        """Draw chords for a melody that is given: of several the ones that explain it best."""
        mark = self._reader.mark()
        candidates = []
        for _ in range(_CANDIDATES):
            events = yield from self._write_chords(grammar)
            candidates.append(((yield from self._reader.explain(melody)), events))
            self._reader.go_back(mark)
        _, best = max(candidates, key=lambda candidate: candidate[0])
        yield from self._reader.feed(best)
        return best

    def _write_part(self, part: Kind, grammar: Grammar) -> Steps[list[list[int]]]:
        """Draw events of a part until the model goes on to the next."""
        events: list[list[int]] = []
        rhythm = grammar.rules.rhythms.get(part)
        for _ in range(_MOST_EVENTS if rhythm is None else len(rhythm)):
            places = grammar.places(part, events)
            if not places.any() or not self._goes_on(part, grammar, events):
                break
            event = self._write_event(part, grammar, places, events)
            if event is None:
                break
            events.append(event)
            yield from self._reader.feed([event])
            if part is not Kind.CHORD:  # these may be drawn anew
                self._sounding.add(part, [event])
            self._remember(part, [event])
        return events

    def _goes_on(self, part: Kind, grammar: Grammar, events: list[list[int]]) -> bool:
        """Draw whether another event of this part comes, or the part is complete."""
        settled = grammar.goes_on(part, events)
        if settled is not None:
            return settled
        return self._draw(self._reader.state, Field.KIND, grammar.kinds(part)) == part

    def _write_event(
        self, part: Kind, grammar: Grammar, places: Flags, events: list[list[int]]
    ) -> list[int] | None:
        """Draw one event; None if no pitch is left for it."""
        reader = self._reader
        state = reader.tell(reader.state, Field.KIND, part)
        place = self._draw(state, Field.PLACE, places)
        state = reader.tell(state, Field.PLACE, place)
        harmony = (0, 0) if part is Kind.CHORD else reader.harmony(place)
        state = reader.tell_harmony(state, harmony)
        symbols = grammar.symbols(part, place, events)
        if not symbols.any():
            return None
        worth: Numbers | float = 0.0
        if part is not Kind.CHORD:
            worth = self._sounding.worth(part, place, self._sung)
        elif not events:
            worth = self._sounding.chord_worth()
        symbol = self._draw(state, Field.SYMBOL, symbols, worth)
        state = reader.tell(state, Field.SYMBOL, symbol)
        longest = None
        if part in (Kind.BASS, Kind.ACCOMPANIMENT):
            longest = grammar.room(place)  # what is struck for a chord ends with it
        elif part is Kind.MELODY:
            longest = self._sounding.longest_sung(place, symbol)
        lengths = grammar.extents(part, len(events), symbol, longest)
        is_opening = part is Kind.CHORD and not events
        worth = self._sounding.chord_worth(symbol) if is_opening else 0.0
        extent = self._draw(state, Field.EXTENT, lengths, worth)
        over = 0
        if part is Kind.CHORD:
            state = reader.tell(state, Field.EXTENT, extent)
            over = self._draw(state, Field.OVER, grammar.basses(is_first=not events))
        return [int(part), place, symbol, extent, over]

    def _draw(self, state: Array, field: int, allowed: Flags, worth: Numbers | float = 0.0) -> int:
        """Draw one of a field's allowed values; what is settled costs no thought."""
        (candidates,) = allowed.nonzero()
        if len(candidates) == 1:
            return int(candidates[0])
        scores = self._reader.score(state, field) + worth
        return self._taste.draw(scores, candidates, field, self._chance)
