"""What the players of one piece have in common: the clock, the phrases, who they are."""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from dataclasses import dataclass

from engine.composition.plan import Plan
from engine.composition.planning.interpretation import Interpretation, interpret
from engine.composition.planning.phrases import PhrasePlan, plan_phrases
from engine.composition.score import TICKS_PER_BEAT, Chord, Key, Role, Score
from engine.composition.styles.cards import list_styles
from engine.performance.chance import Wander, dice
from engine.performance.habits import Voice, choose_musician, load_habits
from engine.performance.rules import laid_back, phrase_arch, phrase_rubato

__all__ = ["FARTHEST", "Bar", "Occasion"]

_SINGERS: frozenset[Role] = frozenset({"melody", "second", "counter"})
_RUBATO = 0.12
"""Share of the authors' rubato: tempo marks stay, so that beats can be read back."""
_DRUMMED = 0.45
"""Share of their freedom that players keep beside a drummer."""
_TIGHTEST = 0.0068
"""Seconds that people are off at least, as a deviation: what no training takes away (KTH)."""
_RELAXED = 0.19
"""Seconds of a sixteenth from which on players are as loose as POP909's, at 78 beats a minute."""
_REACH = 0.3
"""Of a sixteenth that a note leaves its place at most: it can still be read back."""
FARTHEST = 0.06
"""Seconds that a note leaves its place at most."""
_SOFT_ARCH = 0.5  # of the authors' arch in loudness: scores swell already
_PHRASES = 0.6
"""Share of the players' loud and soft phrases: scores have a course of loudness of their own."""
_TOGETHER = 0.8  # of a phrase's loudness that all players share
_PEDALLED = 0.45  # articulation from which a pedal is used: above staccato


@dataclass(frozen=True)
class Bar:
    """One bar of one part.

    Attributes
    ----------
    first, end
        In ticks.
    how
        What its section's feeling asks for.
    chance
        Of this bar and part.
    chords
        That sound in it.
    phrase
        That it belongs to.
    level
        Velocity steps by which it is louder than written.
    is_pedalled
        Whether notes are meant to ring.
    """

    number: int
    first: int
    end: int
    role: Role
    voice: Voice
    how: Interpretation
    chance: random.Random
    chords: tuple[Chord, ...]
    key: Key
    phrase: PhrasePlan
    level: float
    is_pedalled: bool

    @property
    def ends_phrase(self) -> bool:
        """Whether a phrase ends with it."""
        return self.number == self.phrase.first_bar + self.phrase.n_bars - 1

    def chord_at(self, tick: int) -> Chord | None:
        """Give the chord that sounds at a tick of the bar."""
        return next((c for c in self.chords if c.start <= tick < c.end), None)


class Occasion:
    """One playing of one piece: whatever its players share."""

    def __init__(self, score: Score, plan: Plan) -> None:
        self.score, self.plan = score, plan
        self._ways = interpret(plan)
        self._phrases = plan_phrases(plan)
        self._phrase_starts = [phrase.first_bar for phrase in self._phrases]
        self.habits, _ = load_habits()
        self.player = choose_musician(plan.seed)
        known = {style.name: style.looseness for style in list_styles()}
        self.looseness = known.get(plan.scoring.style, 1.0)
        """Of the style: machines keep time."""
        self._swing = plan.scoring.swing
        bar = plan.metre.ticks_per_bar
        self._drummed = {n.start // bar for t in score.tracks if t.is_drum for n in t.notes}
        self._changes = [change.tick for change in score.tempos]
        bars, beats = (range(0, plan.n_bars * bar + 1, step) for step in (bar, TICKS_PER_BEAT))
        self._slow, self._quick = self._courses("slow", bars), self._courses("quick", beats)
        self._mood, self._whim = self._courses("mood", bars), self._courses("whim", beats)

    def _courses(self, name: str, knots: range) -> dict[Voice, Wander]:
        return {
            voice: Wander(self.plan.seed, f"{name} {voice}", knots, self.habits[voice].onsets)
            for voice in self.habits
        }

    def bar(self, number: int, role: Role) -> Bar:
        """Give a bar of a part."""
        length = self.score.metre.ticks_per_bar
        first, end = number * length, (number + 1) * length
        section = bisect_right(self.plan.first_bars, number) - 1
        voice: Voice = "tune" if role in _SINGERS else "accompaniment"
        how = self._ways[section]
        phrase = self._phrases[bisect_right(self._phrase_starts, number) - 1]
        return Bar(
            number, first, end, role, voice, how,
            dice(self.plan.seed, number, role),
            tuple(c for c in self.score.chords if c.start < end and c.end > first),
            self.plan.sections[section].key,
            phrase,
            self._level(phrase, voice, how),
            self.plan.sections[section].expression.articulation >= _PEDALLED,
        )  # fmt: skip

    def _level(self, phrase: PhrasePlan, voice: Voice, how: Interpretation) -> float:
        """Say by how many velocity steps a phrase is louder than written: most of it all share."""
        quantiles = self.habits[voice].velocities
        drawn = [
            Wander(self.plan.seed, name, (0.0,), quantiles).at(phrase.first_bar)
            for name in ("phrase", f"phrase {voice}")
        ]
        own = _TOGETHER * drawn[0] + math.sqrt(1 - _TOGETHER**2) * drawn[1]
        return how.swell * _PHRASES * self.player.phrases[voice] * own

    def seconds_per_tick(self, tick: int) -> float:
        """Give the time of a tick where the music stands at ``tick``."""
        change = self.score.tempos[bisect_right(self._changes, tick) - 1]
        return 60 / (change.tempo * TICKS_PER_BEAT)

    def farthest(self, tick: int) -> float:
        """Say how many seconds a note may leave its place."""
        return min(_REACH * TICKS_PER_BEAT / 4 * self.seconds_per_tick(tick), FARTHEST)

    def spread(self, bar: Bar) -> float:
        """Give the deviation of a part's onsets in seconds: loose where slow, tight with drums."""
        sixteenth = TICKS_PER_BEAT / 4 * self.seconds_per_tick(bar.first)
        freedom = _DRUMMED if bar.number in self._drummed else 1.0
        loose = self.player.looseness[bar.voice] / 1000 * bar.how.looseness
        return self.looseness * max(loose * min(sixteenth / _RELAXED, 1.0) * freedom, _TIGHTEST)

    def wander(self, bar: Bar, tick: int) -> float:
        """Give what of a part's lateness lasts for a beat and longer, beside its deviation."""
        slow, quick = self.habits[bar.voice].onset_memory
        drift = math.sqrt(slow) * self._slow[bar.voice](tick)
        return drift + math.sqrt(quick) * self._quick[bar.voice](tick)

    def mood(self, bar: Bar, tick: int) -> float:
        """Give what of a part's loudness lasts for a beat and longer, beside its deviation."""
        slow, quick = self.habits[bar.voice].velocity_memory
        drift = math.sqrt(slow) * self._mood[bar.voice](tick)
        return drift + math.sqrt(quick) * self._whim[bar.voice](tick)

    def rubato(self, bar: Bar, tick: int) -> float:
        """Give the seconds by which all are late for the sake of the phrase."""
        if bar.number in self._drummed:
            return 0.0
        length = (bar.end - bar.first) * bar.phrase.n_bars
        seconds = length * self.seconds_per_tick(bar.first)
        return _RUBATO * seconds * phrase_rubato(self._phrase_place(bar, tick), bar.how.arch)

    def arch(self, bar: Bar, tick: int) -> float:
        """Give the dB by which the phrase is louder at a place."""
        return _SOFT_ARCH * phrase_arch(self._phrase_place(bar, tick), bar.how.arch)

    def _phrase_place(self, bar: Bar, tick: int) -> float:
        length = bar.end - bar.first
        return (tick / length - bar.phrase.first_bar) / bar.phrase.n_bars

    def behind(self, bar: Bar, tick: int) -> float:
        """Give the seconds by which soloists lean back on a swinging beat, and meet off it."""
        if self._swing <= 0.5 or bar.voice != "tune" or tick % TICKS_PER_BEAT:
            return 0.0
        return laid_back(60 / (self.seconds_per_tick(tick) * TICKS_PER_BEAT))
