"""What words ask of a song that is there: which change, how much of it, of what, and where."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import Any

import pytest

from engine.composition.changing.editing import (
    KEEPS,
    Alter,
    Bend,
    Bring,
    Cut,
    Edit,
    Extend,
    Feel,
    Mute,
    Recast,
    Recompose,
    Rekey,
    Retempo,
    Rewrite,
    Shorten,
)
from engine.composition.changing.spoken import understand
from engine.composition.planning.moves import MOVES, Move
from engine.composition.revision import PARTS, Part
from tests.engine.composition.changing.test_spoken import SAID, said, song

BASS: frozenset[Part] = frozenset({"bass"})
DRUMS: frozenset[Part] = frozenset({"drums"})
MELODY: frozenset[Part] = frozenset({"melody"})
CHORDS: frozenset[Part] = frozenset({"chords"})
HARMONY: frozenset[Part] = frozenset({"harmony", "chords", "bass"})
BAR = song().duration / song().n_bars
SECONDS = song().duration


def moved(name: str, degree: float = 1.0, **more: Any) -> Alter:
    return replace(Alter(MOVES[name].by(degree), 1), **more)


def transposed(semitones: int) -> Alter:
    return Alter(Move(semitones=semitones), 1)


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("raise the tempo", moved("faster")),
        ("lower the volume", moved("softer")),
        ("turn up the volume", moved("louder")),
        ("increase the energy", moved("more exciting")),
        ("reduce the tension", moved("calmer")),
        ("turn the bass down", moved("softer", parts=BASS)),
        ("bring the drums up", moved("louder", parts=DRUMS)),
        ("more of the drums", moved("louder", parts=DRUMS)),
        ("less of the guitar", moved("softer", parts=CHORDS)),
        ("I can't hear the bass", moved("louder", parts=BASS)),
        ("I can hardly hear the flute", moved("louder", parts=MELODY)),
        ("I don't hear anything", moved("louder")),
        ("not fast enough", moved("faster")),
        ("it isn't loud enough", moved("louder")),
        ("the bass is too loud", moved("softer", parts=BASS)),
        ("make the drums a bit louder", moved("louder", 0.5, parts=DRUMS)),
        ("louder guitar", moved("louder", parts=CHORDS)),
        ("too many notes", moved("sparser")),
        ("less tense", moved("calmer")),
        ("fewer ornaments", moved("sparser")),
        ("fewer rests", moved("busier")),
        ("more ornaments", moved("busier")),
        ("a bit less busy", moved("sparser", 0.5)),
        ("way louder", moved("louder", 1.6)),
        ("so much slower", moved("slower", 1.6)),
        ("even slower", moved("slower")),
        ("slow it down just a little", moved("slower", 0.5)),
        ("calm down a lot", moved("calmer", 1.6)),
        ("liven it up by a notch", moved("more exciting", 0.5)),
        ("a bit longer", Extend(15.0, 1)),
        ("much longer", Extend(48.0, 1)),
        ("much shorter", Shorten(0.48 * SECONDS)),
    ],
)
def test_moves_have_their_degree_and_their_part(text: str, edit: Edit) -> None:
    found = said(text)
    assert (found.kind, found.edits) == ("change", (edit,))
    assert found.confidence > 0.9


@pytest.mark.parametrize(
    ("text", "bars"),
    [
        ("louder at the beginning", range(2)),
        ("sadder in bars 3 to 6", range(2, 6)),
        ("sadder in bar 3", range(2, 3)),
        ("calmer in the last two bars", range(26, 28)),
        ("softer in the first few bars", range(3)),
        ("brighter in the bridge", range(10, 18)),
        ("darker in the chorus", range(10, 18)),
        ("busier in the verse", range(2, 10)),
        ("sparser in part B", range(10, 18)),
        ("softer in the second theme", range(10, 18)),
        ("softer in the second half", range(14, 28)),
        ("softer in the first half", range(14)),
        ("louder in the middle", range(9, 19)),
        ("louder at the end", range(26, 28)),
        ("louder in part 3", range(18, 26)),
        ("louder in the last part", range(18, 26)),
        ("louder in the fifth part", range(26, 28)),  # of all sections, for there are three themes
    ],
)
def test_a_place_is_found_in_the_song(text: str, bars: range) -> None:
    [edit] = said(text).edits
    assert isinstance(edit, Alter)
    assert edit.bars == bars


@pytest.mark.parametrize("text", ["louder in bars 30 to 40", "louder in part H"])
def test_a_place_that_the_song_has_not_is_not_taken_for_all_of_it(text: str) -> None:
    assert said(text).edits == ()


def test_a_tempo_is_bent_where_a_place_is_named() -> None:
    assert said("slower in the first half").edits == (Bend(MOVES["slower"].tempo, range(14)),)
    assert said("faster at the end").edits == (Bend(MOVES["faster"].tempo, range(26, 28)),)


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("make it more wistful", Feel("wistful", 1.0, 1)),
        ("make it a bit more wistful", Feel("wistful", 0.5, 1)),
        ("make it much more wistful", Feel("wistful", 1.6, 1)),
        ("make it feel like a rainy night", Feel("rainy night", 1.0, 1)),
        ("more wistful", Feel("wistful", 1.0, 1)),
        ("less wistful", Feel("wistful", -1.0, 1)),
        ("too wistful", Feel("wistful", -1.0, 1)),
        ("it's not wistful enough", Feel("wistful", 1.0, 1)),
        ("more wistful at the end", Feel("wistful", 1.0, 1, range(26, 28))),
    ],
)
def test_other_qualities_are_taken_by_what_they_feel_like(text: str, edit: Edit) -> None:
    assert said(text).edits == (edit,)


@pytest.mark.parametrize(
    ("text", "semitones"),
    [("up a tone", 2), ("down two semitones", -2), ("three tones higher", 6), ("an octave up", 12),
     ("a fifth lower", -7), ("raise it by a third", 4), ("lower it by an octave", -12),
     ("take it up a fourth", 5), ("five steps down", -10), ("drop it a half-step", -1),
     ("one semitone up", 1), ("up a semitone", 1), ("two octaves down", -24)],
)  # fmt: skip
def test_steps_are_counted_in_semitones(text: str, semitones: int) -> None:
    assert said(text).edits == (transposed(semitones),)


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("twice as long", Extend(SECONDS, 1)),
        ("half as long", Shorten(SECONDS / 2)),
        ("20 seconds shorter", Shorten(20)),
        ("30 seconds less", Shorten(30)),
        ("add ten seconds", Extend(10, 1)),
        ("ten seconds more", Extend(10, 1)),
        ("extend it by thirty seconds", Extend(30, 1)),
        ("shorten the song by ten seconds", Shorten(10)),
        ("cut it down to twenty seconds", Shorten(SECONDS - 20)),
        ("another four bars", Extend(4 * BAR, 1)),
        ("four bars longer", Extend(4 * BAR, 1)),
        ("make it two bars shorter", Shorten(2 * BAR)),
        ("make it 20 bars", Shorten(8 * BAR)),
        ("make it 32 bars", Extend(4 * BAR, 1)),
    ],
)
def test_a_length_that_is_said_changes_the_piece_once(text: str, edit: Edit) -> None:
    [found] = said(text).edits
    assert type(found) is type(edit)
    assert found.seconds == pytest.approx(edit.seconds)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "tempo"),
    [
        ("10 bpm faster", 126), ("10 bpm slower", 106), ("ten beats a minute quicker", 126),
        ("up the tempo by 8", 124), ("slow it down by 8 bpm", 108), ("25 percent faster", 145),
        ("25 percent slower", 87), ("speed it up by 50 percent", 174),
        ("slow down by 10 percent", 104.4), ("go up to 130 bpm", 130),
        ("knock 6 bpm off", 110), ("90 percent slower", 40), ("100 bpm faster", 200),
    ],
)  # fmt: skip
def test_so_many_beats_more_or_less_are_counted_from_the_tempo_that_is_there(
    text: str, tempo: float
) -> None:
    [found] = said(text).edits
    assert isinstance(found, Retempo)
    assert found.tempo == pytest.approx(tempo)


def test_a_piece_that_is_as_long_as_asked_stays() -> None:
    assert said("make it 28 bars").edits == ()


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("twice as fast", (Retempo(200),)),  # no faster than can be played
        ("half time", (Retempo(58),)),
        ("at 90 bpm", (Retempo(90),)),
        ("at 300 bpm", (Retempo(200),)),
        ("in D minor", (Rekey("D minor"),)),
        ("in minor", (Rekey("F minor"),)),
        ("make it major", (Rekey("F major"),)),
        ("change the key to G major", (Rekey("G major"),)),
        ("change the key", (Recompose(words="change the key"),)),
        ("in 6/8", (Recompose(metre="6/8"),)),
        ("a rock version", (Recompose(style="rock"),)),
        ("more like jazz", (Recompose(style="jazz"),)),
        ("as techno", (Recompose(style="techno"),)),
        ("now jazz", (Recompose(style="jazz"),)),
        ("make it into a march", (Recompose(style="march"),)),
        ("with swing", (Recompose(words="with swing"),)),
        ("play it staccato", (Recompose(words="staccato"),)),
        ("start from scratch", (Recompose(seed=1),)),
        ("surprise me", (Recompose(seed=1),)),
    ],
)
def test_measures_and_styles_are_changed(text: str, edits: tuple[Edit, ...]) -> None:
    assert said(text).edits == edits


@pytest.mark.parametrize(
    "text", ["now as a waltz", "into a march", "in 5/4", "happier and happier"]
)
def test_what_may_be_a_wish_is_not_taken_for_a_change(text: str) -> None:
    assert said(text).kind != "change"


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("no drums and no bass", (Mute(DRUMS), Mute(BASS))),
        ("remove the melody, the bass and the drums", (Mute(MELODY | BASS | DRUMS),)),
        ("the drums have to go", (Mute(DRUMS),)),
        ("I don't need the bass", (Mute(BASS),)),
        ("take the drums away", (Mute(DRUMS),)),
        ("lose the guitar", (Mute(CHORDS),)),
        ("give me some percussion", (Bring(DRUMS, 1),)),
        ("put the drums back in", (Bring(DRUMS, 1),)),
        ("bring the drums back", (Bring(DRUMS, 1),)),
        ("let's have a pad", (Bring(frozenset({"pad"}), 1),)),
        ("it needs a flute", (Recast(second=73),)),
        ("replace the flute with a violin", (Recast(melody=40),)),
        ("violin instead of the flute", (Recast(melody=40),)),
        ("put the melody on a trumpet", (Recast(melody=56),)),
        ("a harp playing the chords", (Recast(chords=46),)),
        ("let the cello play the bass", (Recast(bass=42),)),
        ("give the oboe the tune", (Recast(melody=68),)),
        ("the same with a cello and a piano", (Recast(42, 0, 0),)),
        ("change the instrument to guitar", (Recast(25, 25, 25),)),
        ("only the drums", (Mute(frozenset({"bass", "chords", "melody"})),)),
        ("nothing but bass and drums", (Mute(frozenset({"chords", "melody"})),)),
        ("bass only", (Mute(frozenset({"chords", "drums", "melody"})),)),
        ("flute solo", (Mute(frozenset({"chords", "drums", "bass"})),)),
        ("just a violin", (Recast(40, 40, 40), Mute(DRUMS))),
    ],
)
def test_parts_come_go_and_change_hands(text: str, edits: tuple[Edit, ...]) -> None:
    assert said(text).edits == edits


@pytest.mark.parametrize(
    ("text", "program"),
    [("it needs a flute", 73), ("add a trumpet solo", 56), ("put the melody on a trumpet", 56)],
)
def test_who_joins_a_song_without_a_tune_plays_one(text: str, program: int) -> None:
    whole = song()
    bare = replace(whole, tracks=tuple(t for t in whole.tracks if t.role != "melody"))
    assert understand(text, bare, 1).edits == (Bring(MELODY, 1), Recast(melody=program))


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("change the chords", (Rewrite(None, HARMONY, seed=1),)),
        ("I don't like the bass line", (Rewrite(None, BASS, seed=1),)),
        ("the drums are boring", (Rewrite(None, DRUMS, seed=1),)),
        ("another melody", (Rewrite(None, MELODY, seed=1),)),
        ("a different guitar", (Rewrite(None, CHORDS, seed=1),)),
        ("keep the melody but change the rest", (Rewrite(None, KEEPS["melody"], seed=1),)),
        ("keep the chords, change everything else", (Rewrite(None, KEEPS["chords"], seed=1),)),
        ("keep the rhythm but change the rest", (Rewrite(None, KEEPS["rhythm"], True, 1),)),
        ("keep the rhythm, new melody", (Rewrite(None, MELODY, True, 1),)),
        ("same chords, new melody", (Rewrite(None, MELODY, seed=1),)),
        ("redo the last part", (Rewrite(range(18, 26), frozenset(PARTS), seed=1),)),
        ("I hate the intro", (Rewrite(range(2), frozenset(PARTS), seed=1),)),
        ("the beginning is too dull", (Rewrite(range(2), frozenset(PARTS), seed=1),)),
        ("only the second part", (Rewrite(range(10, 18), frozenset(PARTS), seed=1),)),
        ("cut the ending", (Cut(range(26, 28)),)),
        ("without the intro", (Cut(range(2)),)),
        ("new drums in the second part", (Rewrite(range(10, 18), DRUMS, seed=1),)),
    ],
)
def test_parts_and_places_are_written_anew(text: str, edits: tuple[Edit, ...]) -> None:
    assert said(text).edits == edits


def test_words_of_courtesy_make_no_difference() -> None:
    plain = said("slow it down")
    for text in ("could you please slow it down, thanks", "okay, now slow it down for me!",
                 "hmm, maybe slow it down", "Slow it down, please."):  # fmt: skip
        assert said(text).edits == plain.edits
        assert said(text).confidence == plain.confidence


def test_each_word_that_is_not_understood_makes_it_less_sure() -> None:
    sure = [said(f"make it slower{more}").confidence for more in ("", " zzz", " zzz yyy")]
    assert sure[0] > sure[1] > sure[2]


DEGREES = {
    move.by(degree): {*name.split(), *words}
    for name, move in MOVES.items()
    for degree, words in ((1.0, ()), (0.5, ("a", "bit")), (1.6, ("much",)))
}


def meaning(edits: tuple[Edit, ...]) -> set[str]:
    """Say edits as the table of sayings does: what, how much, of what (:), where (@)."""
    told: set[str] = set()
    for edit in edits:
        match edit:
            case Alter(move, _, _, parts):
                told |= DEGREES.get(move, set())
                told |= {"moved"} if move.semitones else set()
                told |= {f":{','.join(sorted(parts))}"} if parts else set()
            case Bend():
                told |= {"bend"}
            case Mute(parts) | Bring(parts):
                told |= {type(edit).__name__.lower(), ",".join(sorted(parts))}
            case Rewrite(_, parts):
                told |= {"rewrite", ",".join(sorted(parts))}
            case Feel(words):
                told |= {"feel", words}
            case Recompose():
                told |= {"recompose", edit.metre or "", edit.style or ""}
            case _:
                told |= {type(edit).__name__.lower()}
        bars = getattr(edit, "bars", None)
        told |= {"@", "@end"} if bars is not None else set()
    return told


def meant() -> list[dict[str, str]]:
    with SAID.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in rows if row["kind"] == "change" and row["means"]]


@pytest.mark.parametrize("row", meant(), ids=lambda row: row["said"])
def test_what_is_said_means_what_the_table_says(row: dict[str, str]) -> None:
    assert set(row["means"].split()) <= meaning(said(row["said"]).edits)


@pytest.mark.parametrize("rest", ["and change everything else", "but redo the rest"])
@pytest.mark.parametrize(
    ("kept", "stays"),
    [("melody", MELODY), ("tune", MELODY), ("chords", {"harmony"}), ("harmony", {"harmony"}),
     ("rhythm", DRUMS)],
)  # fmt: skip
def test_what_is_to_be_kept_is_the_one_thing_that_is_not_written_anew(
    kept: str, stays: frozenset[Part], rest: str
) -> None:
    [edit] = said(f"keep the {kept} {rest}").edits
    assert isinstance(edit, Rewrite)
    assert frozenset(PARTS) - edit.parts == stays
    assert edit.keeps_rhythm == (kept == "rhythm")
