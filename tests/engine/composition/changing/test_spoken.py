"""What is said to a song that is there, told apart and turned into changes."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.commands.wording import describe_edit
from engine.composition.changing.editing import (
    Alter,
    Bend,
    Edit,
    Extend,
    Feel,
    Mute,
    Rearrange,
    Recast,
    Recompose,
    Rekey,
    Retempo,
    Rewrite,
    Shorten,
    edit_called,
)
from engine.composition.changing.paraphrases import Likeness
from engine.composition.changing.spoken import Said, understand
from engine.composition.planning.moves import MOVES
from engine.composition.score import Key, Metre, Note, Score, ScoreSection, TempoChange, Track

SAID = Path(__file__).parents[3] / "data" / "said.tsv"
KEY = Key(5, "major")
FORM = (("introduction", 2), ("A", 8), ("B", 8), ("A", 8), ("ending", 2))


def song() -> Score:
    sections, first = [], 0
    for name, n_bars in FORM:
        sections.append(ScoreSection(name, first, n_bars, KEY))
        first += n_bars
    notes = tuple(Note(24 * n, 24, 60, 80) for n in range(8))
    programs = {"melody": 73, "chords": 27, "bass": 34, "drums": 0}
    tracks = tuple(Track(role, program, notes) for role, program in programs.items())  # type: ignore[arg-type]
    return Score(KEY, Metre(4, 4), 28, (TempoChange(0, 116),), tuple(sections), (), tracks)


def said(text: str, chosen: range | None = None) -> Said:
    return understand(text, song(), 1, chosen)


def rows() -> list[dict[str, str]]:
    with SAID.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["said"])
def test_what_is_said_is_told_apart(row: dict[str, str]) -> None:
    assert said(row["said"]).kind == row["kind"]


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("make it sadder", (Alter(MOVES["sadder"], 1),)),
        ("a bit slower", (Alter(MOVES["slower"].by(0.5), 1),)),
        ("much faster", (Alter(MOVES["faster"].by(1.6), 1),)),
        ("slow it down a lot", (Alter(MOVES["slower"].by(1.6), 1),)),
        ("slow it down a touch", (Alter(MOVES["slower"].by(0.5), 1),)),
        ("slightly slow it down", (Alter(MOVES["slower"].by(0.5), 1),)),
        ("slow it down", (Alter(MOVES["slower"], 1),)),
        ("fewer notes", (Alter(MOVES["sparser"], 1),)),
        ("more breathing room", (Alter(MOVES["sparser"], 1),)),
        ("with a cello and a double bass", (Recast(melody=42, bass=32),)),
        ("less busy in the middle", (Alter(MOVES["sparser"], 1, range(9, 19)),)),
        ("slower at the end", (Bend(MOVES["slower"].tempo, range(26, 28)),)),
        ("the drums are too loud", (Alter(MOVES["softer"], 1, None, frozenset({"drums"})),)),
        ("remove the drums", (Mute(frozenset({"drums"})),)),
        ("no bass and drums", (Mute(frozenset({"drums", "bass"})),)),
        ("same but with strings", (Recast(48, 48),)),
        ("replace the flute with an oboe", (Recast(melody=68),)),
        ("add a cello", (Recast(second=42),)),
        ("only piano", (Recast(0, 0, 0), Mute(frozenset({"drums"})))),
        ("play the middle part twice", (Rearrange((range(18), range(10, 18), range(18, 28))),)),
        (
            "repeat the first part at the end",
            (Rearrange((range(26), range(2, 10), range(26, 28))),),
        ),
        (
            "swap the verse and the chorus",
            (Rearrange((range(2), range(10, 18), range(2, 10), range(18, 28))),),
        ),
        ("put the chorus first", (Rearrange((range(10, 18), range(10), range(18, 28))),)),
        ("knock ten beats off the tempo", (Retempo(106),)),
        ("25 percent slower", (Retempo(87),)),
        ("bring it down to 90", (Retempo(90),)),
        ("turn down that flute", (Alter(MOVES["softer"], 1, None, frozenset({"melody"})),)),
        ("less drums", (Alter(MOVES["softer"], 1, None, frozenset({"drums"})),)),
        (
            "the guitar should sit further back",
            (Alter(MOVES["softer"], 1, None, frozenset({"chords"})),),
        ),
        ("I'd prefer a piano to that guitar", (Recast(chords=0),)),
        ("I want the guitar to be a harp", (Recast(chords=46),)),
        ("that's a bit on the slow side", (Alter(MOVES["faster"].by(0.5), 1),)),
        ("bring some melancholy into it", (Alter(MOVES["sadder"], 1),)),
        ("make it less like a horror film", (Feel("horror film", -1.0, 1),)),
        ("too few notes", (Alter(MOVES["busier"], 1),)),
        (
            "could the flautist play softer",
            (Alter(MOVES["softer"], 1, None, frozenset({"melody"})),),
        ),
        (
            "the drummer should calm down",
            (Alter(MOVES["calmer"], 1, None, frozenset({"drums"})),),
        ),
        ("set the metronome to 84", (Retempo(84),)),
        (
            "fewer notes in the guitar, please",
            (Alter(MOVES["sparser"], 1, None, frozenset({"chords"})),),
        ),
        (
            "the guitar is too prominent",
            (Alter(MOVES["softer"], 1, None, frozenset({"chords"})),),
        ),
        (
            "the second part should come first",
            (Rearrange((range(10, 18), range(10), range(18, 28))),),
        ),
        ("tempo 90", (Retempo(90),)),
        ("half the speed", (Retempo(58),)),
        ("30 seconds longer", (Extend(30, 1),)),
        ("new melody in the second part", (Rewrite(range(10, 18), frozenset({"melody"}), seed=1),)),
        ("rewrite bars 5 to 8", (Rewrite(range(4, 8), seed=1),)),
        ("make it a waltz", (Recompose(style="waltz"),)),
        ("with a big finish", (Recompose(words="with a big finish"),)),
        ("another one", (Recompose(seed=1),)),
        ("slower and sadder", (Alter(MOVES["slower"], 1), Alter(MOVES["sadder"], 1))),
    ],
)
def test_a_change_has_its_degree_its_place_and_its_part(text: str, edits: tuple[Edit, ...]) -> None:
    assert said(text).edits == edits


def test_a_length_is_reached_from_where_the_song_stands() -> None:
    longer, shorter = said("make it two minutes long").edits[0], said("make it 30 seconds").edits[0]
    duration = song().duration
    assert isinstance(longer, Extend)
    assert longer.seconds == pytest.approx(120 - duration)
    assert isinstance(shorter, Shorten)
    assert shorter.seconds == pytest.approx(duration - 30)


def test_chosen_bars_are_meant_where_the_words_name_none() -> None:
    chosen = range(3, 5)
    assert said("sadder", chosen).edits == (Alter(MOVES["sadder"], 1, chosen),)
    assert said("sadder at the end", chosen).edits == (Alter(MOVES["sadder"], 1, range(26, 28)),)


@pytest.mark.parametrize(
    ("text", "command", "target"),
    [("Play it, please.", "play", ""), ("stop!", "stop", ""), ("play it again", "again", ""),
     ("undo that", "undo", ""), ("redo", "redo", ""), ("the first one again", "first", ""),
     ("save it as storm", "save", "storm"), ("export as mp3", "export", "mp3")],
)  # fmt: skip
def test_commands_are_known(text: str, command: str, target: str) -> None:
    found = said(text)
    assert (found.kind, found.command, found.target) == ("command", command, target)


@pytest.mark.parametrize("text", ["make it better", "hmm", "what key is it in?", "I don't like it"])
def test_what_is_not_understood_is_answered_with_what_could_be_meant(text: str) -> None:
    found = said(text)
    assert found.kind == "unclear"
    assert len(found.candidates) >= 3
    for candidate in found.candidates:
        assert said(candidate).kind in ("change", "command")


def test_candidates_are_about_what_was_named() -> None:
    assert "no drums" in said("hmm, the drums").candidates
    assert "rewrite the ending" in said("why is the ending like that").candidates
    assert said("the beginning").candidates[:2] == ("rewrite the beginning", "no intro")
    assert said("hmm, the drums").candidates[:2] == ("new drums", "no drums")
    for text in ("hmm", "the drums", "the beginning", "the ending of the melody"):
        offered = said(text).candidates
        assert len(offered) == len(set(offered)) == 5
        assert all(said(offer).kind in ("change", "command") for offer in offered)


def test_a_sure_answer_is_surer_than_a_guess() -> None:
    assert said("slower").confidence > said("I don't like it").confidence


def test_edits_of_menus_keep_their_names() -> None:
    assert edit_called("sadder", 3) == Alter(MOVES["sadder"], 3)
    assert edit_called("longer", 3) == Extend(30, 3)


@pytest.mark.parametrize(
    "row", [r for r in rows() if r["kind"] == "change"], ids=lambda r: r["said"]
)
def test_every_change_can_be_told(row: dict[str, str]) -> None:
    assert all(describe_edit(edit) for edit in said(row["said"]).edits)


@pytest.mark.parametrize(
    "wish",
    ["longer than the night, the wait at the hospital", "no more tears, only hope",
     "turn down the lights, romance", "make me feel less alone", "give me courage to go on"],
)  # fmt: skip
def test_words_of_change_that_are_none_change_nothing(wish: str) -> None:
    assert said(wish).kind == "wish"


def test_what_leaves_words_over_is_in_doubt() -> None:
    assert said("a slower life in the countryside").is_doubtful
    assert not said("a bit slower").is_doubtful
    assert said("save it as a wav file").command == "export"


class Asked:
    """Paraphrases that only remember what they are asked."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def find(self, wordings: Sequence[str], _score: Score) -> Likeness:
        self.texts += wordings
        return Likeness("slower", 0.1, ("slower", "louder"))


@pytest.mark.parametrize("text", ["joy", "louder", "a sad song about the sea", "the drums", "stop"])
def test_what_is_clear_or_one_word_is_not_compared(text: str) -> None:
    asked = Asked()
    assert understand(text, song(), 1, None, asked) == said(text)  # type: ignore[arg-type]
    assert asked.texts == []


def test_what_is_compared_is_plain_with_its_place_and_without() -> None:
    asked = Asked()
    for text in ("Please, it’d gain by SOME frobs, thanks!", "it wants frobs at the end"):
        understand(text, song(), 1, None, asked)  # type: ignore[arg-type]
    assert {"it'd gain by some frobs", "it wants frobs"} <= set(asked.texts)
    assert not any("’" in text or text != text.lower() for text in asked.texts)


def test_what_lies_near_is_offered_first() -> None:
    found = understand("it wants some frobs", song(), 1, None, Asked())  # type: ignore[arg-type]
    assert found.kind == "unclear"
    assert found.candidates[:2] == ("slower", "louder")
    assert len(found.candidates) == len(set(found.candidates)) == 5


@pytest.mark.parametrize(
    "text",
    ["change the instrument to guitar", "make it sadder", "it is sadder", "bring the drums up",
     "turn the bass down", "add drums", "remove the drums", "swap the flute for a violin",
     "another melody", "a new bass line", "different chords", "rewrite the ending",
     "half as fast", "transpose it up two semitones", "an octave higher",
     "10 bpm faster", "20 percent slower", "repeat the chorus", "put the chorus first",
     "swap the verse and the chorus", "switch the two parts", "make it more wistful",
     "the same but with strings", "more like a waltz", "cut the intro", "I can't hear the bass",
     "the ending again but softer", "it is on the slow side",
     "another one"],
)  # fmt: skip
def test_what_only_a_song_that_is_there_can_have_done_to_it_is_a_change_to_it(text: str) -> None:
    assert said(f"{text} for my mother").kind == "change"


@pytest.mark.parametrize(
    "text",
    ["sadder", "longer", "30 seconds longer", "without drums", "in d minor", "at 120 bpm", "in 3/4",
     "more wistful", "less tense", "more energy", "something louder at the end", "a bit happier"],
)  # fmt: skip
def test_what_a_song_to_come_may_be_too_is_a_wish_where_somebody_speaks_of_themselves(
    text: str,
) -> None:
    assert said(f"{text} for my mother").kind == "wish"


@pytest.mark.parametrize(
    ("abroad", "english"),
    [
        ("etwas langsamer bitte", "a bit slower please"),
        ("mach den Schluss leiser", "make the ending softer"),
        ("ohne Schlagzeug", "no drums"),
        ("plus triste", "sadder"),
        ("más alegre", "happier"),
        ("un po' più veloce", "a bit faster"),
        ("deixa mais calmo", "make it calmer"),
        ("noch einmal", "again"),
        ("het slot zachter", ""),
    ],
)
def test_changes_are_understood_in_other_languages(abroad: str, english: str) -> None:
    asked = said(abroad)
    if not english:  # a word that is not known: nothing is changed by guessing
        assert asked.kind in ("wish", "unclear")
        return
    meant = said(english)
    assert (asked.kind, asked.edits, asked.command) == (meant.kind, meant.edits, meant.command)


def test_a_wish_in_another_language_is_no_change() -> None:
    assert said("eine traurige Ballade ohne Schlagzeug").kind == "wish"


def test_each_of_two_places_gets_its_own() -> None:
    first, second = said("make the first half quiet and the second half loud").edits
    assert isinstance(first, Alter)
    assert isinstance(second, Alter)
    assert (first.move.name, first.bars) == ("softer", range(14))
    assert (second.move.name, second.bars) == ("louder", range(14, 28))


@pytest.mark.parametrize(
    "question", ["is this in minor", "why is it in C", "does it have a bass", "what key is it in"]
)
def test_a_question_changes_nothing(question: str) -> None:
    assert said(question).kind == "unclear"


def test_another_key_is_another_one() -> None:
    (edit,) = said("put it in a different key").edits
    assert isinstance(edit, Rekey)
    assert edit.key != KEY.name


def test_a_mode_misheard_is_a_mode() -> None:
    assert said("in D miner").edits == said("in D minor").edits != ()


def test_undoing_something_that_is_named_is_undoing() -> None:
    assert said("undo the bass thing").command == "undo"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("slowr", "slower"), ("makeit louder", "make it louder"), ("sader", "sadder")],
)
def test_slips_of_the_finger_are_read(written: str, meant: str) -> None:
    assert said(written).edits == said(meant).edits != ()


def test_words_that_are_words_are_not_respelt() -> None:
    assert said("flowers").kind == said("lovers").kind == "wish"


def test_the_second_thought_counts() -> None:
    assert said("slower, no sorry, faster").edits == said("faster").edits


def test_a_part_that_drowns_another_gets_softer() -> None:
    (edit,) = said("the drums are covering the melody").edits
    assert isinstance(edit, Alter)
    assert (edit.move.name, edit.parts) == ("softer", frozenset({"drums"}))
