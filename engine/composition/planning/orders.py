"""From what a wish asks of the music to what the plan does: obeyed, or answered otherwise.

Options of the command beat the wish, the wish beats its style, a later word beats an earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, cast

from engine.composition.grid import METRES
from engine.composition.metres import BASES, bars_made, longer_than_base
from engine.composition.planning.casting import cast_parts, name_program, playable
from engine.composition.planning.constraints import TEMPOS, Constraints, parse_key, parse_metre
from engine.composition.planning.named_chords import key_of_chords, named_progression
from engine.composition.score import Metre
from engine.composition.scoring import Scoring
from engine.composition.styles.nearest import StyleMatch
from engine.composition.styles.style import Style, style_called
from engine.demands.answer import Answer
from engine.demands.demand import Demand, Demands, Span
from engine.demands.gazetteer import instrument_called

if TYPE_CHECKING:
    from engine.options import ComposeOptions

__all__ = ["FindStyle", "Orders", "Pace", "take_orders"]

FindStyle = Callable[[str], StyleMatch | None]
"""Gives the card that a word of style means."""

_LOUDNESS = {"very soft": 38.0, "soft": 54.0, "loud": 96.0, "very loud": 106.0}
"""Mean velocities: a tenth and a fifth beyond what soft and strong feelings get."""
_REGISTERS = {"high": 80.0, "low": 54.0}
_DENSITIES = {"sparse": 1.6, "busy": 5.5}
_STAND_INS = {Metre(3, 8): Metre(3, 4), Metre(6, 4): Metre(3, 4)}
"""For metres that cannot be had at all: those whose beats group alike."""
_SHORTEST, _LONGEST, _MOST_BARS = 5.0, 300.0, 300
_SHORT, _LONG = 20.0, 120.0  # seconds that "a short piece" and "a long one" last
_ENDINGS = ("fade out", "big finish", "soft ending", "abrupt ending", "loop")
_FORMS = {"verse and chorus": "themes that return", "theme and variations": "themes that return",
          "AABA": "another form", "ABA": "another form", "rondo": "another form"}  # fmt: skip


@dataclass(frozen=True)
class Pace:
    """Tempos within limits, for the feelings that the characters of a span say."""

    low: float
    high: float
    span: Span


@dataclass(frozen=True)
class Orders:
    """What a plan has to do.

    Attributes
    ----------
    fixed
        Key, tempo, metre and length.
    paces
        Tempos within limits, in the order said.
    scoring
        How it is set and played.
    style
        Its card, if a style is asked for.
    has_introduction
        False where the tune has to begin at once.
    changes
        Of key on the way: ``"key up"``, ``"minor to major"``, ``"major to minor"``.
    answers
        One for each demand, in the order said.
    """

    fixed: Constraints
    paces: tuple[Pace, ...] = ()
    scoring: Scoring = field(default_factory=Scoring)
    style: Style | None = None
    has_introduction: bool = True
    changes: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()

    def pace(self, span: Span) -> Pace | None:
        """Give the tempos that the words of a feeling ask for, else those asked for last."""
        own = [pace for pace in self.paces if pace.span.touches(span)] or self.paces
        return own[-1] if own else None


def take_orders(demands: Demands, options: ComposeOptions, find_style: FindStyle) -> Orders:
    """Decide what of a wish's demands and the options' is done."""
    taker = _Taker(demands, options)
    style = taker.style(find_style)
    fixed, paces = taker.fix(style)
    scoring = taker.scoring(style)
    return Orders(
        fixed,
        tuple(paces),
        scoring,
        style,
        has_introduction=taker.has_introduction,
        changes=tuple(taker.changes()),
        answers=tuple(sorted(taker.answers, key=lambda answer: answer.demand.span)),
    )


class _Taker:
    """Takes one kind of demand after the other, and keeps an answer for each."""

    def __init__(self, demands: Demands, options: ComposeOptions) -> None:
        self._demands, self._options = demands, options
        self.answers: list[Answer] = [Answer(demand) for demand in demands.of("scene")]
        self.has_introduction = True
        self._turned: Metre | None = None

    # what the answers are

    def _obey(self, *demands: Demand) -> None:
        self.answers += [Answer(demand) for demand in demands]

    def _tell(self, demand: Demand, instead: str = "") -> None:
        self.answers.append(Answer(demand, obeyed=False, instead=instead))

    def _choose(self, demands: Sequence[Demand], option: str | None = None) -> Demand | None:
        """Choose the last of several that exclude each other; an option overrules them all."""
        if not demands:
            return None
        chosen = demands[-1]
        for demand in demands:
            if option is not None:
                is_met = demand.value.casefold() == option.casefold()
                self._settle(demand, f"{option}, as the command says,", is_met=is_met)
            elif demand.value != chosen.value:
                self._tell(demand, f"{chosen.value}, which was said later,")
            elif demand is not chosen:
                self._obey(demand)
        return chosen if option is None else None

    # key, tempo, metre, length

    def fix(self, style: Style | None) -> tuple[Constraints, list[Pace]]:
        """Fix key, metre, tempo and length."""
        fixed = self._key(Constraints.of(self._options), style)
        fixed = self._metre(fixed, style)
        fixed = self._length(fixed)
        if fixed.tempo is not None or (self._options.seconds and self._options.n_bars):
            said = f"{fixed.tempo:g}" if fixed.tempo else "the tempo of so many bars"
            self._choose(self._demands.of("tempo"), said)
            return fixed, []
        paces = list(self._paces(style))
        exact = [pace for pace in paces if pace.low == pace.high]
        if exact and paces[-1] is exact[-1]:
            fixed = replace(fixed, tempo=exact[-1].low)
        fixed = replace(fixed, is_paced=bool(paces))
        if fixed.seconds is not None:
            fixed = replace(fixed, seconds=fixed.seconds / longer_than_base(self._turned))
        return _untangle(fixed), paces

    def _key(self, fixed: Constraints, style: Style | None) -> Constraints:
        keys = self._demands.of("key")
        chosen = self._choose(keys, self._options.key)
        if chosen is not None:
            tonic, mode = parse_key(chosen.value)
            fixed = replace(fixed, tonic=tonic, mode=mode)
            self._obey(chosen)
        chords = self._demands.last("chords")
        found = key_of_chords(chords.value.split()) if chords and fixed.tonic is None else None
        if found is not None:
            fixed = replace(fixed, tonic=found[0], mode=fixed.mode or found[1])
        return self._mode(fixed, style)

    def _mode(self, fixed: Constraints, style: Style | None) -> Constraints:
        chosen = self._choose(self._demands.of("mode"))
        wanted = {"dorian": "minor", "phrygian": "minor", "aeolian": "minor", "minor": "minor"}
        if chosen is not None:
            mode = cast('Literal["major", "minor"]', wanted.get(chosen.value, "major"))
            if fixed.mode is not None and fixed.mode != mode:
                self._tell(chosen, fixed.mode)
                return fixed
            if chosen.value in ("major", "minor", "aeolian", "ionian"):
                self._obey(chosen)
            else:
                self._tell(chosen, mode)
            return replace(fixed, mode=mode)
        if fixed.mode is None and style is not None and style.mode is not None:
            return replace(fixed, mode=style.mode)
        return fixed

    def _metre(self, fixed: Constraints, style: Style | None) -> Constraints:
        chosen = self._choose(self._demands.of("metre"), self._options.metre)
        if chosen is not None:
            asked = Metre(*map(int, chosen.value.split("/")))
            metre = asked if asked in METRES else BASES.get(asked)
            if metre is None:
                metre = _STAND_INS.get(asked, Metre(4, 4))
            elif metre != asked:
                self._turned = asked
            is_met = asked in (metre, self._turned)
            self._settle(chosen, str(metre), is_met=is_met)
            return replace(fixed, metre=metre)
        if fixed.metre is None and style is not None:
            return replace(fixed, metre=parse_metre(str(style.metre)))
        return fixed

    def _paces(self, style: Style | None) -> Iterator[Pace]:
        """Give the tempos asked for, or else the style's."""
        tempos = self._demands.of("tempo")
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
                self._tell(demand, f"{later.value}, which was said later,")
                continue
            if demand.is_exact and low != demand.low:
                self._tell(demand, f"{low:g} BPM")
            else:
                self._obey(demand)
            yield Pace(low, high, demand.span)
        if not tempos and style is not None:
            yield Pace(*style.tempo, Span(0, len(self._demands.text)))

    def _length(self, fixed: Constraints) -> Constraints:
        lengths = self._demands.of("length")
        if self._options.seconds is not None or self._options.n_bars is not None:
            said = f"{fixed.seconds:g} s" if fixed.seconds else f"{fixed.n_bars} bars"
            self._choose([d for d in lengths if d.value != said], said)
            self._obey(*(d for d in lengths if d.value == said))
            return fixed
        bars = self._choose([demand for demand in lengths if demand.unit == "bars"])
        exact = self._choose([d for d in lengths if d.unit == "s" and d.is_exact])
        vague = [d for d in lengths if not d.is_exact]
        seconds = self._seconds(exact)
        if bars is not None:
            n_bars = min(max(round(bars.middle), 1), _MOST_BARS)
            n_written = max(1, n_bars // bars_made(self._turned))
            fixed = replace(fixed, n_bars=n_written)
            self._settle(bars, f"{n_bars} bars", is_met=n_bars == bars.low)
        if seconds is None and bars is None and vague:
            seconds = _SHORT if vague[-1].value == "short" else _LONG
        for demand in vague:
            self._settle(demand, f"{seconds:g} s" if seconds else "", is_met=_fits(demand, seconds))
        if seconds is None and bars is None:
            seconds = self._options.usual_seconds
        return replace(fixed, seconds=seconds)

    def _seconds(self, exact: Demand | None) -> float | None:
        if exact is None:
            return None
        seconds = min(max(exact.middle, _SHORTEST), _LONGEST)
        self._settle(exact, f"{seconds:g} s", is_met=seconds == exact.low)
        return seconds

    def _settle(self, demand: Demand, instead: str, *, is_met: bool) -> None:
        if is_met:
            self._obey(demand)
        else:
            self._tell(demand, instead)

    # style, instruments, manner

    def style(self, find_style: FindStyle) -> Style | None:
        """Choose the style: the command's, or the last one asked for that is known."""
        found = [(demand, find_style(demand.value)) for demand in self._demands.of("style")]
        known = [match.style for _, match in found if match is not None]
        option = self._options.style
        chosen = style_called(option) if option else (known[-1] if known else None)
        for demand, match in found:
            is_met = match is not None and match.is_named and match.style == chosen
            self._settle(demand, chosen.name if chosen else "", is_met=is_met)
        return chosen

    def scoring(self, style: Style | None) -> Scoring:
        """Decide who plays, and how."""
        scoring = self._cast(style)
        if style is not None:
            scoring = replace(scoring, style=style.name, swing=style.swing, loudness=style.loudness)
        scoring = self._dynamics(scoring)
        scoring = self._texture(scoring)
        scoring = self._groove(scoring)
        scoring = self._form(scoring)
        if self._turned is not None and self._turned.denominator == 8:
            scoring = replace(scoring, swing=0.5)  # its quavers lie otherwise already
        return replace(self._progression(scoring, style), metre=self._turned)

    def _cast(self, style: Style | None) -> Scoring:
        instruments = self._demands.of("instruments")
        drums = self._choose_manner(self._demands.of("drums"))
        by_name = {demand.value: self._choose_manner(instruments, demand.value)
                   for demand in instruments}  # fmt: skip
        chosen = [demand for demand in by_name.values() if demand is not None]
        unwanted = [demand for demand in chosen if demand.manner == "unwanted"]
        wanted = [demand for demand in chosen if demand.manner != "unwanted"]
        scoring = cast_parts(wanted, unwanted, drums, style)
        seated = {scoring.melody, scoring.chords, scoring.bass, scoring.second}
        for demand in wanted:
            self._answer_player(demand, seated)
        self._obey(*unwanted, *([drums] if drums else []))
        return scoring

    def _choose_manner(self, demands: Sequence[Demand], name: str | None = None) -> Demand | None:
        """Of one instrument that is asked for and refused, let the later word count."""
        own = [demand for demand in demands if name in (None, demand.value)]
        for demand in own[:-1]:
            is_same = (demand.manner == "unwanted") == (own[-1].manner == "unwanted")
            if demand not in [answer.demand for answer in self.answers]:
                self._settle(demand, "what was said later", is_met=is_same)
        return own[-1] if own else None

    def _answer_player(self, demand: Demand, seated: set[int | None]) -> None:
        is_there = instrument_called(demand.value).is_there
        if playable(demand) not in seated:
            self._tell(demand, "other instruments")
        else:
            self._settle(demand, name_program(playable(demand)), is_met=is_there)

    def _dynamics(self, scoring: Scoring) -> Scoring:
        dynamics = self._demands.of("dynamics")
        level = self._choose([demand for demand in dynamics if demand.value in _LOUDNESS])
        course = self._choose([demand for demand in dynamics if demand.value not in _LOUDNESS])
        if level is not None:
            self._obey(level)
            scoring = replace(scoring, loudness=_LOUDNESS[level.value])
        if course is not None:
            self._obey(course)
            scoring = replace(scoring, course=course.value)  # type: ignore[arg-type]
        return scoring

    def _texture(self, scoring: Scoring) -> Scoring:
        """Take register, density and touch."""
        register = self._choose(self._demands.of("register"))
        density = self._choose(self._demands.of("density"))
        touch = self._choose(self._demands.of("articulation"))
        if register is not None:
            self._obey(register)
            scoring = replace(scoring, register=_REGISTERS[register.value])
        if density is not None:
            self._obey(density)
            scoring = _thin_out(scoring, density.value)
        if touch is not None:
            name = {"pizzicato": "staccato", "tremolo": "legato"}.get(touch.value, touch.value)
            self._settle(touch, name, is_met=touch.value != "tremolo")
            scoring = replace(scoring, touch=name)  # type: ignore[arg-type]
        return scoring

    def _groove(self, scoring: Scoring) -> Scoring:
        for demand in self._demands.of("groove"):
            if demand.value in ("swing", "straight"):
                scoring = replace(scoring, swing=0.66 if demand.value == "swing" else 0.5)
            elif demand.value == "rubato":
                self._tell(demand, "a steady tempo")
                continue
            else:
                scoring = replace(scoring, groove=demand.value)  # type: ignore[arg-type]
                if demand.value != "off the beat":
                    scoring = replace(scoring, drums="yes")
            self._obey(demand)
        return scoring

    def _form(self, scoring: Scoring) -> Scoring:
        forms = self._demands.of("form")
        ending = self._choose([demand for demand in forms if demand.value in _ENDINGS])
        if ending is not None:
            self._obey(ending)
            scoring = replace(scoring, ending=ending.value)  # type: ignore[arg-type]
        for demand in forms:
            if demand.value in _FORMS:
                self._tell(demand, _FORMS[demand.value])
            elif demand.value == "fade in":
                self._obey(demand)
                scoring = replace(scoring, beginning="fade in")
            elif demand.value in ("no introduction", "introduction"):
                self._obey(demand)
                self.has_introduction = demand.value == "introduction"
        if scoring.ending == "loop":
            self.has_introduction = False
        return self._tempo_course(scoring)

    def _tempo_course(self, scoring: Scoring) -> Scoring:
        pace = self._choose(
            [d for d in self._demands.of("change") if d.value in ("faster", "slower")]
        )
        if pace is None:
            return scoring
        self._obey(pace)
        return replace(scoring, pace=pace.value)  # type: ignore[arg-type]

    def _progression(self, scoring: Scoring, style: Style | None) -> Scoring:
        chosen = self._choose(self._demands.of("chords"))
        blues = [d for d in self._demands.of("form") if d.value == "twelve bar blues"]
        self._obey(*blues)
        if chosen is not None:
            chords, is_exact = named_progression(chosen.value)
            self._settle(chosen, " ".join(chords), is_met=is_exact)
            return replace(scoring, progression=chords)
        names = style_called("blues").progressions if blues else style.progressions if style else ()
        return replace(scoring, progression=names[:1])

    def changes(self) -> Iterator[str]:
        """Give the changes of key on the way; the plan says later whether there is room."""
        for demand in self._demands.of("change"):
            if demand.value not in ("faster", "slower"):
                self._obey(demand)
                yield demand.value


def _agree(first: Demand, second: Demand) -> bool:
    """Whether two tempos can both be met."""
    assert first.low is not None
    assert first.high is not None
    assert second.low is not None
    assert second.high is not None
    return first.low * 0.9 <= second.high and second.low <= first.high * 1.1


def _fits(demand: Demand, seconds: float | None) -> bool:
    assert demand.low is not None
    assert demand.high is not None
    return seconds is not None and demand.low <= seconds <= demand.high


def _thin_out(scoring: Scoring, density: str) -> Scoring:
    if density == "one voice":
        return replace(scoring, silent=("chords", "bass", "drums"), second=None, drums="no")
    drums = "no" if density == "sparse" and scoring.drums == "as felt" else scoring.drums
    return replace(scoring, density=_DENSITIES[density], drums=drums)


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
