from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from engine.batch.folder import BatchFolder, SongLedger
from engine.errors import ExportError

ASKED = {"seed": 7, "songs": 2, "wishes": "ab" * 32, "options": {"seconds": 60.0}}
KEY, OTHER = "01" * 32, "02" * 32


def open_folder(path: Path, **changes: object) -> AbstractContextManager[SongLedger]:
    return BatchFolder(path).run({**ASKED, **changes}, iter(["0001.mid"]), force=False)


def test_what_is_done_is_known_to_the_next_run(tmp_path: Path) -> None:
    with open_folder(tmp_path / "songs") as ledger:
        (tmp_path / "songs" / "0001.mid").touch()
        ledger.add(KEY, 1, ["0001.mid"])
    assert BatchFolder(tmp_path / "songs").asked == ASKED
    with open_folder(tmp_path / "songs") as ledger:
        assert ledger.has(KEY)
        assert not ledger.has(OTHER)


def test_a_song_whose_file_is_gone_is_missing(tmp_path: Path) -> None:
    with open_folder(tmp_path) as ledger:
        ledger.add(KEY, 1, ["0001.mid"])
    with open_folder(tmp_path) as ledger:
        assert not ledger.has(KEY)


@pytest.mark.parametrize(
    "rest", [b'{"number": 2, "key": "02', b"\x00\x00", b'{"number": 2}\n', b"[]\n"]
)
def test_a_line_that_was_cut_short_is_left_out(tmp_path: Path, rest: bytes) -> None:
    (tmp_path / "0001.mid").touch()
    (tmp_path / "0002.mid").touch()
    with BatchFolder(tmp_path).run(ASKED, iter([]), force=False) as ledger:
        ledger.add(KEY, 1, ["0001.mid"])
    with (tmp_path / "done.jsonl").open("ab") as file:
        file.write(rest)
    with open_folder(tmp_path) as ledger:
        assert ledger.has(KEY)
        assert not ledger.has(OTHER)
        ledger.add(OTHER, 2, ["0002.mid"])
    with open_folder(tmp_path) as ledger:
        assert ledger.has(KEY)
        assert ledger.has(OTHER)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seed": 8}, "seed was 7, now it is 8"),
        ({"songs": 3}, "songs was 2, now it is 3"),
        ({"wishes": "cd" * 32}, "wishes was"),
        ({"options": {"seconds": 30.0}}, "options.seconds was 60.0, now it is 30.0"),
    ],
)
def test_another_list_in_the_same_folder_is_refused(
    tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    with open_folder(tmp_path):
        pass
    before = (tmp_path / "batch.json").read_bytes()
    another = open_folder(tmp_path, **changes)
    with pytest.raises(ExportError, match="another batch") as caught, another:
        pass
    assert words in str(caught.value)
    assert (tmp_path / "batch.json").read_bytes() == before


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    with (
        open_folder(tmp_path),
        pytest.raises(ExportError, match="another Affetto"),
        open_folder(tmp_path),
    ):
        pass


def test_a_song_of_somebody_else_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "0001.mid").write_text("precious")
    with pytest.raises(ExportError, match=r"0001\.mid exists already"), open_folder(tmp_path):
        pass
    assert not (tmp_path / "batch.json").exists()
    with BatchFolder(tmp_path).run(ASKED, iter(["0001.mid"]), force=True):
        pass


@pytest.mark.parametrize("content", ["", "[]", "{", "[" * 100_000, '{"songs": 2}'])
def test_a_damaged_record_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "batch.json").write_text(content)
    with pytest.raises(ExportError, match=r"batch\.json"):
        BatchFolder(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match="the folder is a file"):
        BatchFolder(tmp_path / "file")


def test_failures_are_listed_until_there_are_none(tmp_path: Path) -> None:
    folder = BatchFolder(tmp_path)
    folder.report_failures([{"number": 2, "error": "♭"}])
    assert (tmp_path / "failed.jsonl").read_text() == '{"number": 2, "error": "\\u266d"}\n'
    folder.report_failures([])
    assert not (tmp_path / "failed.jsonl").exists()
