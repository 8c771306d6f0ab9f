from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from engine.cli import main

FILES = ["filters.png", "settling.mid", "settling.png", "strip.png"]


@pytest.mark.model
def test_pictures_and_midi_are_written_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "look"
    assert main(["look", "-o", str(folder)]) == 0
    assert sorted(file.name for file in folder.iterdir()) == FILES
    before = (folder / "settling.png").read_bytes()
    assert main(["look", "-o", str(folder), "--seed", "1"]) == 1
    assert "--force" in capsys.readouterr().err
    assert (folder / "settling.png").read_bytes() == before
    assert main(["look", "-o", str(folder), "--force"]) == 0
    assert (folder / "settling.png").read_bytes() == before, "the same seed, the same picture"


@pytest.mark.model
def test_the_settling_moves_in_time_and_ends_with_a_rest(tmp_path: Path) -> None:
    assert main(["look", "-o", str(tmp_path)]) == 0
    with Image.open(tmp_path / "settling.png") as film, Image.open(tmp_path / "filters.png") as one:
        assert not getattr(one, "is_animated", False)
        delays = []
        for number in range(film.n_frames):
            film.seek(number)
            delays.append(film.info["duration"])
        assert film.n_frames == 41
    assert delays == [700] * 6 + [150] * 34 + [3000]


@pytest.mark.parametrize("name", ["nobody", "concatenative"])
def test_only_boltzmann_composers_can_be_looked_into(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["look", "--composer", name, "-o", str(tmp_path / "look")]) == 1
    assert name in capsys.readouterr().err
    assert not (tmp_path / "look").exists()
