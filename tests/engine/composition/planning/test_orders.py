from __future__ import annotations

from dataclasses import replace

import pytest

from engine.composition.plan import Plan
from engine.composition.planning.planner import Planner
from engine.demands.answer import Answer, answers_to_json, tell_obeyed, tell_refused
from engine.demands.parser import find_demands
from engine.emotion.music_vectors import MusicVectors
from engine.emotion.reading import EmotionReading, ReadWord, Segment
from engine.errors import OptionError
from engine.options import ComposeOptions


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner(MusicVectors())


def reading_of(text: str) -> EmotionReading:
    words = (ReadWord(text, 0, len(text), 1.0, 0.6, 0.4),)
    segment = Segment(0, 0, 0.6, 0.4, "Q1")
    return EmotionReading(
        text, words, (segment,), 0.6, 0.4, "Q1", confidence=0.9, demands=find_demands(text)
    )


def planned(planner: Planner, text: str, options: ComposeOptions | None = None) -> Plan:
    return planner.plan(reading_of(text), options or ComposeOptions(seed=1))


def answer(plan: Plan, value: str) -> Answer:
    return next(a for a in plan.answers if a.demand.value == value)


@pytest.mark.parametrize("tonic", ["C", "F#", "Bb", "Eb"])
@pytest.mark.parametrize("mode", ["major", "minor"])
def test_the_key_that_is_asked_for_is_planned(planner: Planner, tonic: str, mode: str) -> None:
    plan = planned(planner, f"joy in {tonic} {mode}")
    spelled = {"F#": "F♯", "Bb": "B♭", "Eb": "E♭"}.get(tonic, tonic)
    assert plan.key.mode == mode
    assert {plan.key.name} <= {spelled, {"B♭": "A♯", "E♭": "D♯", "F♯": "G♭"}.get(spelled, spelled)}
    assert answer(plan, f"{tonic} {mode}").obeyed


@pytest.mark.parametrize(
    ("wish", "low", "high"),
    [("joy at 90 bpm", 90, 90), ("joy, presto", 160, 200), ("slow joy", 40, 80),
     ("fast joy", 120, 200), ("joy between 80 and 90 bpm", 80, 90)],
)  # fmt: skip
def test_the_tempo_that_is_asked_for_is_planned(
    planner: Planner, wish: str, low: float, high: float
) -> None:
    tempos = [section.expression.tempo for section in planned(planner, wish).sections]
    assert low <= min(tempos) <= max(tempos) <= high


def test_an_option_beats_the_wish_and_is_told(planner: Planner) -> None:
    plan = planned(planner, "joy in D minor, at 90 bpm", ComposeOptions(key="C major", tempo=120))
    assert (str(plan.key), plan.tempo) == ("C major", 120)
    assert not answer(plan, "D minor").obeyed
    assert "C major" in answer(plan, "D minor").instead
    assert "120" in answer(plan, "90").instead


def test_of_two_that_contradict_the_later_word_counts_and_it_is_told(planner: Planner) -> None:
    plan = planned(planner, "joy in D minor, no, in G major")
    assert str(plan.key) == "G major"
    assert "G major" in answer(plan, "D minor").instead
    assert "D minor" in tell_refused(plan.answers)


def test_the_length_of_the_wish_counts_where_no_option_fixes_one(planner: Planner) -> None:
    bars = planned(planner, "eight bars of joy")
    usual = planned(planner, "joy", ComposeOptions(usual_seconds=30))
    asked = planned(planner, "two minutes of joy", ComposeOptions(usual_seconds=30))
    fixed = planned(planner, "two minutes of joy", ComposeOptions(seconds=30))
    assert bars.n_bars == 8
    assert asked.n_bars > 2 * usual.n_bars
    assert fixed.n_bars == usual.n_bars
    assert not answer(fixed, "120 s").obeyed


def test_loudness_and_density_of_the_wish_are_planned(planner: Planner) -> None:
    soft, loud = (planned(planner, f"{how} joy").scoring for how in ("very soft", "loud"))
    assert soft.loudness is not None
    assert loud.loudness is not None
    assert soft.loudness < 50
    assert loud.loudness >= 90
    sparse, busy = (planned(planner, f"joy, {how}") for how in ("sparse", "a busy accompaniment"))
    densities = [plan.sections[0].expression.density for plan in (sparse, busy)]
    assert densities == [sparse.scoring.density, busy.scoring.density]
    assert densities[0] < 2
    assert densities[1] > 5
    assert (sparse.scoring.drums, busy.scoring.drums) == ("no", "as felt")


def test_short_and_long_pieces_last_their_time(planner: Planner) -> None:
    """Whatever is usual: a short piece is shorter than a song, a long one longer."""
    options = ComposeOptions(seed=1, usual_seconds=60)
    short, usual, long = (
        planned(planner, wish, options)
        for wish in ("a short piece, joyful", "joy", "a long piece, joyful")
    )

    def seconds(plan: Plan) -> float:
        beats = plan.n_bars * plan.metre.ticks_per_bar / 24
        return beats * 60 / plan.tempo

    assert seconds(short) < 30
    assert 45 < seconds(usual) < 75
    assert seconds(long) > 100
    assert all(a.obeyed for a in (*short.answers, *long.answers))


def test_bars_and_seconds_that_no_tempo_joins_do_not_stop_the_piece(planner: Planner) -> None:
    assert planned(planner, "joy, 4 bars, three minutes long").n_bars == 4


@pytest.mark.parametrize(
    ("wish", "value", "instead"),
    [("joy in 3/8", "3/8", "3/4"), ("joy in 11/8", "11/8", "4/4"),
     ("joy on a ukulele", "ukulele", "nylon guitar"), ("joy at 300 bpm", "300", "200 BPM"),
     ("joy for ten minutes long", "600 s", "300 s")],
)  # fmt: skip
def test_what_cannot_be_done_is_told_with_what_is_done_instead(
    planner: Planner, wish: str, value: str, instead: str
) -> None:
    refused = answer(planned(planner, wish), value)
    assert not refused.obeyed
    assert refused.instead == instead


def test_no_introduction_begins_with_the_tune(planner: Planner) -> None:
    plans = [planned(planner, wish) for wish in ("joy", "joy, no intro")]
    assert [plan.sections[0].name == "introduction" for plan in plans] == [True, False]
    assert plans[0].n_bars == plans[1].n_bars


def test_a_change_of_key_raises_the_last_theme(planner: Planner) -> None:
    plan = planned(planner, "joy with a key change at the end")
    first, last = plan.sections[0].key, plan.sections[-1].key
    assert (last.tonic - first.tonic) % 12 == 2


@pytest.mark.parametrize("mode", ["major", "minor"])
def test_a_mode_alone_is_planned_and_counts_as_obeyed(planner: Planner, mode: str) -> None:
    plan = planned(planner, f"joy in a {mode} key")
    assert {section.key.mode for section in plan.sections} == {mode}
    assert answer(plan, mode).obeyed


@pytest.mark.parametrize("ending", ["fade out", "big finish", "soft ending"])
def test_the_ending_that_is_asked_for_is_planned(planner: Planner, ending: str) -> None:
    plan = planned(planner, f"joy with a {ending}")
    assert plan.scoring.ending == ending
    assert answer(plan, ending).obeyed


@pytest.mark.parametrize("modes", [("minor", "major"), ("major", "minor")])
def test_a_change_of_mode_comes_with_the_last_theme(
    planner: Planner, modes: tuple[str, str]
) -> None:
    plan = planned(planner, f"joy that goes from {modes[0]} to {modes[1]}")
    first, last = plan.sections[0].key, plan.sections[-1].key
    assert (first.mode, last.mode) == modes
    assert first.tonic == last.tonic
    assert answer(plan, f"{modes[0]} to {modes[1]}").obeyed


def test_a_song_of_one_part_is_parted_for_a_change_of_key(planner: Planner) -> None:
    plan = planned(planner, "four bars of joy with a key change")
    assert [section.n_bars for section in plan.sections] == [2, 2]
    assert answer(plan, "key up").obeyed
    short = planned(planner, "two bars of joy with a key change")
    assert not answer(short, "key up").obeyed


def test_named_chords_choose_the_key(planner: Planner) -> None:
    assert str(planned(planner, "joy over Am F C G").key) == "A minor"
    assert str(planned(planner, "joy with the chords D A Bm G").key) == "D major"


def test_a_style_brings_metre_tempo_and_instruments(planner: Planner) -> None:
    plan = planned(planner, "a joyful waltz")
    assert str(plan.metre) == "3/4"
    assert plan.scoring.melody is not None
    assert 130 <= plan.tempo <= 180


def test_the_command_chooses_the_style(planner: Planner) -> None:
    plan = planned(planner, "a joyful waltz", ComposeOptions(style="techno"))
    assert plan.scoring.style == "techno"
    assert not answer(plan, "waltz").obeyed
    with pytest.raises(OptionError, match="zumba"):
        planned(planner, "joy", ComposeOptions(style="zumba"))


def test_answers_are_told_in_json_and_in_a_line(planner: Planner) -> None:
    plan = planned(planner, "joy in D minor on a ukulele, no drums")
    told = answers_to_json("joy in D minor on a ukulele, no drums", plan.answers)
    assert [(t["kind"], t["obeyed"]) for t in told] == [
        ("key", True), ("instruments", False), ("drums", True),
    ]  # fmt: skip
    assert told[0]["words"] == ["D", "minor"]
    assert told[1]["instead"] == "nylon guitar"
    assert tell_obeyed(plan.answers) == "D minor, no drums"
    assert tell_refused(plan.answers) == "ukulele (nylon guitar instead)"


def test_a_wish_without_demands_is_planned_as_before(planner: Planner) -> None:
    reading = reading_of("joy")
    plain = planner.plan(replace(reading), ComposeOptions(seed=3))
    assert plain.answers == ()
    chosen = ("melody", "chords", "bass", "joining", "percussion")  # the feeling's own players
    assert replace(plain.scoring, **dict.fromkeys(chosen)) == replace(
        type(plain.scoring)(), **dict.fromkeys(chosen)
    )


@pytest.mark.parametrize(
    ("text", "space"),
    [
        ("sorrow in a great stone church", "cathedral"),
        ("joy, recorded in a small studio", "room"),
        ("calm, close and dry", "dry"),
        ("pride in an old concert hall", "hall"),
        ("sorrow", "stage"),
        ("a wedding at the church", "stage"),
        ("a dry summer without echoes of joy", "stage"),
    ],
)
def test_the_space_that_is_asked_for_is_planned(planner: Planner, text: str, space: str) -> None:
    plan = planned(planner, text)
    assert plan.scoring.space == space
    met = [answer.obeyed for answer in plan.answers if answer.demand.kind == "space"]
    assert met == ([True] if space != "stage" else [])


def test_a_style_brings_its_space_and_the_wish_another(planner: Planner) -> None:
    techno = ComposeOptions(style="techno")
    assert planned(planner, "joy", techno).scoring.space == "dry"
    assert planned(planner, "joy in a cathedral", techno).scoring.space == "cathedral"
