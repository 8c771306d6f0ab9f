"""Chooses who plays where nobody is named: a style card that suits the feelings, and who joins in.

A plain feeling takes of the card its instruments alone; tempo, metre, harmony and accompaniment
stay the feeling's. The seed chooses among the cards that suit, and among the players of each part.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from engine.composition.compasses import compass_of_program
from engine.composition.plan import Plan, PlannedSection
from engine.composition.planning.manner import MELODY_ABOVE
from engine.composition.scoring import Joining, Scene, Scoring
from engine.composition.styles.cards import list_styles, style_called
from engine.composition.styles.style import Layer, Style
from engine.emotion.feelings import feelings_at
from engine.emotion.reading import Segment

__all__ = ["Near", "dress", "feelings_of", "in_the_mood", "place_of", "suiting"]

Near = Mapping[tuple[float, float], Mapping[str, float]]
"""Cards whose scenes are near, with the similarity, by the place of a feeling: see `place_of`."""

_AGAINST = 1.5  # weight of a feeling that a card resists beside one that it suits
_LEAST = 0.3
"""Share of the feelings, less what it resists, that a card has to suit."""
_SEEN = 5.0
"""What a scene that is as good as named weighs beside a card that suits all that is felt."""
_GAYER, _LIVELIER = 0.65, 0.85
"""How far, in valence and arousal, a card's usual feeling may lie from what is felt in its scene:
valence tells a jig from a tango, which move alike."""
_REACH = 9  # semitones around its register that a tune takes
_MOTIF = 55  # mean pitch of a second feeling's motif: below most tunes, above the bass
_BASSOON = 70  # has the motif where all who usually would are unwanted
_USUAL = {
    True: (Layer("pad", (48, 49), (48, 74), 0.45), Layer("counter", (60, 42), (45, 72), 0.6),
           Layer("second", (48, 40), (55, 84), 0.75)),
    False: (Layer("pad", (49, 89), (48, 72), 0.55), Layer("counter", (42, 71), (48, 74), 0.7)),
}  # fmt: skip
"""Who joins in, by arousal above zero, where no card suits."""


def dress(plan: Plan, style: Style | None, near: Near | None = None) -> Plan:
    """Say who plays a piece in which no instrument is named: for each feeling its own players.

    Parameters
    ----------
    style
        The one asked for, whose instruments are chosen already and stay.
    near
        The cards whose scenes are near what is said of a feeling.
    """
    scoring, chance = plan.scoring, random.Random(f"dress {plan.seed}")
    if style is not None:
        joining = tuple(_join(style.layers, scoring, chance))
        return replace(plan, scoring=replace(scoring, joining=joining))
    weight: Counter[_Feeling] = Counter()
    for section in plan.sections:
        weight[_feeling(section)] += round(10 * (1 + abs(section.arousal)) * section.n_bars)
    order = [feeling for feeling, _ in weight.most_common()]
    found = {}
    for feeling in order:
        section = next(s for s in plan.sections if _feeling(s) == feeling)
        seen = near.get(place_of(section), {}) if near else {}
        chosen = _choose(section, plan, chance, seen)
        found[feeling] = _with_motif(chosen, section, scoring, chance)
    main = found[order[0]]
    if isinstance(main, Scene):
        scoring = replace(
            scoring,
            melody=main.melody,
            chords=main.chords,
            bass=main.bass,
            percussion=main.percussion,
        )
    scenes = [(f, found[f]) for f in order[1:] if isinstance(found[f], Scene)]
    numbers = {feeling: number for number, (feeling, _) in enumerate(scenes, 1)}
    sections = tuple(replace(s, scene=numbers.get(_feeling(s), 0)) for s in plan.sections)
    joining = main.joining if isinstance(main, Scene) else main
    scoring = replace(scoring, joining=joining, scenes=tuple(s for _, s in scenes))  # type: ignore[misc]
    return replace(plan, sections=sections, scoring=scoring)


_Feeling = tuple[tuple[float, float], str]


def _feeling(section: PlannedSection) -> _Feeling:
    return place_of(section), section.style


def place_of(felt: PlannedSection | Segment) -> tuple[float, float]:
    """Give a feeling's place in the plane, as coarse as feelings are told apart."""
    return round(felt.valence, 2), round(felt.arousal, 2)


def _choose(
    section: PlannedSection, plan: Plan, chance: random.Random, near: Mapping[str, float]
) -> Scene | tuple[Joining, ...]:
    """Choose a card that suits a section and players of it; where none does, who joins in."""
    scoring, metre = plan.scoring, plan.metre
    if section.style:
        card = style_called(section.style)
        melody = (_singers(card, section, scoring) or card.melody)[0]
        joining = tuple(_join(card.layers, scoring, chance))
        return Scene(melody, card.chords[0], card.bass[0], joining, card.name)
    able = [
        (card, weight + _SEEN * near.get(card.name, 0.0))
        for card, weight in _suiting_or_near(feelings_of(section), near)
        if card.plays_in(metre) and (card.name in near or _singers(card, section, scoring))
    ]
    if not able:
        return tuple(_join(_USUAL[section.arousal > 0], scoring, chance))
    cards, weights = zip(*able, strict=True)
    card = chance.choices(cards, [weight**2 for weight in weights])[0]
    # whose scene is near plays an octave away rather than not at all
    singers = _singers(card, section, scoring)
    allowed = [program for program in card.melody if program not in scoring.banned]
    melody = chance.choice(singers or allowed or card.melody)
    chords, bass = chance.choice(card.chords), chance.choice(card.bass)
    return Scene(melody, chords, bass, tuple(_join(card.layers, scoring, chance)), card.name)


def _with_motif(
    chosen: Scene | tuple[Joining, ...],
    section: PlannedSection,
    scoring: Scoring,
    chance: random.Random,
) -> Scene | tuple[Joining, ...]:
    """Let a player of the second feeling's card have its motif, in place of a counter-melody."""
    if section.shade is None:
        return chosen
    cards = [card for card, _ in suiting({section.shade.leading: 1.0})]
    able = [p for card in cards for p in card.melody if p not in scoring.banned] or [_BASSOON]
    program = chance.choice(able)
    low, high = compass_of_program(program)
    middle = min(max(_MOTIF, low + _REACH), high - _REACH)
    part = Joining("counter", program, middle - _REACH, middle + _REACH, 0.0)
    joining = chosen.joining if isinstance(chosen, Scene) else chosen
    kept = (part, *(other for other in joining if other.role != "counter"))
    return replace(chosen, joining=kept) if isinstance(chosen, Scene) else kept


def in_the_mood(near: Mapping[str, float], felt: Segment) -> dict[str, float]:
    """Leave out the cards of scenes that are there in another mood: a sad dance is no jig."""
    kept = {}
    for name, similarity in near.items():
        valence, arousal = style_called(name).feeling
        if abs(valence - felt.valence) <= _GAYER and abs(arousal - felt.arousal) <= _LIVELIER:
            kept[name] = similarity
    return kept


def feelings_of(section: PlannedSection) -> dict[str, float]:
    """Give a section's named feelings, or those near its place in the plane."""
    return dict(section.feelings) or feelings_at(section.valence, section.arousal)


def suiting(feelings: Mapping[str, float]) -> list[tuple[Style, float]]:
    """Give the cards that suit some feelings, with the share of these; the best first."""
    found = []
    for style in list_styles():
        suits = sum(feelings.get(name, 0.0) for name in style.suits)
        weight = suits - _AGAINST * sum(feelings.get(name, 0.0) for name in style.resists)
        if weight >= _LEAST:
            found.append((style, weight))
    return sorted(found, key=lambda pair: (-pair[1], pair[0].name))


def _suiting_or_near(
    feelings: Mapping[str, float], near: Mapping[str, float]
) -> list[tuple[Style, float]]:
    """Give the cards that suit, and those whose scene is near and that resist little."""
    found = suiting(feelings)
    known = {card.name for card, _ in found}
    for name in near:
        card = style_called(name)
        resisted = sum(feelings.get(other, 0.0) for other in card.resists)
        if name not in known and resisted < _LEAST:
            found.append((card, 0.0))
    return found


def _singers(card: Style, section: PlannedSection, scoring: Scoring) -> list[int]:
    """Give a card's instruments that can play the tune where it lies."""
    middle = section.expression.register + MELODY_ABOVE
    fit = []
    for program in card.melody:
        low, high = compass_of_program(program)
        if program not in scoring.banned and low <= middle - _REACH and middle + _REACH <= high:
            fit.append(program)
    return fit


def _join(layers: Sequence[Layer], scoring: Scoring, chance: random.Random) -> Iterator[Joining]:
    """Seat each layer; what nobody may play is left out."""
    for layer in layers:
        able = [program for program in layer.programs if program not in scoring.banned]
        if layer.role == "percussion":
            if scoring.drums != "no":
                yield Joining(layer.role, 0, 0, 127, layer.enters)
        elif able:
            program = chance.choice(able)
            low, high = compass_of_program(program)
            low, high = max(low, layer.register[0]), min(high, layer.register[1])
            yield Joining(layer.role, program, low, high, layer.enters)
