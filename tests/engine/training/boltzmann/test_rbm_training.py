from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import mido
import pytest
import torch

from engine.composition.boltzmann.composer import RbmComposer
from engine.composition.boltzmann.known_bars import KnownBars
from engine.composition.boltzmann.loading import load_machines
from engine.composition.obedient import ObedientComposer
from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.score import Chord, Key, Metre, Mode, Note
from engine.errors import JobCancelledError, ResourceError
from engine.progress import Progress
from engine.training.boltzmann import train
from engine.training.boltzmann.bars import draw_bars
from engine.training.boltzmann.contrastive_divergence import Schedule
from engine.training.boltzmann.machine_pair import PairRecipe, is_held_out, train_machines
from engine.training.corpora.datasets import LEAD_SHEETS
from engine.training.corpora.lead_sheets import LeadSheet

SHORT = Schedule(epochs=1, batch_size=8, rate=0.01)

TINY = PairRecipe(
    n_chords=20,
    held_out=4,
    harmony_hidden=4,
    melody_hidden=4,
    harmony=Schedule(epochs=1, batch_size=8),
    melody=Schedule(epochs=1, batch_size=8),
)


def write_midi(path: Path, voices: dict[str, list[tuple[int, int, int]]]) -> None:
    """Voices of (start, end, pitch) in beats."""
    file = mido.MidiFile(ticks_per_beat=480)
    for name, notes in voices.items():
        track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
        events = [(start, 1, pitch) for start, _, pitch in notes]
        events += [(end, 0, pitch) for _, end, pitch in notes]
        now = 0
        for beat, on, pitch in sorted(events):
            track.append(
                mido.Message("note_on", note=pitch, velocity=64 * on, time=480 * (beat - now))
            )
            now = beat
        file.tracks.append(track)
    file.save(path)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)  # for matrices this small, more only wait for each other
    yield
    torch.set_num_threads(n_threads)


def sheet(number: int) -> LeadSheet:
    mode: Mode = "minor" if number % 2 else "major"
    third = 3 if mode == "minor" else 4
    qualities = ("m" if mode == "minor" else "", "m" if mode == "minor" else "", "", "")
    chords = tuple(
        Chord(96 * n, 96, (0, 5, 7, 0)[n % 4], (*qualities[:3], qualities[0])[n % 4])
        for n in range(12)
    )
    melody = tuple(Note(24 * n, 24, 67 + (0, third, -2, 5)[n % 4], 64) for n in range(48))
    return LeadSheet(f"toy/{number}", Key(0, mode), Metre(4, 4), melody, chords)


def test_what_is_trained_can_compose(tmp_path: Path) -> None:
    train_machines([sheet(n) for n in range(24)], tmp_path, TINY, Progress())
    key = Key(7, "minor")
    section = PlannedSection("A", 4, key, -0.5, -0.5, Expression(80, 2, 67, 60, 0.9))
    score = ObedientComposer(RbmComposer(tmp_path)).compose(
        Plan(key, Metre(4, 4), (section,), 3), Progress()
    )
    assert score.n_bars == 4
    card = (tmp_path / "MODEL_CARD.md").read_text()
    assert "| melody | 16 × 32 | 4 |" in card
    assert "| harmony | 8 × " in card
    bars = draw_bars(sheet(0), 16)
    assert bars[0] in KnownBars.read(tmp_path)


def test_no_bar_of_melody_is_an_error(tmp_path: Path) -> None:
    odd = replace(sheet(0), metre=Metre(5, 4))
    with pytest.raises(ResourceError, match="no bar of melody"):
        train_machines([odd], tmp_path, TINY, Progress())
    assert not list(tmp_path.iterdir())


def test_one_song_is_enough(tmp_path: Path) -> None:
    train_machines([sheet(0)], tmp_path, TINY, Progress())
    assert load_machines(tmp_path)


def test_songs_are_held_out_by_name_alone() -> None:
    held = [name for name in (f"pop909/{n:03d}" for n in range(909)) if is_held_out(name)]
    assert 20 < len(held) < 75
    assert all(is_held_out(name) for name in held)


@pytest.fixture
def taught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tiny machines in the place of those that ship."""
    shipped = tmp_path / "shipped"
    train_machines([sheet(n) for n in range(12)], shipped, TINY, Progress())
    own = replace(TINY, harmony=SHORT, melody=SHORT)
    monkeypatch.setattr(train, "shipped_folder", lambda: shipped)
    monkeypatch.setattr(train, "OWN_RECIPE", own)
    return shipped


def write_songs(folder: Path, n_songs: int = 3) -> Path:
    folder.mkdir()
    for number in range(n_songs):
        notes = [(beat, beat + 1, 60 + (beat + number) % 12) for beat in range(32)]
        write_midi(folder / f"{number}.mid", {"tune": notes})
    return folder


def test_a_folder_of_midi_files_makes_a_composer(tmp_path: Path, taught: Path) -> None:
    songs = write_songs(tmp_path / "songs")
    (songs / "broken.mid").write_bytes(b"no music")
    told = train.train(songs, tmp_path / "out", Progress())
    assert "3 of 4 MIDI files" in told
    assert "broken.mid" in told
    harmony, melody, vocabulary = load_machines(tmp_path / "out")
    before = load_machines(taught)
    assert vocabulary == before[2]
    known = KnownBars.read(tmp_path / "out")
    assert draw_bars(sheet(0), 16)[0] in known  # those that the shipped machines know stay known
    assert len(known) > len(KnownBars.read(taught))
    assert not torch.equal(melody.weight, before[1].weight)
    assert json.loads((tmp_path / "out" / "config.json").read_text())["kind"] == "rbm"
    assert harmony.size == before[0].size
    assert sorted(file.suffix for file in (tmp_path / "out").iterdir()) == [
        ".json", ".md", ".npy", ".safetensors",
    ]  # fmt: skip


def test_trained_again_it_goes_on_from_where_it_was(
    tmp_path: Path, taught: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    songs = write_songs(tmp_path / "songs")
    train.train(songs, tmp_path / "out", Progress())
    monkeypatch.setattr(train, "shipped_folder", lambda: pytest.fail("began anew"))
    train.train(songs, tmp_path / "out", Progress())
    assert taught.exists()


def test_a_stopped_training_leaves_a_composer_and_its_run(tmp_path: Path, taught: Path) -> None:
    class Stopped(Progress):
        n_looks = 0

        def check(self) -> None:
            self.n_looks += 1
            if self.n_looks > 5:  # 4 while reading, then one a batch
                raise JobCancelledError("stop")

    songs, out = write_songs(tmp_path / "songs"), tmp_path / "out"
    with pytest.raises(JobCancelledError, match="of melody"):
        train.train(songs, out, Stopped())
    assert torch.equal(load_machines(out)[0].weight, load_machines(taught)[0].weight)
    assert (out / "melody.run").exists()
    train.train(songs, out, Progress())
    assert not (out / "melody.run").exists()


def test_a_broken_run_is_an_error_that_names_it(tmp_path: Path, taught: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(taught, out)
    (out / "melody.run").write_bytes(b"no run")
    with pytest.raises(ResourceError, match=r"melody\.run cannot be read"):
        train.train(write_songs(tmp_path / "songs"), out, Progress())


def test_a_composer_of_another_shape_is_not_written_over(tmp_path: Path, taught: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(taught, out)
    config = json.loads((out / "config.json").read_text())
    config["melody"]["n_hidden"] = 5
    (out / "config.json").write_text(json.dumps(config))
    before = (out / "checkpoint.safetensors").read_bytes()
    with pytest.raises(ResourceError, match="out cannot be read"):
        train.train(write_songs(tmp_path / "songs"), out, Progress())
    assert (out / "checkpoint.safetensors").read_bytes() == before


def test_the_data_sets_are_known_by_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in LEAD_SHEETS:
        (tmp_path / name).mkdir()
    seen: list[int] = []

    def keep(sheets: list[LeadSheet], *_: object) -> None:
        seen.append(len(sheets))

    monkeypatch.setattr(train, "train_machines", keep)
    monkeypatch.setattr(train, "read_lead_sheets", lambda *_: [sheet(0)])
    assert train.train(tmp_path, tmp_path / "out", Progress()) == ""
    assert seen == [len(LEAD_SHEETS)]
