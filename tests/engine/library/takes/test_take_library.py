from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import ExportError
from engine.library.piece_file import open_piece, piece_to_bytes
from engine.library.takes.index import VERSION, TakeIndex
from engine.library.takes.take import Take
from engine.library.takes.take_library import TakeLibrary
from engine.options import RenderOptions
from engine.piece import Piece

Keeper = Callable[..., Take]


def files(takes: list[Take]) -> list[str]:
    return [take.file for take in takes]


def test_the_latest_take_comes_first(kept: Keeper, library: TakeLibrary) -> None:
    first, second = kept("rain"), kept("sun")
    library.look()
    assert files(library.find()) == [second.file, first.file]


def test_words_find_wishes_titles_names_and_changes_by_their_beginnings(
    kept: Keeper, library: TakeLibrary
) -> None:
    rain = kept("Walking home in the rain")
    sea = kept("Sailing the seven séas", change="sadder")
    library.look()
    library.rename(rain.file, "  Für   Oma ")
    library.rename_song(sea.song, "Ocean")
    for words, take in (
        ("walk", rain), ("RAIN home", rain), ("oma", rain), ("seas", sea), ("sad", sea),
        ("ocean", sea), ('the "sev', sea),
    ):  # fmt: skip
        assert files(library.find(words)) == [take.file], words
    assert library.find("rain ocean") == []
    assert len(library.find("the")) == 2
    assert len(library.find(' "*( ')) == 2, "without a word, all"


def test_names_and_marks_stand_in_the_files(
    kept: Keeper, library: TakeLibrary, folder: Path
) -> None:
    take = kept("rain")
    other = kept("rain", song=take.song)
    library.look()
    library.rename(take.file, "the one")
    library.favour(take.file, is_favourite=True)
    library.rename_song(take.song, "Rain")
    library.close()
    for index in folder.glob(".index*"):
        index.unlink()
    second = TakeLibrary(folder)
    found = {t.file: t for t in second.find()}
    second.close()
    assert (found[take.file].name, found[take.file].is_favourite) == ("the one", True)
    assert found[take.file].title == found[other.file].title == "Rain"
    assert found[other.file].name == ""


def test_what_is_thrown_away_can_be_brought_back(
    kept: Keeper, library: TakeLibrary, folder: Path, piece: Piece
) -> None:
    takes = [kept(wish) for wish in ("one", "two", "three")]
    library.look()
    thrown = library.throw_away([takes[0].file, takes[1].file])
    assert files(library.find()) == [takes[2].file]
    assert set(library.in_trash()) == set(thrown)
    assert library.bring_back(thrown) == thrown
    assert len(library.find()) == 3
    assert open_piece(folder / takes[0].file).score == piece.score
    library.throw_away([takes[0].file])
    library.empty_trash()
    assert library.in_trash() == ()


def test_a_place_that_was_taken_meanwhile_costs_no_take(
    kept: Keeper, library: TakeLibrary, folder: Path
) -> None:
    take = kept("one")
    library.look()
    (thrown,) = library.throw_away([take.file])
    shutil.copy(folder / "trash" / thrown, folder / take.file)
    library.bring_back([thrown])
    assert len(library.find()) == 2


@pytest.mark.parametrize("damage", ["rubbish", "cut", "newer", "other tables", "page"])
def test_an_index_of_no_use_is_made_anew(
    kept: Keeper, library: TakeLibrary, folder: Path, damage: str
) -> None:
    for number in range(40):
        kept(f"wish {number}")
    library.look()
    before = library.find()
    library.close()
    index = folder / ".index.sqlite"
    content = index.read_bytes()
    if damage == "rubbish":
        index.write_bytes(b"no database at all " * 400)
    elif damage == "cut":
        index.write_bytes(content[: len(content) // 2])
    elif damage == "page":
        index.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    else:
        statement = f"PRAGMA user_version = {VERSION + 1}"
        if damage == "other tables":
            statement = "DROP TABLE words; CREATE TABLE words (text)"
        database = sqlite3.connect(index)
        database.executescript(statement)
        database.close()
    again = TakeLibrary(folder)
    assert again.find() == before
    assert len(again.find("wish")) == 40
    again.close()


def test_the_folder_may_be_moved(kept: Keeper, library: TakeLibrary, folder: Path) -> None:
    take = kept("rain")
    library.look()
    library.close()
    moved = folder.rename(folder.with_name("elsewhere"))
    again = TakeLibrary(moved)
    assert files(again.find()) == [take.file]
    assert again.open(take.file, RenderOptions()).reading.text == "rain"
    again.close()


def test_what_the_user_does_by_hand_is_seen(
    kept: Keeper, library: TakeLibrary, folder: Path, piece: Piece
) -> None:
    take = kept("rain")
    library.look()
    (folder / "by hand.affetto").write_bytes(piece_to_bytes(piece))
    (folder / "no piece.affetto").write_text("{}")
    (folder / take.file).unlink()
    library.look()
    assert files(library.find()) == ["by hand.affetto"]
    assert (folder / "no piece.affetto").exists()
    library.rename("by hand.affetto", "mine")
    assert library.find("mine")[0].song


def test_a_full_disk_costs_the_index_and_no_take(
    kept: Keeper, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = TakeLibrary(folder)
    takes = [kept(f"wish {number}") for number in range(30)]
    library._index._database.execute("PRAGMA max_page_count = 1")
    library.look()
    assert files(library.find("wish")) == files(takes[::-1])
    library.close()

    def refuse(*_arguments: object, **_more: object) -> sqlite3.Connection:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(TakeIndex, "_open_file", refuse)
    second = TakeLibrary(folder)
    assert len(second.find()) == 30
    second.close()


def test_a_change_that_cannot_be_written_is_said(
    kept: Keeper, library: TakeLibrary, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = kept("rain")
    library.look()

    def fill(_file: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr("os.fsync", fill)
    with pytest.raises(ExportError, match="disk is full"):
        library.rename(take.file, "mine")
    (folder / take.file).unlink()
    with pytest.raises(ExportError, match="cannot be changed"):
        library.rename(take.file, "mine")
    assert library.find() == []


def test_takes_go_out_and_come_in_with_names_and_marks(
    kept: Keeper, library: TakeLibrary, tmp_path: Path
) -> None:
    first = kept("rain")
    second = kept("rain", song=first.song, change="sadder")
    library.look()
    library.rename(second.file, "the one")
    library.favour(second.file, is_favourite=True)
    out = tmp_path / "out"
    out.mkdir()
    paths = library.give_out([first.file, second.file], out)
    assert len(set(library.give_out([first.file], out)) | set(paths)) == 3, "none written over"
    (out / "no piece.affetto").write_text("{}")
    other = TakeLibrary(tmp_path / "other")
    imported = other.take_in([out, tmp_path / "gone.affetto"])
    assert len(imported.takes) == 3
    assert len(imported.refused) == 2
    found = other.find("one")[0]
    assert (found.wish, found.song, found.change) == ("rain", first.song, "sadder")
    assert found.is_favourite
    other.close()


def test_a_file_from_elsewhere_is_copied_once(
    kept: Keeper, library: TakeLibrary, tmp_path: Path, folder: Path
) -> None:
    take = kept("rain")
    library.look()
    assert library.take_one(folder / take.file) == take
    out = tmp_path / "song.affetto"
    out.write_bytes(piece_to_bytes(open_piece(folder / take.file)))
    assert library.take_one(out) == take
    library.throw_away([take.file])
    assert library.take_one(out).number == 1
    assert len(library.take_in([out]).takes) == 0
    assert len(library.find()) == 1
