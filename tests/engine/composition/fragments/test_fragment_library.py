from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

from engine.composition.fragments.library import FragmentLibrary, group_name
from engine.composition.score import Metre
from engine.errors import ResourceError
from engine.training.fragments.library_files import write_library


@pytest.fixture
def folder(small_library: FragmentLibrary, tmp_path: Path) -> Path:
    write_library(small_library, tmp_path / "library", "# Small\n")
    return tmp_path / "library"


def test_a_library_comes_back_as_it_was(small_library: FragmentLibrary, folder: Path) -> None:
    found = FragmentLibrary.open(folder)
    assert len(found) == len(small_library)
    assert np.array_equal(found.fragments, small_library.fragments)
    assert np.array_equal(found.notes, small_library.notes)
    assert (found.sources, found.groups) == (small_library.sources, small_library.groups)


def test_its_arrays_stay_on_the_disk(folder: Path) -> None:
    library = FragmentLibrary.open(folder)
    assert isinstance(library.fragments, np.memmap)
    assert isinstance(library.notes, np.memmap)


def test_groups_cover_it(small_library: FragmentLibrary) -> None:
    assert set(small_library.groups) == {
        f"{metre} {mode}" for metre in ("4/4", "3/4", "6/8") for mode in ("major", "minor")
    }
    spans = sorted(small_library.groups.values())
    assert [first for first, _ in spans] == [0, *(end for _, end in spans[:-1])]
    assert spans[-1][1] == len(small_library)
    assert group_name(Metre(3, 4), "minor", is_accompanied=False) == "3/4 minor alone"


def test_a_fragment_knows_its_chord_notes_and_source(small_library: FragmentLibrary) -> None:
    first, _ = small_library.groups["4/4 major"]
    assert (small_library.degree(first).root, small_library.degree(first).quality) == (0, "")
    assert small_library.notes_of(first)["pitch"].min() == 36
    assert small_library.source_of(first).composer == "Nobody"
    assert small_library.fragments[first]["bar"] == 1


@pytest.mark.parametrize("name", ["fragments.npy", "notes.npy", "config.json"])
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "noise"])
def test_a_damaged_file_is_named_as_such(folder: Path, name: str, damage: str) -> None:
    file = folder / name
    content = file.read_bytes()
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes({"empty": b"", "cut": content[:-200], "noise": b"\xff" * 500}[damage])
    with pytest.raises(ResourceError, match=r"the library of fragments in .* cannot be read"):
        FragmentLibrary.open(folder)


@pytest.mark.parametrize(
    ("field", "value"), [("first_note", 10**6), ("source", 999), ("quality", 99), ("root", 12)]
)
def test_entries_that_point_outside_are_found(folder: Path, field: str, value: int) -> None:
    fragments = np.load(folder / "fragments.npy")
    fragments[field][3] = value
    np.save(folder / "fragments.npy", fragments)
    with pytest.raises(ResourceError, match="point outside"):
        FragmentLibrary.open(folder)


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        ("n_notes", 5, "do not belong together"),
        ("format", 2, "format 2"),
        ("kind", "rbm", "kind rbm"),
        ("groups", {"4/4 major": [0, 10**6]}, "point outside"),
    ],
)
def test_a_description_of_other_files_is_refused(
    folder: Path, key: str, value: object, complaint: str
) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {key: value}), encoding="utf-8")
    with pytest.raises(ResourceError, match=complaint):
        FragmentLibrary.open(folder)


@pytest.mark.parametrize(("field", "value"), [("part", 3), ("pitch", 128)])
def test_notes_that_are_none_are_found(folder: Path, field: str, value: int) -> None:
    notes = np.load(folder / "notes.npy")
    notes[field][3] = value
    np.save(folder / "notes.npy", notes)
    with pytest.raises(ResourceError, match="point outside"):
        FragmentLibrary.open(folder)


def test_any_damage_is_a_clear_error_or_none(folder: Path) -> None:
    chance = random.Random(3)
    files = {path: path.read_bytes() for path in folder.iterdir() if path.suffix != ".md"}
    for _ in range(150):
        path = chance.choice(list(files))
        content = bytearray(files[path])
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(min(len(content), chance.choice([200, 10**9])))
            match chance.randrange(4):
                case 0:
                    content[place] = chance.randrange(256)
                case 1:
                    del content[place : place + chance.randint(1, 9)]
                case 2:
                    content[place:place] = chance.randbytes(chance.randint(1, 9))
                case _:
                    content = content[: place + 1]
        path.write_bytes(content)
        try:
            library = FragmentLibrary.open(folder)
        except ResourceError as error:
            assert error.hint  # noqa: PT017 - either outcome is right
        else:
            assert len(library.notes_of(len(library) - 1))
        path.write_bytes(files[path])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("groups", {"4/4 major": [0, 1e308]}),
        ("groups", {"4/4 major": 5}),
        ("groups", []),
        ("sources", [["a", "b", 5]]),
        ("sources", [{}]),
        ("n_notes", None),
        ("kind", []),
    ],
)
def test_a_description_of_nonsense_is_refused(folder: Path, key: str, value: object) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {key: value}), encoding="utf-8")
    with pytest.raises(ResourceError, match="cannot be read"):
        FragmentLibrary.open(folder)


def test_a_deeply_nested_description_is_refused(folder: Path) -> None:
    (folder / "config.json").write_text("[" * 100_000)
    with pytest.raises(ResourceError, match="nested"):
        FragmentLibrary.open(folder)
