from __future__ import annotations

import dataclasses
import json
import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.composition.changing.edit import Edit
from engine.composition.score import Metre
from engine.errors import CompositionError
from engine.export.midi import score_to_midi_bytes
from engine.library.piece_file import VERSION, open_piece, piece_to_bytes
from engine.options import RenderOptions
from engine.piece import Piece

Change = Callable[[dict[str, Any]], object]


def saved(piece: Piece, folder: Path) -> Path:
    path = folder / "song.affetto"
    path.write_bytes(piece_to_bytes(piece))
    return path


def test_a_piece_comes_back_as_it_was(piece: Piece, tmp_path: Path) -> None:
    again = open_piece(saved(piece, tmp_path), piece.render_options)
    assert again == piece
    assert score_to_midi_bytes(again.score) == score_to_midi_bytes(piece.score)
    assert piece_to_bytes(again) == piece_to_bytes(piece)


def test_every_kind_of_edit_can_be_kept(piece: Piece) -> None:
    kept = {type(edit) for edit in piece.edits}
    assert kept == {kind for kind in Edit.__subclasses__() if kind.__doc__}


def test_no_path_of_the_sender_stands_in_a_file(piece: Piece) -> None:
    secret = RenderOptions(soundfont="/home/ada/a.sf3", library="/home/ada/libfluidsynth.so")
    content = piece_to_bytes(dataclasses.replace(piece, render_options=secret))
    assert b"ada" not in content
    assert b'"soundfont":"a.sf3"' in content


@pytest.mark.parametrize("path", ["//evil/share/a.sf2", r"\\evil\share\a.sf2", "/etc/a.sf2"])
def test_a_path_in_an_older_file_is_never_opened(piece: Piece, tmp_path: Path, path: str) -> None:
    file = saved(piece, tmp_path)
    record = json.loads(file.read_bytes()) | {"version": 1}
    del record["piece"]["sound"]
    options = {"synthesizer": "fluidsynth", "soundfont": path, "sample_rate": 44_100}
    record["piece"] |= {"render_options": options, "edits": []}
    file.write_text(json.dumps(record))
    opened = open_piece(file)
    assert opened.render_options == RenderOptions()
    assert "'a.sf2'" in opened.remarks[0]
    assert "evil" not in opened.remarks[0]
    assert opened.score == piece.score


def test_a_file_of_the_first_version_keeps_its_edits_as_words(piece: Piece, tmp_path: Path) -> None:
    path = saved(piece, tmp_path)
    record = json.loads(path.read_bytes())
    record["version"] = 1
    del record["piece"]["told_edits"]
    del record["piece"]["sound"]
    record["piece"]["render_options"] = {"synthesizer": "fluidsynth"}
    record["piece"]["edits"] = ["sadder, seed 5", "bars 3-4: melody, seed 5"]
    path.write_text(json.dumps(record))
    old = open_piece(path)
    assert old.edits == ()
    assert old.told_edits == ("sadder, seed 5", "bars 3-4: melody, seed 5")
    assert open_piece(saved(old, tmp_path)) == old


def test_a_tune_that_somebody_brought_is_kept(piece: Piece, tmp_path: Path) -> None:
    assert "tune" not in json.loads(piece_to_bytes(piece))["piece"]
    melody = dataclasses.replace(piece.score, tracks=piece.score.tracks[:1], metre=Metre(3, 4))
    hummed = dataclasses.replace(piece, tune=melody)
    assert open_piece(saved(hummed, tmp_path), piece.render_options) == hummed


@pytest.mark.parametrize(
    "change",
    [
        lambda tune: tune.update(n_bars=10**7),
        lambda tune: tune["tracks"].clear(),
        lambda tune: tune["tracks"][0]["notes"].clear(),
        lambda tune: tune["metre"].update(numerator=7),
        lambda tune: tune["tempos"][0].update(tempo=1e-9),
        lambda tune: tune["sections"].reverse(),
    ],
)
def test_a_tune_of_nonsense_is_refused(piece: Piece, tmp_path: Path, change: Change) -> None:
    melody = dataclasses.replace(piece.score, tracks=piece.score.tracks[:1], metre=Metre(3, 4))
    path = saved(dataclasses.replace(piece, tune=melody), tmp_path)
    record = json.loads(path.read_bytes())
    change(record["piece"]["tune"])
    path.write_text(json.dumps(record))
    with pytest.raises(CompositionError, match="damaged"):
        open_piece(path)


def test_numbers_of_numpy_are_numbers(piece: Piece, tmp_path: Path) -> None:
    reading = dataclasses.replace(piece.reading, confidence=np.float64(0.5), valence=np.float32(1))
    plain = dataclasses.replace(piece.reading, confidence=0.5, valence=1.0)
    assert open_piece(saved(dataclasses.replace(piece, reading=reading), tmp_path)).reading == plain


def test_tempos_that_were_kept_out_of_order_are_put_in_order(piece: Piece, tmp_path: Path) -> None:
    file = saved(piece, tmp_path)
    record = json.loads(file.read_bytes())
    record["piece"]["score"]["tempos"].append({"tick": 72, "tempo": 90.0})
    file.write_text(json.dumps(record))
    opened = open_piece(file)
    assert [change.tick for change in opened.score.tempos] == [0, 72, 144]
    assert score_to_midi_bytes(opened.score)


def test_times_and_sound_make_no_other_file(piece: Piece) -> None:
    timed = dataclasses.replace(piece, timings={"read": 0.25})
    assert piece_to_bytes(timed) == piece_to_bytes(piece)


def test_the_file_is_text_with_sorted_keys(piece: Piece) -> None:
    text = piece_to_bytes(piece).decode()
    record = json.loads(text)
    assert "🌊" in text
    assert list(record) == sorted(record)
    assert list(record["piece"]["score"]) == sorted(record["piece"]["score"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"MThd\x00", "is not a piece"),
        (b"\xff\xfe{", "is not a piece"),
        (b"[1, 2]", "is not a piece"),
        (b'{"format": "recipe"}', "is not a piece"),
        (b"{" * 100_000, "damaged"),
        (b'{"format": "affetto piece", "a": ' + b"[" * 100_000, "damaged"),
        (b'{"format": "affetto piece", "version": 1, "piece": {"score"', "cut short"),
        (b'{"format": "affetto piece", "version": 1, "piece": {"seed": NaN}}', "damaged"),
        (b'{"format": "affetto piece", "version": 1}', "damaged"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "song.affetto"
    path.write_bytes(content)
    with pytest.raises(CompositionError, match=message) as caught:
        open_piece(path)
    assert caught.value.hint


def test_a_file_larger_than_any_song_is_refused_before_it_takes_memory(tmp_path: Path) -> None:
    large, bomb = tmp_path / "large.affetto", tmp_path / "bomb.affetto"
    with large.open("wb") as file:
        file.truncate(48_000_000)
    bomb.write_bytes(b'{"format": "affetto piece", "piece": [' + b"{}," * 1_000_000 + b"{}]}")
    tracemalloc.start()
    try:
        for path, words in ((large, "too large"), (bomb, "more than 400000 objects")):
            with pytest.raises(CompositionError, match=words) as caught:
                open_piece(path)
            assert caught.value.hint
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


_NONSENSE = [None, True, -1, 0, 128, 10**9, 10**18, 1.5, -1e308, "", "x", "\ud800", [], [[]], {}]


def test_any_damage_is_refused_or_can_be_exported(piece: Piece, tmp_path: Path) -> None:
    chance = random.Random(2)
    path = saved(piece, tmp_path)
    whole = path.read_bytes()
    for _ in range(300):
        record = json.loads(whole)
        spoil(record["piece"], chance)
        path.write_text(json.dumps(record))
        try:
            again = open_piece(path)
        except CompositionError as error:
            assert error.hint  # noqa: PT017 - either outcome is right
        else:
            assert score_to_midi_bytes(again.score)
            assert piece_to_bytes(again)


def spoil(node: Any, chance: random.Random) -> None:
    """Put nonsense somewhere into lists and objects."""
    while places := list(node) if isinstance(node, dict) else list(range(len(node))):
        place = chance.choice(places)
        if not isinstance(node[place], dict | list) or chance.random() < 0.15:
            node[place] = chance.choice(_NONSENSE)
            return
        node = node[place]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CompositionError, match="No such file"):
        open_piece(tmp_path / "gone.affetto")


def test_a_file_of_a_newer_version_asks_for_an_update(piece: Piece, tmp_path: Path) -> None:
    path = saved(piece, tmp_path)
    record = json.loads(path.read_bytes()) | {"version": VERSION + 1, "piece": "else"}
    path.write_text(json.dumps(record))
    with pytest.raises(CompositionError, match="newer Affetto") as caught:
        open_piece(path)
    assert "Update" in caught.value.hint


@pytest.mark.parametrize(
    "change",
    [
        lambda piece: piece["score"]["tempos"][0].update(tempo=0.0),
        lambda piece: piece["plan"]["sections"][0]["expression"].update(tempo=0),
        lambda piece: piece["score"]["tempos"].clear(),
        lambda piece: piece["score"]["metre"].update(denominator=0),
        lambda piece: piece["score"]["metre"].update(numerator=4),
        lambda piece: piece["score"].update(n_bars=10**9),
        lambda piece: piece["score"]["tracks"][0]["notes"][0].update(pitch=200),
        lambda piece: piece["score"]["tracks"][0].update(program=300),
        lambda piece: piece["score"]["chords"][0].update(quality="m13"),
        lambda piece: piece["plan"]["sections"].pop(),
        lambda piece: piece["plan"]["sections"].clear(),
        lambda piece: piece["reading"].update(quadrant="Q5"),
        lambda piece: piece["compose_options"].update(seed=-1),
        lambda piece: piece["edits"][0].update(kind="magic"),
        lambda piece: piece["edits"][0].pop("move"),
        lambda piece: piece["edits"][1].update(bars=[1]),
        lambda piece: piece["edits"][2].update(parts=["choir"]),
        lambda piece: piece["score"].update(tracks={}),
        lambda piece: piece["score"]["tracks"][0]["notes"][0].update(pitch="60"),
        lambda piece: piece["score"]["tracks"][0]["notes"][0].update(pitch=True),
        lambda piece: piece.pop("score"),
        lambda piece: piece["score"]["tempos"][1].update(tick=-1),
        lambda piece: piece["score"]["tempos"][1].update(tick=10**9),
        lambda piece: piece["score"]["sections"][1].update(first_bar=-1),
        lambda piece: piece["score"]["sections"].reverse(),
        lambda piece: piece["score"]["excerpts"].append(
            {"start": -9, "duration": 1, "work": "", "composer": "", "bar": 1}
        ),
        lambda piece: piece["edits"].append({"kind": []}),
        lambda piece: piece["edits"].append({"kind": "rewrite", "bars": 5}),
        lambda piece: piece["edits"].append([]),
        lambda piece: piece["reading"].update(text="\ud83c half a wave"),
        lambda piece: piece["score"]["sections"][0].update(name="\udc00"),
    ],
)
def test_a_file_changed_by_hand_into_nonsense_is_refused(
    piece: Piece, tmp_path: Path, change: Change
) -> None:
    path = saved(piece, tmp_path)
    record = json.loads(path.read_bytes())
    change(record["piece"])
    path.write_text(json.dumps(record))
    with pytest.raises(CompositionError, match="damaged") as caught:
        open_piece(path)
    assert "earlier copy" in caught.value.hint
