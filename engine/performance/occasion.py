"""What the players of one piece have in common: the clock, the phrases, who they are."""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal, get_args

from engine.composition.plan import Plan
from engine.composition.planning.interpretation import Interpretation, interpret
from engine.composition.planning.manner import MELODY_ABOVE
from engine.composition.planning.phrases import PhrasePlan, plan_phrases
from engine.composition.score import TICKS_PER_BEAT, Chord, Key, Role, Score
from engine.composition.styles.cards import list_styles
from engine.performance.chance import Wander, bell, dice
from engine.performance.habits import VOICES, Voice, choose_musician
from engine.performance.rules import laid_back, phrase_arch, phrase_rubato

__all__ = ["FARTHEST", "TIGHTEST", "Bar", "Occasion"]

_SINGERS: frozenset[Role] = frozenset({"melody", "second", "counter"})
_RUBATO = 0.05
"""Share of the authors' rubato: tempo marks stay, so that beats can be read back."""
_DRUMMED = 0.6
"""Share of their freedom that players keep beside a drummer."""
TIGHTEST = 0.0015
"""Seconds that people are off where they are just on the beat, as a deviation."""
_RELAXED = 0.16
"""Seconds of a sixteenth from which on players are as loose as POP909's, most of whom are not
quicker: at 94 beats a minute."""
_REACH = 0.33
"""Of a sixteenth that a note leaves its place at most: it can still be read back."""
FARTHEST = 0.07
"""Seconds that a note leaves its place at most."""
_CENTRES: dict[Voice, float] = {"tune": MELODY_ABOVE, "accompaniment": -12.0}
"""Semitones from the register, of all parts' highest notes, to the usual pitch of a voice: in
POP909 tunes lie a ninth or so above the middle of what accompanies them."""
_SOFT_ARCH = 0.3  # of the authors' arch in loudness: scores swell already
_PHRASES = 0.5
"""Share of the players' loud and soft phrases: scores have a course of loudness of their own."""
_TOGETHER = 0.4  # of a phrase's loudness that all players share
Means = Literal["time", "loudness", "length"]
_SLOW, _QUICK = (
    tuple(f"{course} {means}" for means in get_args(Means)) for course in ("slow", "quick")
)
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
    centre
        Usual pitch of its voice, from which higher notes are louder.
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
    centre: float

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
        self.player = choose_musician(plan.seed)
        known = {style.name: style.looseness for style in list_styles()}
        self.looseness = known.get(plan.scoring.style, 1.0)
        """Of the style: machines keep time."""
        self._swing = plan.scoring.swing
        bar = plan.metre.ticks_per_bar
        self._drummed = {n.start // bar for t in score.tracks if t.is_drum for n in t.notes}
        self._changes = [change.tick for change in score.tempos]
        bars, beats = (range(0, plan.n_bars * bar + 1, step) for step in (bar, TICKS_PER_BEAT))
        self._courses = {
            (name, voice): Wander(plan.seed, f"{name} {voice}", knots)
            for voice in VOICES
            for knots, names in ((bars, _SLOW), (beats, _QUICK))
            for name in names
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
            self.plan.sections[section].expression.register + _CENTRES[voice],
        )  # fmt: skip

    def _level(self, phrase: PhrasePlan, voice: Voice, how: Interpretation) -> float:
        """Say by how many velocity steps a phrase is louder than written: most of it all share."""
        drawn = [
            bell(dice(self.plan.seed, name, phrase.first_bar))
            for name in ("phrase", f"phrase {voice}")
        ]
        own = _TOGETHER * drawn[0] + math.sqrt(1 - _TOGETHER**2) * drawn[1]
        return how.swell * _PHRASES * self.player.touch[voice].phrases * own

    def seconds_per_tick(self, tick: int) -> float:
        """Give the time of a tick where the music stands at ``tick``."""
        change = self.score.tempos[bisect_right(self._changes, tick) - 1]
        return 60 / (change.tempo * TICKS_PER_BEAT)

    def farthest(self, tick: int) -> float:
        """Say how many seconds a note may leave its place."""
        return min(_REACH * TICKS_PER_BEAT / 4 * self.seconds_per_tick(tick), FARTHEST)

    def freedom(self, bar: Bar) -> float:
        """Say what share of a player's lateness there is: less where quick, and with drums."""
        sixteenth = TICKS_PER_BEAT / 4 * self.seconds_per_tick(bar.first)
        beside = _DRUMMED if bar.number in self._drummed else 1.0
        return self.looseness * bar.how.looseness * min(sixteenth / _RELAXED, 1.0) * beside

    def course(self, means: Means, bar: Bar, tick: int, memory: tuple[float, float]) -> float:
        """Draw where a note lies in what its player does, in deviations.

        Parameters
        ----------
        memory
            Shares of the variance that last for bars, and for a beat; the rest is the note's own.
        """
        slow, quick = memory
        lasting = math.sqrt(slow) * self._courses[f"slow {means}", bar.voice](tick)
        lasting += math.sqrt(quick) * self._courses[f"quick {means}", bar.voice](tick)
        return lasting + math.sqrt(max(0.0, 1 - slow - quick)) * bell(bar.chance)

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
