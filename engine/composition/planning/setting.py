"""Takes how a piece is set and played: style, instruments, loudness, touch, form, chords."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from engine.composition.planning.casting import cast_parts, name_program, playable
from engine.composition.planning.ledger import Ledger
from engine.composition.planning.named_chords import named_progression
from engine.composition.scoring import Scoring
from engine.composition.styles.cards import style_called
from engine.composition.styles.nearest import StyleMatch
from engine.composition.styles.style import Style
from engine.demands.demand import Demand
from engine.demands.gazetteer import instrument_called

__all__ = ["LOUDNESS", "FindStyle", "Setting"]

FindStyle = Callable[[str], StyleMatch | None]
"""Gives the card that a word of style means."""

LOUDNESS = {"very soft": 38.0, "soft": 54.0, "loud": 96.0, "very loud": 106.0}
"""Mean velocities: a tenth and a fifth beyond what soft and strong feelings get."""
# MIDI pitches, an octave above and below where tunes usually lie; onsets a second of all parts.
_REGISTERS = {"high": 80.0, "low": 54.0}
_DENSITIES = {"sparse": 1.6, "busy": 5.5}  # onsets a second
_ENDINGS = ("fade out", "big finish", "soft ending", "abrupt ending", "loop")
_GIVES = ("piece", "either", "players")
_PAIR = 2
_FORMS = {"verse and chorus": "themes that return", "theme and variations": "themes that return",
          "AABA": "another form", "ABA": "another form", "rondo": "another form"}  # fmt: skip


class Setting:
    """Takes the demands that make a `Scoring`.

    Attributes
    ----------
    has_introduction
        False where the tune has to begin at once.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.has_introduction = True

    def style(self, find_style: FindStyle) -> Style | None:
        """Choose the style: the command's, or the last one asked for that is known.

        Of two, one may say what is played and the other who plays it.
        """
        found = [(demand, find_style(demand.value)) for demand in self._ledger.demands.of("style")]
        known = [match.style for _, match in found if match is not None]
        option = self._ledger.options.style
        chosen = (style_called(option),) if option else _crossing(known)
        for demand, match in found:
            is_met = match is not None and match.is_named and match.style in chosen
            self._ledger.settle(demand, chosen[-1].name if chosen else "", is_met=is_met)
        return chosen[0].played_by(chosen[-1]) if chosen else None

    def answer_styles(self, find_style: FindStyle, own: Sequence[Style]) -> None:
        """Answer the styles that are asked of single feelings; none is the whole piece's."""
        for demand in self._ledger.demands.of("style"):
            found = find_style(demand.value)
            is_met = found is not None and found.is_named and found.style in own
            self._ledger.settle(demand, found.style.name if found else "", is_met=is_met)

    def scoring(self, style: Style | None) -> Scoring:
        """Decide who plays, and how."""
        scoring = self._cast(style)
        if style is not None:
            scoring = replace(
                scoring,
                style=style.name,
                swing=style.swing,
                loudness=style.loudness,
                space=style.space,
            )
        scoring = self._space(scoring)
        scoring = self._dynamics(scoring)
        scoring = self._texture(scoring)
        scoring = self._groove(scoring)
        scoring = self._form(scoring)
        return self._progression(scoring)

    def _cast(self, style: Style | None) -> Scoring:
        instruments = self._ledger.demands.of("instruments")
        drums = self._choose_manner(self._ledger.demands.of("drums"))
        by_name = {demand.value: self._choose_manner(instruments, demand.value)
                   for demand in instruments}  # fmt: skip
        chosen = [demand for demand in by_name.values() if demand is not None]
        unwanted = [demand for demand in chosen if demand.manner == "unwanted"]
        wanted = [demand for demand in chosen if demand.manner != "unwanted"]
        scoring = cast_parts(wanted, unwanted, drums, style)
        seated = {scoring.melody, scoring.chords, scoring.bass, scoring.second}
        for demand in wanted:
            self._answer_player(demand, seated)
        self._ledger.obey(*unwanted, *([drums] if drums else []))
        return scoring

    def _choose_manner(self, demands: Sequence[Demand], name: str | None = None) -> Demand | None:
        """Of one instrument that is asked for and refused, let the later word count."""
        own = [demand for demand in demands if name in (None, demand.value)]
        for demand in own[:-1]:
            is_same = (demand.manner == "unwanted") == (own[-1].manner == "unwanted")
            if demand not in [answer.demand for answer in self._ledger.answers]:
                self._ledger.settle(demand, "what was said later", is_met=is_same)
        return own[-1] if own else None

    def _answer_player(self, demand: Demand, seated: set[int | None]) -> None:
        is_there = instrument_called(demand.value).is_there
        if playable(demand) not in seated:
            self._ledger.tell(demand, "other instruments")
        else:
            self._ledger.settle(demand, name_program(playable(demand)), is_met=is_there)

    def _space(self, scoring: Scoring) -> Scoring:
        space = self._ledger.choose(self._ledger.demands.of("space"))
        if space is None:
            return scoring
        self._ledger.obey(space)
        return replace(scoring, space=space.value)

    def _dynamics(self, scoring: Scoring) -> Scoring:
        dynamics = self._ledger.demands.of("dynamics")
        level = self._ledger.choose([demand for demand in dynamics if demand.value in LOUDNESS])
        course = self._ledger.choose(
            [demand for demand in dynamics if demand.value not in LOUDNESS]
        )
        if level is not None:
            self._ledger.obey(level)
            scoring = replace(scoring, loudness=LOUDNESS[level.value])
        if course is not None:
            self._ledger.obey(course)
            scoring = replace(scoring, course=course.value)  # type: ignore[arg-type]
        return scoring

    def _texture(self, scoring: Scoring) -> Scoring:
        """Take register, density and touch."""
        register = self._ledger.choose(self._ledger.demands.of("register"))
        density = self._ledger.choose(self._ledger.demands.of("density"))
        touch = self._ledger.choose(self._ledger.demands.of("articulation"))
        if register is not None:
            self._ledger.obey(register)
            scoring = replace(scoring, register=_REGISTERS[register.value])
        if density is not None:
            self._ledger.obey(density)
            scoring = _thin_out(scoring, density.value)
        if touch is not None:
            name = {"pizzicato": "staccato", "tremolo": "legato"}.get(touch.value, touch.value)
            self._ledger.settle(touch, name, is_met=touch.value != "tremolo")
            scoring = replace(scoring, touch=name)  # type: ignore[arg-type]
        return scoring

    def _groove(self, scoring: Scoring) -> Scoring:
        for demand in self._ledger.demands.of("groove"):
            if demand.value in ("swing", "straight"):
                scoring = replace(scoring, swing=0.66 if demand.value == "swing" else 0.5)
            elif demand.value == "rubato":
                self._ledger.tell(demand, "a steady tempo")
                continue
            else:
                scoring = replace(scoring, groove=demand.value)  # type: ignore[arg-type]
                if demand.value != "off the beat":
                    scoring = replace(scoring, drums="yes")
            self._ledger.obey(demand)
        return scoring

    def _form(self, scoring: Scoring) -> Scoring:
        forms = self._ledger.demands.of("form")
        ending = self._ledger.choose([demand for demand in forms if demand.value in _ENDINGS])
        if ending is not None:
            self._ledger.obey(ending)
            scoring = replace(scoring, ending=ending.value)  # type: ignore[arg-type]
        for demand in forms:
            if demand.value in _FORMS:
                self._ledger.tell(demand, _FORMS[demand.value])
            elif demand.value == "fade in":
                self._ledger.obey(demand)
                scoring = replace(scoring, beginning="fade in")
            elif demand.value in ("no introduction", "introduction"):
                self._ledger.obey(demand)
                self.has_introduction = demand.value == "introduction"
        if scoring.ending == "loop":
            self.has_introduction = False
        return self._tempo_course(scoring)

    def _tempo_course(self, scoring: Scoring) -> Scoring:
        pace = self._ledger.choose(
            [d for d in self._ledger.demands.of("change") if d.value in ("faster", "slower")]
        )
        if pace is None:
            return scoring
        self._ledger.obey(pace)
        return replace(scoring, pace=pace.value)  # type: ignore[arg-type]

    def _progression(self, scoring: Scoring) -> Scoring:
        chosen = self._ledger.choose(self._ledger.demands.of("chords"))
        blues = [d for d in self._ledger.demands.of("form") if d.value == "twelve bar blues"]
        self._ledger.obey(*blues)
        if chosen is not None:
            chords, is_exact = named_progression(chosen.value)
            self._ledger.settle(chosen, " ".join(chords), is_met=is_exact)
            return replace(scoring, progression=chords)
        if blues:
            return replace(
                scoring, progression=tuple(style_called("blues").progressions[0].split())
            )
        return scoring

    def changes(self) -> Iterator[str]:
        """Give the changes of key on the way; the plan says later whether there is room."""
        for demand in self._ledger.demands.of("change"):
            if demand.value not in ("faster", "slower"):
                self._ledger.obey(demand)
                yield demand.value


def _crossing(known: Sequence[Style]) -> tuple[Style, ...]:
    """Give what is played and who plays it; the last one alone where they do not go together."""
    if len(known) < _PAIR:
        return tuple(known)
    piece, players = sorted(known[-_PAIR:], key=lambda style: _GIVES.index(style.gives))
    goes = piece.gives != players.gives and players.plays_in(piece.metre)
    return (piece, players) if goes else (known[-1],)


def _thin_out(scoring: Scoring, density: str) -> Scoring:
    if density == "one voice":
        return replace(scoring, silent=("chords", "bass", "drums"), second=None, drums="no")
    if density == "no tune":  # nor what would be taken for one once it is gone
        return replace(
            scoring, silent=("melody", "second", "counter", *scoring.silent), second=None
        )
    drums = "no" if density == "sparse" and scoring.drums == "as felt" else scoring.drums
    return replace(scoring, density=_DENSITIES[density], drums=drums)
