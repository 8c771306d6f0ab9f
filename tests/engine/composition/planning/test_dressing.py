"""Plain feelings get players that suit them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from engine.composition.planning.dressing import suiting
from engine.composition.planning.planner import Planner
from engine.composition.score import Metre
from engine.composition.styles.cards import list_styles, style_called
from engine.demands.parser import find_demands
from engine.emotion.feelings import FEELINGS, PLACES
from engine.emotion.music_vectors import MusicVectors
from engine.emotion.reading import EmotionReading, Quadrant, ReadWord, Segment
from engine.options import ComposeOptions


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner(MusicVectors())


def reading_of(name: str, text: str = "") -> EmotionReading:
    valence, arousal = PLACES[name]
    quadrants: dict[tuple[bool, bool], Quadrant] = {
        (True, True): "Q1", (False, True): "Q2", (False, False): "Q3", (True, False): "Q4",
    }  # fmt: skip
    quadrant = quadrants[valence > 0, arousal > 0]
    segment = Segment(0, 0, valence, arousal, quadrant, feelings={name: 1.0})
    demands = find_demands(text)
    return EmotionReading(text, segments=(segment,), quadrant=quadrant, demands=demands)


@pytest.mark.parametrize("name", FEELINGS)
def test_every_feeling_has_a_card_and_none_that_resists_it(name: str) -> None:
    cards = [style for style, _ in suiting({name: 1.0})]
    assert cards
    assert all(name in style.suits and name not in style.resists for style in cards)


def test_a_card_that_resists_a_part_of_the_wish_comes_later() -> None:
    mixed = [style.name for style, _ in suiting({"joy": 0.7, "grief": 0.3})]
    plain = [style.name for style, _ in suiting({"joy": 1.0})]
    assert len(mixed) < len(plain)
    assert "disco" in plain
    assert "disco" not in mixed


def test_seeds_choose_among_players(planner: Planner) -> None:
    plans = [planner.plan(reading_of("joy"), ComposeOptions(30, seed)) for seed in range(30)]
    players = {(p.scoring.melody, p.scoring.chords, p.scoring.bass) for p in plans}
    assert len(players) >= 12
    assert all(plan.scoring.joining and not plan.scoring.style for plan in plans)


def test_who_names_an_instrument_gets_no_others(planner: Planner) -> None:
    plan = planner.plan(reading_of("joy", "joy for solo piano"), ComposeOptions(30, 1))
    assert plan.scoring.joining == ()


def test_a_style_brings_its_own_players(planner: Planner) -> None:
    plan = planner.plan(reading_of("joy"), ComposeOptions(30, 1, style="waltz"))
    waltz = next(style for style in list_styles() if style.name == "waltz")
    assert [part.role for part in plan.scoring.joining] == [layer.role for layer in waltz.layers]


@pytest.mark.parametrize(
    ("name", "endings"),
    [("triumph", {"big finish"}), ("sleepiness", {"soft ending", "fade out", ""}),
     ("grief", {""})],
)  # fmt: skip
def test_pieces_end_as_they_feel(planner: Planner, name: str, endings: set[str]) -> None:
    plans = [planner.plan(reading_of(name), ComposeOptions(30, seed)) for seed in range(8)]
    assert {plan.scoring.ending for plan in plans} <= endings


def test_what_the_wish_asks_of_the_ending_is_done(planner: Planner) -> None:
    plan = planner.plan(reading_of("triumph", "triumph that fades out"), ComposeOptions(30, 1))
    assert plan.scoring.ending == "fade out"


def test_a_style_s_chords_stay_in_their_mode_where_the_feeling_darkens(planner: Planner) -> None:
    happy, sad = reading_of("relief").segments[0], reading_of("melancholy").segments[0]
    segments = (replace(happy, share=0.6), replace(sad, share=0.4, kind="then"))

    def modes(text: str) -> set[str]:
        reading = replace(reading_of("relief", text), segments=segments)
        plan = planner.plan(reading, ComposeOptions(60, 3))
        return {section.key.mode for section in plan.sections}

    assert modes("relief, then melancholy") == {"major", "minor"}
    assert len(modes("a bossa nova")) == 1


def test_percussion_that_joins_in_plays_its_kit(planner: Planner) -> None:
    plans = [planner.plan(reading_of("joy"), ComposeOptions(30, seed)) for seed in range(12)]
    joining = [part for plan in plans for part in plan.scoring.joining]
    kits = {(p.program, p.low, p.high) for p in joining if p.role == "percussion"}
    assert kits == {(0, 0, 127)}
    others = [part for part in joining if part.role != "percussion"]
    assert all(0 < part.low < part.high < 127 for part in others)


def test_a_scene_brings_the_card_that_has_it(planner: Planner) -> None:
    seen = Planner(MusicVectors(), find_scenes=lambda words: {"jig": 1.0} if words else {})
    word = ReadWord("fair", 0, 4, 1.0, 0.75, 0.4)
    reading = replace(reading_of("joy", "fair"), words=(word,))

    def share(plans: Planner) -> float:
        played = [plans.plan(reading, ComposeOptions(30, seed)) for seed in range(12)]
        return sum(plan.scoring.percussion == "jig" for plan in played) / len(played)

    assert share(seen) > 0.5 > share(planner)


METRES = (Metre(4, 4), Metre(3, 4), Metre(6, 8))


@pytest.mark.parametrize("name", FEELINGS)
@pytest.mark.parametrize("metre", METRES, ids=str)
def test_players_style_and_drums_agree_with_the_metre(
    planner: Planner, name: str, metre: Metre
) -> None:
    """Nobody plays a tango in three, and who has no drummer at all is asked for none."""
    for seed in range(6):
        plan = planner.plan(reading_of(name, f"{name} in {metre}"), ComposeOptions(30, seed))
        assert plan.metre == metre
        scenes = [plan.scoring.percussion, *(scene.percussion for scene in plan.scoring.scenes)]
        for card in (style_called(scene) for scene in scenes if scene):
            assert card.plays_in(metre)
            assert name not in card.resists


def test_the_nearest_scene_brings_its_metre() -> None:
    planner = Planner(MusicVectors(), find_scenes=lambda _: {"waltz": 0.8})
    for seed in range(6):
        assert planner.plan(reading_of("joy"), ComposeOptions(30, seed)).metre == Metre(3, 4)


def test_a_scene_in_another_mood_brings_no_card() -> None:
    """Who dances sadly hears no jig, who dances gaily no tango."""
    planner = Planner(MusicVectors(), find_scenes=lambda _: {"jig": 0.8, "tango": 0.75})
    for feeling, refused in (("melancholy", "jig"), ("joy", "tango")):
        cards = {
            planner.plan(reading_of(feeling), ComposeOptions(30, seed)).scoring.percussion
            for seed in range(12)
        }
        assert refused not in cards


def test_each_part_of_an_arc_has_the_players_of_the_style_that_is_said_of_it(
    planner: Planner,
) -> None:
    text = "a calm lullaby, then furious techno"
    words = tuple(
        ReadWord(m.group(), m.start(), m.end(), float(m.group() in ("calm", "furious")), 0.0, 0.0)
        for m in re.finditer(r"\w+", text)
    )
    calm, rage = PLACES["serenity"], PLACES["rage"]
    segments = (
        Segment(0, 2, *calm, "Q4", 0.5, feelings={"serenity": 1.0}),
        Segment(3, 5, *rage, "Q2", 0.5, kind="then", feelings={"rage": 1.0}),
    )
    reading = EmotionReading(
        text, words, segments, *calm, quadrant="Q4", demands=find_demands(text)
    )
    plan = planner.plan(reading, ComposeOptions(60, 3))
    assert {section.style for section in plan.sections} == {"lullaby", "techno"}
    scoring = plan.scoring
    main = (scoring.melody, scoring.chords, scoring.bass)
    for section in plan.sections:
        scene = scoring.scenes[section.scene - 1] if section.scene else None
        players = (scene.melody, scene.chords, scene.bass) if scene else main
        card = style_called(section.style)
        for program, able in zip(players, (card.melody, card.chords, card.bass), strict=True):
            assert program in able
        assert (scene.percussion if scene else scoring.percussion) == section.style
