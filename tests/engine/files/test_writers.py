"""Whatever writes, wherever it is killed: the old is there or the new, never a mixture."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.composition.fragments.library import FragmentLibrary
from engine.composition.harmony import Degree
from engine.emotion.kept_moods import forget_mood
from engine.emotion.learned_moods import LearnedClip
from engine.emotion.music_features import ATTRIBUTES
from engine.speech.prosody import Prosody
from engine.speech.speaker import learn_speaker
from engine.synthesis.wavenet.dimensions import Dimensions
from engine.synthesis.wavenet.model import WaveNet
from engine.synthesis.wavenet.voice import save_voice
from engine.training.boltzmann.machine_pair import Pair, PairRecipe
from engine.training.boltzmann.timed_run import save_run
from engine.training.checkpoints import save_model
from engine.training.fragments.library_files import write_library
from engine.training.manifest import register
from engine.training.reading.learning import LearnedFolder, save

Write = Callable[[Path, int], object]


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Let no forked child wait for torch's threads, which only the parent has."""
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(n_threads)


class Run:
    """Something that is put down."""

    def state(self) -> dict[str, object]:
        return {"weights": torch.arange(1000)}

    def restore(self, state: dict[str, object]) -> None:
        raise NotImplementedError


def write_model(folder: Path, number: int) -> None:
    save_model(folder / "model", {"weight": torch.full((9,), number)}, {"n": number}, f"{number}")


def write_pair(folder: Path, number: int) -> None:
    torch.manual_seed(number)
    recipe = PairRecipe(harmony_hidden=2, melody_hidden=2)
    pair = Pair.untaught(recipe, [Degree(0, ""), Degree(7, "7")])
    pair.save(folder / "composers" / "mine", f"# {number}")


def write_voice(folder: Path, number: int) -> None:
    torch.manual_seed(number)
    model = WaveNet(Dimensions(n_layers=1, n_channels=16, n_skip=16))
    save_voice(folder / "voice", model, None, {"number": number})


def write_run(folder: Path, number: int) -> None:
    save_run(Run(), folder / "melody.run", float(number))


def write_moods(_folder: Path, number: int) -> None:
    place = (0.0,) * len(ATTRIBUTES)
    clip = LearnedClip(f"{number}", f"mood {number}", 0.0, 0.0, place, f"{number}", f"{number}")
    save(LearnedFolder((clip,), ()))


def forget_moods(_folder: Path, number: int) -> None:
    write_moods(_folder, 1)
    if number > 1:
        forget_mood("mood 1")


def write_speaker(_folder: Path, number: int) -> None:
    learn_speaker(Prosody(20.0, 2.0, -30.0, 4.0, 0.1 * number))


def write_manifest(folder: Path, number: int) -> None:
    register(folder, "file", licence="MIT", made=f"{number}")


WRITERS: list[Write] = [
    write_model,
    write_pair,
    write_voice,
    write_run,
    write_moods,
    forget_moods,
    write_speaker,
    write_manifest,
]


def contents(folder: Path) -> dict[str, bytes]:
    """Give what a folder holds, without remains, which a later start removes, and locks."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def check_kills(
    folder: Path, write: Write, killed: Callable[[Callable[[], object]], Iterator[int]]
) -> None:
    """Kill a writer at each of its steps, over what was there before."""
    old = folder.with_name("old")
    folder.mkdir()
    (folder / "file").touch()
    write(folder, 1)
    shutil.copytree(folder, old)
    before = contents(folder)
    seen = []
    for _ in killed(lambda: write(folder, 2)):
        seen.append(contents(folder))
        shutil.rmtree(folder)
        shutil.copytree(old, folder)
    after = seen[-1]
    assert after != before
    assert before in seen
    assert all(found in (before, after) for found in seen)


@pytest.mark.parametrize("write", WRITERS)
def test_a_killed_writer_leaves_the_old_or_the_new(
    write: Write,
    tmp_path: Path,
    killed: Callable[[Callable[[], object]], Iterator[int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path / "home"))
    check_kills(tmp_path / "home", write, killed)


def test_a_killed_writer_leaves_the_old_library_or_the_new(
    small_library: FragmentLibrary,
    tmp_path: Path,
    killed: Callable[[Callable[[], object]], Iterator[int]],
) -> None:
    parts = small_library.fragments, np.flip(small_library.notes).copy()
    other = FragmentLibrary(*parts, small_library.sources, small_library.groups)

    def write(folder: Path, number: int) -> None:
        library = small_library if number == 1 else other
        write_library(library, folder / "composers" / "mine", f"# {number}")

    check_kills(tmp_path / "home", write, killed)
