"""What is said to a song in words that no grammar has."""

from __future__ import annotations

import pytest

from engine.composition.changing.asking.requests import find_requests
from engine.composition.changing.editing import Alter, Extend
from engine.composition.changing.paraphrases import Paraphrases, meaning_of, without_names
from engine.composition.changing.recasting import Mute, Recast
from engine.composition.changing.spoken import Said, understand
from engine.composition.score import Key, Metre, Note, Score, ScoreSection, TempoChange, Track
from engine.demands.words import read_words
from engine.emotion.sentences import SentenceEncoder
from engine.listener import Listener

KEY = Key(5, "major")


@pytest.fixture(scope="module")
def paraphrases() -> Paraphrases:
    return Paraphrases(SentenceEncoder().encode)


@pytest.fixture(scope="module")
def score() -> Score:
    notes = tuple(Note(24 * n, 24, 60, 80) for n in range(8))
    programs = {"melody": 73, "chords": 27, "bass": 34, "drums": 0}
    tracks = tuple(Track(role, program, notes) for role, program in programs.items())  # type: ignore[arg-type]
    sections = (ScoreSection("A", 0, 8, KEY), ScoreSection("B", 8, 8, KEY))
    return Score(KEY, Metre(4, 4), 16, (TempoChange(0, 116),), sections, (), tracks)


def move_of(said: Said) -> tuple[float, float]:
    (edit,) = said.edits
    assert isinstance(edit, Alter)
    return edit.move.tempo, edit.move.velocity


def test_names_of_parts_make_no_difference_to_what_is_meant(
    paraphrases: Paraphrases, score: Score
) -> None:
    for part in ("drums", "bass"):
        said = understand(f"I'm really tired of that {part} by now", score, 0, None, paraphrases)
        assert said.edits == (Mute(frozenset({part})),)  # type: ignore[arg-type]
    assert without_names("the flute, not the harp") == (
        "the guitar, not the violin",
        ["flute", "harp"],
    )


def test_moves_said_in_other_words_go_the_right_way(paraphrases: Paraphrases, score: Score) -> None:
    slower = understand("it is rushing ahead of me", score, 0, None, paraphrases)
    faster = understand("it feels so sluggish to me", score, 0, None, paraphrases)
    assert move_of(slower)[0] < 1 < move_of(faster)[0]
    longer = understand("it's over far too soon for me", score, 0, None, paraphrases)
    assert any(isinstance(edit, Extend) for edit in longer.edits)


def test_what_is_replaced_is_told_from_what_replaces_it(
    paraphrases: Paraphrases, score: Score
) -> None:
    for words in (
        "a cello would suit this far better than the flute",
        "I'd sooner hear a cello there than that flute",
    ):
        said = understand(words, score, 0, None, paraphrases)
        assert said.edits == (Recast(melody=42),), words


def test_instruments_said_in_other_words_join_in(paraphrases: Paraphrases, score: Score) -> None:
    said = understand("a violin on top would be really lovely", score, 0, None, paraphrases)
    assert said.edits == (Recast(second=40),)


def test_commands_have_other_words_too(paraphrases: Paraphrases, score: Score) -> None:
    said = understand("that made it much worse, put it back", score, 0, None, paraphrases)
    assert (said.kind, said.command) == ("command", "undo")


@pytest.mark.parametrize(
    "wish",
    [
        "rain on the window, an empty chair",
        "calm piano, no drums",
        "a new beginning",
        "strings that weep for a lost friend",
        "my brother left without a word",
        "louder than bombs",
    ],
)
def test_no_wish_is_taken_for_a_change(wish: str, paraphrases: Paraphrases, score: Score) -> None:
    assert understand(wish, score, 0, None, paraphrases).kind in ("wish", "unclear")


def test_what_stays_unclear_is_asked_back_with_what_lies_near(
    paraphrases: Paraphrases, score: Score
) -> None:
    said = understand("what's your name", score, 0, None, paraphrases)
    assert said.kind == "unclear"
    assert said.candidates


def test_a_place_is_kept_beside_what_was_said_in_other_words(
    paraphrases: Paraphrases, score: Score
) -> None:
    said = understand("it should have more punch in the second half", score, 0, None, paraphrases)
    assert said.kind == "change"
    assert all(edit.bars == range(8, 16) for edit in said.edits)  # type: ignore[attr-defined]


def test_the_grammar_goes_first(paraphrases: Paraphrases, score: Score) -> None:
    assert understand("a bit slower", score, 0, None, paraphrases) == understand(
        "a bit slower", score
    )


def test_each_saying_stands_for_what_the_grammar_understands(score: Score) -> None:
    for row in read_words("sayings"):
        if row["means"][0] in "!?<" or row["means"] == "wish":
            continue
        phrase = row["means"].replace("{1}", "guitar").replace("{2}", "harp")
        assert find_requests(phrase, score, 0).edits, phrase


def test_who_is_named_first_is_the_first_in_a_meaning() -> None:
    assert meaning_of("replace {1} with {2}", ["guitar", "violin"]) == "replace {1} with {2}"
    assert meaning_of("replace {1} with {2}", ["violin", "guitar"]) == "replace {2} with {1}"


def test_who_does_not_play_is_rather_added_than_silenced(
    paraphrases: Paraphrases, score: Score
) -> None:
    harp = understand("the harp is missing", score, 0, None, paraphrases)
    assert harp.edits == (Recast(second=46),)


def test_what_says_nothing_at_all_is_no_wish(score: Score) -> None:
    listener = Listener()
    for nonsense in ("qwe asd", "zxcvb", "hjkl uiop bnm"):
        said = listener.understand(nonsense, score, 0)
        assert said.kind == "unclear"
        assert said.candidates
    assert listener.understand("something for a rainy harbour", score, 0).kind == "wish"
    assert listener.understand("a waltz in D minor", score, 0).kind == "wish"
