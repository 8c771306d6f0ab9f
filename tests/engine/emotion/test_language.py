from __future__ import annotations

import pytest

from engine.demands.demand import Span
from engine.emotion.language import Token, parse
from engine.emotion.speller import Speller

VOCABULARY = (
    "happy",
    "sad",
    "gloomy",
    "lonely",
    "calm",
    "slow",
    "fast",
    "cheerful",
    "rain",
    "beans",
    "hope",
)


SPELLER = Speller({word: rank for rank, word in enumerate(VOCABULARY)})


def read(text: str) -> tuple[Token, ...]:
    return parse(text, SPELLER.find)


def carried(text: str) -> list[str]:
    return [token.form for token in read(text) if token.carries]


def token(text: str, form: str) -> Token:
    return next(token for token in read(text) if token.form == form)


@pytest.mark.parametrize(
    "text",
    ["", " ", "…", "😀 🎵", "привет, мир!", "don’t stop-the rain", "a\x00b\u200bc"],
    ids=["empty", "blank", "dots", "emoji", "Russian", "apostrophe", "control"],
)
def test_offsets_point_at_the_words_as_written(text: str) -> None:
    for found in read(text):
        assert text[found.start : found.end] == found.text


def test_words_that_only_ask_for_music_carry_nothing() -> None:
    assert carried("um, please make me a song with piano that feels like the rain") == ["rain"]


@pytest.mark.parametrize(
    ("written", "form"),
    [("HAPPY", "happy"), ("happyyyyy", "happy"), ("haaaappy", "happy"), ("rain's", "rain")],
)
def test_odd_spellings_are_looked_up_under_the_plain_one(written: str, form: str) -> None:
    assert read(written)[0].form == form


@pytest.mark.parametrize(
    "text",
    [
        "nothing gloomy",
        "not gloomy",
        "it isn't gloomy",
        "it isnt too gloomy",
        "without gloomy rain",
    ],
)
def test_negation_reaches_the_next_feeling(text: str) -> None:
    assert token(text, "gloomy").is_negated


@pytest.mark.parametrize("text", ["not sad, happy", "not sad but happy", "nothing. happy"])
def test_negation_ends_with_its_phrase(text: str) -> None:
    assert not token(text, "happy").is_negated


def test_intensity_goes_to_the_next_feeling() -> None:
    assert token("very happy", "happy").intensity > 1
    assert token("so, so happy", "happy").intensity > token("so happy", "happy").intensity
    assert 0 < token("a touch of sad rain", "sad").intensity < 1
    assert token("a touch of sad rain", "rain").intensity == 1


@pytest.mark.parametrize(
    "text", ["slow, wait, no, fast and cheerful", "slow and sad, i mean, fast and cheerful"]
)
def test_a_repair_takes_back_what_came_before(text: str) -> None:
    assert carried(text) == ["fast", "cheerful"]


def test_a_repair_leaves_earlier_sentences_alone() -> None:
    assert carried("Calm rain. Slow, no wait, fast") == ["calm", "rain", "fast"]


@pytest.mark.parametrize(
    "text", ["slow, no, fast", "slow, sorry, fast", "slow, wait, fast", "slow, you know, no, fast"]
)
def test_a_word_of_repair_said_by_itself_takes_back(text: str) -> None:
    assert carried(text) == ["fast"]


def test_a_repair_without_a_second_try_takes_nothing_back() -> None:
    assert carried("happy, I mean, you know") == ["happy"]


@pytest.mark.parametrize(
    "text", ["not only happy", "nothing but happy rain", "never been so happy", "no doubt, happy"]
)
def test_some_negators_deny_nothing(text: str) -> None:
    assert not token(text, "happy").is_negated


@pytest.mark.parametrize("text", ["anything but happy", "far from happy", "no longer happy"])
def test_some_phrases_deny_without_a_negator(text: str) -> None:
    assert token(text, "happy").is_negated


def test_an_idiom_is_read_as_its_plain_word_and_denies_nothing() -> None:
    tokens = read("without a care in the world, and happy")
    assert [t.form for t in tokens if t.carries] == ["relaxed", "happy"]
    assert not any(t.is_negated for t in tokens)


def test_a_foreign_word_is_read_as_its_english_one() -> None:
    assert carried("una canción muy triste") == ["sad"]
    assert token("je ne suis pas triste", "sad").is_negated


@pytest.mark.parametrize(
    "text",
    [
        "from sad to happy",
        "sad at first, happy rain",
        "first sad, happy",
        "sad rain and happy at the end",
        "start sad and end happy",
        "sad until happy",
    ],
)
def test_order_is_heard_in_many_forms(text: str) -> None:
    sad, happy = token(text, "sad"), token(text, "happy")
    assert sad.clause < happy.clause
    assert happy.link == "then"


def test_and_may_join_or_part() -> None:
    assert token("sad and happy", "happy").link == "joint"


def test_contrast_and_order_begin_clauses() -> None:
    mixture = read("hope and rain, but also disgusting beans")
    assert [t.clause for t in mixture] == [0, 1, 1, 2, 2, 2, 2]
    assert [mixture[1].link, mixture[-1].link] == ["joint", "mix"]
    assert token("sad and then happy", "happy").link == "then"


def test_an_endless_wish_is_split() -> None:
    assert len(read("so very happy but not sad " * 500)) == 3_000
    assert len(read("a" * 100_000)) == 1


def test_an_intensity_may_stand_inside_an_idiom() -> None:
    found = token("i feel really down", "sad")
    assert found.carries


def test_would_love_asks_and_does_not_love() -> None:
    assert carried("I'd love a piece that conveys rain") == ["rain"]


def test_spanish_no_denies_and_portuguese_no_does_not() -> None:
    assert token("no estoy triste", "sad").is_negated
    assert not token("uma canção no escuro e triste", "sad").is_negated


@pytest.mark.parametrize("drawn", ["sooo", "sooooooo", "veryyy"])
def test_a_steering_word_drawn_out_steers_all_the_same(drawn: str) -> None:
    plain = "so" if drawn.startswith("so") else "very"
    assert token(f"{plain} happy", "happy").intensity > 1
    assert token(f"{drawn} happy", "happy").intensity == token(f"{plain} happy", "happy").intensity


def test_a_word_that_only_fills_carries_nothing_however_it_is_drawn_out() -> None:
    assert carried("the happy rain") == carried("theee happy rain") == ["happy", "rain"]


@pytest.mark.parametrize(
    "text", ["the sad rain is over, happy", "sad rain has passed, happy", "sad rain is gone, happy"]
)
def test_what_is_over_is_denied(text: str) -> None:
    assert token(text, "sad").is_negated
    assert token(text, "rain").is_negated
    assert not token(text, "happy").is_negated


def test_what_is_over_was_said_before_it_in_its_phrase() -> None:
    assert not token("happy, the sad rain is over", "happy").is_negated
    assert token("happy, the sad rain is over", "sad").is_negated
    assert not token("sad is over happy", "happy").is_negated
    text = "happy sad gloomy lonely rain is over"
    assert [token(text, word).is_negated for word in ("happy", "sad", "rain")] == [
        False, False, True,
    ]  # fmt: skip


def test_fillers_are_not_said_and_steering_words_are() -> None:
    tokens = {token.form: token for token in read("um, the song is so happy")}
    assert not tokens["um"].is_said
    assert all(tokens[word].is_said for word in ("the", "so", "happy"))
    assert [form for form, token in tokens.items() if token.carries] == ["happy"]


def test_a_misspelt_word_is_read_as_the_known_one() -> None:
    assert carried("a gloomey tune, cheerfull") == ["gloomy", "cheerful"]


def test_negation_reaches_three_words_that_feel_and_no_further() -> None:
    text = "no sad lonely gloomy happy song"
    denied = [token(text, word).is_negated for word in ("sad", "lonely", "gloomy", "happy")]
    assert denied == [True, True, True, False]


def denied(text: str) -> list[str]:
    return [token.form for token in read(text) if token.carries and token.is_negated]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("not happy calm hope rain", ["happy", "calm", "hope"]),  # three feelings, not four
        ("not at all happy, calm", ["happy"]),
        ("not sad just happy", ["sad"]),
        ("never sad only happy", ["sad"]),
        ("not sad then happy", ["sad"]),
        ("happy and not sad", ["sad"]),
        ("no rain (calm hope)", ["rain"]),
        ("nothing just happy", []),
        ("not sad no doubt happy", ["sad"]),
        ("not sad no wait happy", []),  # all of that was taken back
        ("couldn't be happier", []),
        ("never been more lonely", []),
        ("never been lonely", ["lonely"]),
        ("it couldn't be gloomy", ["gloomy"]),
        ("never been", []),
        ("can't stop the rain", []),
        ("can't be sad", ["sad"]),
        ("i wouldn't be sad", ["sad"]),
    ],
)
def test_negation_reaches_as_far_as_it_should(text: str, forms: list[str]) -> None:
    assert denied(text) == forms


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("the rain is over, happy", ["rain"]),
        ("happy, the gloomy rain has passed", ["gloomy", "rain"]),
        ("happy calm sad gloomy rain is over", ["sad", "gloomy", "rain"]),
        ("the rain is gone", ["rain"]),
        ("the rain that was not sad is over", ["rain"]),
        ("is over happy", []),
    ],
)
def test_what_is_over_is_denied_within_its_phrase(text: str, forms: list[str]) -> None:
    assert denied(text) == forms


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("rain hope calm sad slow, no wait, fast", ["rain", "fast"]),  # four words are taken back
        ("happy: slow, no wait, fast", ["happy", "fast"]),
        ("slow no fast", ["slow", "fast"]),  # said in one breath, "no" denies
        ("slow, no fast", ["slow", "fast"]),
        ("slow no, fast", ["slow", "fast"]),
        ("no, fast", ["fast"]),
        ("slow, no", ["slow"]),
        ("slow, i mean, you you you you you you you fast", ["fast"]),
        ("slow, i mean, you you you you you you you you fast", ["slow", "fast"]),
    ],
)
def test_a_repair_takes_back_as_far_as_it_should(text: str, forms: list[str]) -> None:
    assert carried(text) == forms


def test_what_is_taken_back_or_fills_time_is_not_meant() -> None:
    said = {found.text: found.is_said for found in read("um, slow, no wait, fast, you know, calm")}
    assert [word for word, is_said in said.items() if is_said] == ["fast", "calm"]
    assert token("very happy", "very").is_said
    assert token("not happy", "not").is_said


@pytest.mark.parametrize(
    ("text", "factors"),
    [
        ("very happy", 1.4),
        ("very very happy", 1.96),
        ("very very very very happy", 2.0),
        ("very much so happy", 1.4 * 1.4),
        ("very, you know, happy", 1.4),
        ("very a the a happy", 1.0),  # too far away
        ("happy very", 1.0),
    ],
)
def test_intensities_add_up_to_a_limit_and_from_near_by(text: str, factors: float) -> None:
    assert token(text, "happy").intensity == pytest.approx(factors)


def test_the_faintest_feeling_is_still_one() -> None:
    faint = token("slightly slightly slightly slightly slightly happy", "happy").intensity
    assert faint == pytest.approx(0.3)


def test_words_that_mean_music_carry_no_feeling() -> None:
    text = "slow and happy"
    found = parse(text, SPELLER.find, [Span(0, 4)])
    assert [(t.form, t.carries) for t in found] == [
        ("slow", False), ("and", False), ("happy", True),
    ]  # fmt: skip


def test_a_weight_falls_whoever_bears_it() -> None:
    for owner in ("my", "her", "their", "your"):
        assert carried(f"a weight off {owner} shoulders") == ["relieved"]
    assert carried("a weight off blue shoulders") != ["relieved"]


def test_the_words_of_an_idiom_are_one_and_its_fillers_none() -> None:
    found = read("feeling really down")
    assert [t.carries for t in found] == [False, False, True]
    assert [t.is_said for t in found] == [False, True, True]
    assert found[-1].intensity > 1
    assert [t.form for t in found] == ["", "really", found[-1].form]


def test_stretched_words_steer_and_others_are_spelt() -> None:
    assert token("sooo happy", "happy").intensity == token("so happy", "happy").intensity
    assert denied("nooot sad") == ["sad"]
    assert token("i'd be happy", "would").is_said
    assert not token("i'd be happy", "would").carries
    assert [t.form for t in read("rain's don't")] == ["rain", "not"]


def test_a_compound_is_looked_up_by_its_parts() -> None:
    spelt = parse("happysad unknown", lambda word: ("happy", "sad") if word == "happysad" else ())
    assert [t.form for t in spelt] == ["happy sad", "unknown"]
    assert all(t.carries for t in spelt)
