from __future__ import annotations

import dataclasses
import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import ExportError
from engine.library.piece_file import open_piece, piece_to_bytes
from engine.library.takes.keeping import copy_take, keep_take
from engine.library.takes.take import Keep, Take
from engine.library.takes.take_file import change_about, read_take
from engine.library.takes.take_library import TakeLibrary
from engine.piece import Piece

Keeper = Callable[..., Take]


def test_a_take_is_a_plain_file_that_gives_the_piece_again(folder: Path, piece: Piece) -> None:
    take = keep_take(folder, piece, Keep())
    assert open_piece(folder / take.file) == piece
    assert (take.wish, take.seed, take.number) == (piece.reading.text, piece.seed, 1)
    assert take.seconds == pytest.approx(piece.score.duration, abs=0.001)


def test_takes_of_a_song_are_counted_and_those_in_the_trash_keep_their_number(
    kept: Keeper, library: TakeLibrary
) -> None:
    first = kept("rain")
    second = kept("rain", song=first.song, change="sadder")
    other = kept("rain")
    assert (second.song, second.number, second.change) == (first.song, 2, "sadder")
    assert (other.number, other.song == first.song) == (1, False)
    library.look()
    library.throw_away([second.file])
    assert kept("rain", song=first.song).number == 3


def test_a_beginning_becomes_whole_in_place_and_keeps_what_the_user_called_it(
    folder: Path, piece: Piece
) -> None:
    begun = keep_take(folder, piece, Keep(change="sadder"), is_whole=False)
    assert not begun.is_whole
    change_about(folder / begun.file, name="the good one", is_favourite=True)
    longer = dataclasses.replace(piece, told_edits=("slower",))
    whole = keep_take(folder, longer, Keep(file=begun.file))
    assert (whole.file, whole.name, whole.change) == (begun.file, "the good one", "sadder")
    assert whole.is_whole
    assert whole.is_favourite
    assert whole.kept == begun.kept
    assert len(list(folder.glob("*.affetto"))) == 1


def test_a_name_changes_no_byte_of_the_piece(folder: Path, piece: Piece) -> None:
    take = keep_take(folder, piece, Keep())
    change_about(folder / take.file, name="rain")
    assert piece_to_bytes(open_piece(folder / take.file)) == piece_to_bytes(piece)


@pytest.mark.parametrize(
    "wish", ["", "../../etc/passwd", "CON: a/b\\c?*|<>", "雨の中を歩いて帰る", "x" * 300, "a\nb\0c"]
)
def test_any_wish_gives_a_name_that_is_in_the_folder(kept: Keeper, folder: Path, wish: str) -> None:
    take = kept(wish)
    assert (folder / take.file).parent == folder
    assert (folder / take.file).is_file()
    assert len(take.file.encode()) < 200


def test_a_strangers_file_cannot_choose_where_it_goes(
    folder: Path, piece: Piece, tmp_path: Path
) -> None:
    path = tmp_path / "theirs.affetto"
    path.write_bytes(piece_to_bytes(piece)[:-2] + b',"about":{"song":"../../x","number":5}}\n')
    assert read_take(path).song.isalnum()
    take = copy_take(folder, path)
    assert (folder / take.file).is_file()


def test_a_full_disk_is_said_and_the_take_before_stays(
    folder: Path, piece: Piece, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = keep_take(folder, piece, Keep(), is_whole=False)

    def fill(_file: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", fill)
    for keep in (Keep(), Keep(file=take.file)):
        with pytest.raises(ExportError, match="the disk is full"):
            keep_take(folder, piece, keep)
    assert [path.name for path in folder.glob("*.affetto")] == [take.file]
    assert read_take(folder / take.file) == take
    assert not list(folder.glob("*.part"))


WRITER = """
import sys
from pathlib import Path
from engine.library.piece_file import open_piece
from engine.library.takes.keeping import keep_take
from engine.library.takes.take import Keep
from engine.library.takes.take_library import TakeLibrary
piece, folder = open_piece(Path(sys.argv[1])), Path(sys.argv[2])
library = TakeLibrary(folder)
for number in range(10_000):
    begun = keep_take(folder, piece, Keep("rain"), is_whole=False)
    whole = keep_take(folder, piece, Keep(file=begun.file))
    library.look()
    library.rename(whole.file, f"called {number}")
    print(whole.file, flush=True)
"""


def test_a_writer_that_is_killed_loses_no_take(folder: Path, piece: Piece, tmp_path: Path) -> None:
    """What was said to be kept is there and whole, and the index knows it."""
    path = tmp_path / "song.affetto"
    path.write_bytes(piece_to_bytes(piece))
    promised: set[str] = set()
    for patience in (0.05, 0.013, 0.13):
        command = [sys.executable, "-c", WRITER, str(path), str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            promised.add(writer.stdout.readline().strip())
            time.sleep(patience)
            writer.send_signal(signal.SIGKILL)
            lines = writer.stdout.read().split("\n")[:-1]  # the last may be cut short
            promised |= {line.strip() for line in lines}
    library = TakeLibrary(folder)
    takes = {take.file: take for take in library.find()}
    library.close()
    assert promised <= takes.keys()
    assert takes.keys() == {path.name for path in folder.glob("*.affetto")}
    for file in promised:
        assert takes[file].is_whole
        assert takes[file].name.startswith("called")
        assert open_piece(folder / file).score == piece.score
