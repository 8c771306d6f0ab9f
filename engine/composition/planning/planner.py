"""From what a wish feels like to what its music shall be like.

Tempo, density, register, loudness and articulation are taken over from the nearest clips of
labelled music; what else a feeling does is `manner`'s. The seed decides what feels the same either
way: which of the near clips to lean towards, how the key note lies to the register, which of the
fitting instruments play, and now and then a metre.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from engine.composition.plan import Plan
from engine.composition.planning.constraints import Constraints, parse_key
from engine.composition.planning.dressing import in_the_mood, place_of, suiting
from engine.composition.planning.ensemble import forcefulness, name_choices
from engine.composition.planning.mixtures import Mixture, mixtures_of
from engine.composition.planning.moods import (
    Mood,
    leading_in,
    mixed,
    name_mode,
    section_of,
    stretch_of,
    that_fit,
)
from engine.composition.planning.obeying import obey_orders
from engine.composition.planning.orders import FindStyle, Orders, Pace, take_orders
from engine.composition.planning.outline import begin_at_once
from engine.composition.planning.part_orders import (
    PartOrder,
    over,
    seat_parts,
    take_part_orders,
)
from engine.composition.planning.part_styles import find_styles, span_of
from engine.composition.planning.planned_feelings import find_feelings, own_seed
from engine.composition.score import Key, Metre, Mode
from engine.composition.styles.cards import style_called
from engine.composition.styles.nearest import FindScenes, find_named_style
from engine.emotion.feelings import feelings_at
from engine.emotion.refusal import refuse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.composition.styles.style import Style
    from engine.emotion.music_vectors import MusicVectors
    from engine.emotion.reading import EmotionReading, Segment
    from engine.options import ComposeOptions

__all__ = ["Planner"]


_THREE = {
    "sleepiness": 0.6, "nostalgia": 0.5, "love": 0.4, "tenderness": 0.35, "dreaminess": 0.35,
    "playfulness": 0.3, "joy": 0.25, "longing": 0.35, "melancholy": 0.3, "grief": 0.3,
    "loneliness": 0.25, "serenity": 0.3, "gratitude": 0.25, "relief": 0.2, "hope": 0.2,
    "regret": 0.25, "pride": 0.1, "triumph": 0.15, "wonder": 0.25, "passion": 0.2,
    "jealousy": 0.2, "disgust": 0.25, "suspense": 0.1,
}  # fmt: skip
"""How often each feeling's music is in three or six: lullabies and songs of love and memory are so
in a third of the Lieder (craft where no song says it)."""
_QUIET_THREE = 0.25  # where nobody named the feeling
_SIX = 0.4  # of these in six
_CARDS_NAMED = 3  # as many as a sentence takes


class Planner:
    """Plans pieces with the attributes of labelled music.

    Parameters
    ----------
    music_vectors
        Whose clips to follow.
    find_style
        Gives the card that a word of style means.
    find_scenes
        Gives the cards whose scenes are near some words.
    """

    def __init__(
        self,
        music_vectors: MusicVectors,
        find_style: FindStyle = find_named_style,
        find_scenes: FindScenes = lambda words: {},  # noqa: ARG005 - no words, no scene
    ) -> None:
        self._music_vectors = music_vectors
        self._find_style, self._find_scenes = find_style, find_scenes

    def plan(self, reading: EmotionReading, options: ComposeOptions) -> Plan:
        """Plan a piece that lasts as long as asked, the ringing of its last chord included.

        Raises
        ------
        EmotionError
            If the wish carries no feeling.
        """
        mixtures, styles, orders, parts = self._take(reading, options)
        feelings = [mixture.leading for mixture in mixtures]
        fixed = orders.fixed
        random = np.random.default_rng(options.seed)
        drawn = int(random.integers(12))
        seed = own_seed(options.seed, feelings)
        felt = [
            replace(mixed(mixture, self._music_vectors, random), style=style)
            for mixture, style in itertools.zip_longest(mixtures, styles)
        ]
        tonic = _choose_tonic(felt, drawn) if fixed.tonic is None else fixed.tonic
        moods = [
            _obey(mood, over(fixed, part), part.pace or orders.pace(span_of(mood.segment, reading)))
            for mood, part in zip(felt, parts, strict=True)
        ]
        near = {place_of(mood.segment): self._seen(mood.segment, reading) for mood in moods}
        metre = _choose_metre(moods[0].segment, random)
        metre = fixed.metre or _metre_of_scene(near[place_of(moods[0].segment)], metre)
        if fixed.seconds is not None:
            moods = that_fit(moods, metre, fixed.seconds)
        stretches = [stretch_of(mood, metre, moods[:number]) for number, mood in enumerate(moods)]
        form = orders.style.form if orders.style else ""
        layout = fixed.lay_out(stretches, Random(f"form {seed}"), form)
        lines = layout.lines if orders.has_introduction else begin_at_once(layout.lines)
        sections = tuple(
            section_of(
                line,
                leading_in(line, moods[line.stretch], lines),
                _tonic_of(parts[line.stretch], tonic),
                layout.faster,
            )
            for line in lines
        )
        for section in sections:
            fixed.check_tempo(section.expression.tempo, metre)
        plan = Plan(sections[0].key, metre, sections, seed, fermata=layout.fermata)
        plan = obey_orders(plan, orders, near)
        return seat_parts(plan, parts, [line.stretch for line in lines])

    def home_mode(self, reading: EmotionReading, options: ComposeOptions) -> Mode:
        """Say in which mode the piece of a plan would be at home, without planning the rest.

        Raises
        ------
        EmotionError
            If the wish carries no feeling.
        """
        mixtures, styles, orders, parts = self._take(reading, options)
        mood = replace(mixed(mixtures[0], self._music_vectors), style=styles[0] if styles else None)
        return _obey(mood, over(orders.fixed, parts[0]), None).mode

    def _take(
        self, reading: EmotionReading, options: ComposeOptions
    ) -> tuple[list[Mixture], Sequence[Style | None], Orders, Sequence[PartOrder]]:
        """Find the feelings of a wish, the style of each, what is fixed, and what for a part."""
        if reading.quadrant is None:
            raise refuse(reading)
        mixtures = mixtures_of(find_feelings(reading))
        feelings = [mixture.leading for mixture in mixtures]
        styles = () if options.style else find_styles(reading, feelings, self._find_style)
        is_arc = any(feeling.kind == "then" for feeling in feelings[1:])
        spans = [span_of(feeling, reading) for feeling in feelings] if is_arc else []
        parts, demands, answers = take_part_orders(reading.demands, spans, options)
        orders = take_orders(demands, options, self._find_style, styles)
        told = sorted((*orders.answers, *answers), key=lambda answer: answer.demand.span)
        return (
            mixtures,
            styles,
            replace(orders, answers=tuple(told)),
            parts or [PartOrder()] * len(feelings),
        )

    def _seen(self, segment: Segment, reading: EmotionReading) -> dict[str, float]:
        """Give the cards whose scenes are near what is said of a feeling."""
        return in_the_mood(self._find_scenes(_said(segment, reading)), segment)

    @property
    def limits(self) -> dict[str, tuple[float, float]]:
        """The range of each decision that `decide` gives, in its unit."""
        one, cues = (-1.0, 1.0), self._music_vectors.limits
        return {"key": cues["register"], "mode": one, **cues, "instruments": one}

    def decide(self, reading: EmotionReading) -> dict[str, float]:
        """Give each decision's mean over the feelings of a wish, by their shares.

        The mode goes from −1 (clearly minor) to 1 (clearly major), the instruments from −1 (soft)
        to 1 (forceful). The key note lies where the register is, which the seed turns.

        Raises
        ------
        EmotionError
            If the wish carries no feeling.
        """
        if reading.quadrant is None:
            raise refuse(reading)
        moods = [
            mixed(mixture, self._music_vectors) for mixture in mixtures_of(find_feelings(reading))
        ]
        shares = np.array([mood.segment.share for mood in moods])
        values = [
            (
                mood.expression.register,
                mood.majorness,
                *(getattr(mood.expression, name) for name in self._music_vectors.limits),
                forcefulness(mood.segment.valence, mood.segment.arousal),
            )
            for mood in moods
        ]
        mean = shares @ np.array(values) / shares.sum()
        return dict(zip(self.limits, mean.tolist(), strict=True))

    def describe(self, reading: EmotionReading) -> dict[str, str]:
        """Say in words what the numbers of `decide` leave open: key, mode and instruments."""
        moods = [
            mixed(mixture, self._music_vectors) for mixture in mixtures_of(find_feelings(reading))
        ]
        modes = dict.fromkeys(name_mode(mood) for mood in moods)
        tonic = Key(_choose_tonic(moods, 0), "major").name
        players = (_name_players(mood.segment) for mood in moods)
        return {
            "key": f"{tonic}, turned by the seed",
            "mode": " and ".join(modes),
            "instruments": "; then ".join(dict.fromkeys(players)),
        }


def _choose_tonic(moods: Sequence[Mood], turn: int) -> int:
    """Put the key note where the register is, turned by the seed."""
    total = sum(mood.segment.share for mood in moods)
    register = sum(mood.segment.share * mood.expression.register for mood in moods) / total
    return (round(register) + turn) % 12


def _tonic_of(part: PartOrder, tonic: int) -> int:
    """Give the key note of a part: its own, or the piece's."""
    return tonic if part.key is None else parse_key(part.key.value)[0]


def _obey(mood: Mood, fixed: Constraints, pace: Pace | None) -> Mood:
    """Let what the user fixed overrule the mood; the livelier, the higher in a range of tempos."""
    tempo, mode = fixed.tempo or mood.expression.tempo, fixed.mode
    limits = (pace.low, pace.high) if pace is not None else None
    if mood.style is not None:
        limits, mode = limits or mood.style.tempo, mode or mood.style.mode
    if fixed.tempo is None and limits is not None:
        tempo = limits[0] + (limits[1] - limits[0]) * (mood.segment.arousal + 1) / 2
    expression = replace(mood.expression, tempo=tempo)
    return replace(mood, fixed_mode=mode, expression=expression)


def _choose_metre(segment: Segment, random: np.random.Generator) -> Metre:
    """Mostly 4/4; what swings, rocks or flows is as often in three or six, as the seed wills."""
    chance = math.fsum(_THREE.get(name, 0.0) * share for name, share in segment.feelings.items())
    if not segment.feelings:
        chance = _QUIET_THREE if segment.arousal < 0 else 0.0
    drawn, kind = random.random(2)
    if drawn >= chance:
        return Metre(4, 4)
    return Metre(6, 8) if kind < _SIX else Metre(3, 4)


def _metre_of_scene(near: Mapping[str, float], metre: Metre) -> Metre:
    """Take the metre of the card whose scene is nearest, where its players know no other."""
    if not near:
        return metre
    card = style_called(max(near, key=lambda name: near[name]))
    return metre if card.plays_in(metre) else card.metre


def _said(segment: Segment, reading: EmotionReading) -> list[str]:
    """Give the words of a feeling that carry it: what is seen, mostly."""
    words = reading.words[segment.first_word : segment.last_word + 1]
    return [word.text for word in words if word.weight > 0]


def _name_players(segment: Segment) -> str:
    """Name the styles whose players suit a feeling, or else the instruments themselves."""
    valence, arousal = segment.valence, segment.arousal
    cards = suiting(segment.feelings or feelings_at(valence, arousal))
    names = [style.name for style, _ in cards[:_CARDS_NAMED]]
    return f"as in {' or '.join(names)}" if names else name_choices(valence, arousal)
