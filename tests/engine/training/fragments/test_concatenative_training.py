from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import mido
import pytest

from engine.composition.fragments.library import FragmentLibrary, Source
from engine.composition.score import Metre, Note
from engine.errors import JobCancelledError, ResourceError
from engine.progress import Progress
from engine.training.fragments.cutting import cut_song
from engine.training.fragments.midi_sources import read_midi_song
from engine.training.fragments.source_songs import SourceSong, split_hands
from engine.training.fragments.train import choose_stretches, train
from engine.training.trainers import load_trainer

SongMaker = Callable[..., SourceSong]


def write_midi(path: Path, parts: dict[str, tuple[Note, ...]], channel: int = 0) -> Path:
    file = mido.MidiFile(ticks_per_beat=24)
    for name, notes in parts.items():
        track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
        events = sorted(
            [(n.start, 1, n.pitch) for n in notes] + [(n.end, 0, n.pitch) for n in notes]
        )
        now = 0
        for tick, on, pitch in events:
            message = mido.Message("note_on", channel=channel, note=pitch, velocity=64 * on)
            track.append(message.copy(time=tick - now))
            now = tick
        file.tracks.append(track)
    file.save(path)
    return path


@pytest.fixture
def folder(make_song: SongMaker, tmp_path: Path) -> Path:
    music = tmp_path / "music"
    (music / "more").mkdir(parents=True)
    for seed, name in enumerate(("one.mid", "two.mid", "more/three.mid")):
        song = make_song(seed)
        write_midi(music / name, {"melody": song.melody, "piano": song.upper + song.lower})
    return music


def test_a_folder_of_midi_files_becomes_a_library(folder: Path, tmp_path: Path) -> None:
    told = train(folder, tmp_path / "library", Progress())
    library = FragmentLibrary.open(tmp_path / "library")
    assert told == "learned from 3 of 3 MIDI files"
    assert {source.work for source in library.sources} == {"one", "two", "more/three"}
    assert set(library.groups) == {"4/4 major"}
    assert set(library.notes["part"].tolist()) == {0, 1, 2}
    assert load_trainer("concatenative") is train


def test_what_cannot_be_used_is_named_and_the_rest_goes_on(folder: Path, tmp_path: Path) -> None:
    (folder / "broken.mid").write_bytes(b"MThd and then nothing")
    (folder / "words.mid").write_text("not music")
    write_midi(folder / "drums.mid", {"kit": (Note(0, 24, 36, 64),)}, channel=9)
    write_midi(folder / "one-note.mid", {"melody": (Note(0, 24, 60, 64),)})
    told = train(folder, tmp_path / "library", Progress())
    assert told.startswith("learned from 3 of 7 MIDI files")
    assert "drums.mid (only drums play)" in told
    for name in ("broken.mid", "words.mid", "one-note.mid"):
        assert name in told


def test_an_empty_folder_leaves_the_old_library(folder: Path, tmp_path: Path) -> None:
    train(folder, tmp_path / "library", Progress())
    (tmp_path / "nothing").mkdir()
    with pytest.raises(ResourceError, match="holds no MIDI files"):
        train(tmp_path / "nothing", tmp_path / "library", Progress())
    assert FragmentLibrary.open(tmp_path / "library")


def test_it_can_be_cancelled(folder: Path, tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(JobCancelledError):
        train(folder, tmp_path / "library", progress)
    assert not (tmp_path / "library").exists()


def test_the_same_music_makes_the_same_files(folder: Path, tmp_path: Path) -> None:
    for name in ("first", "second"):
        train(folder, tmp_path / name, Progress())
    for file in (tmp_path / "first").iterdir():
        assert file.read_bytes() == (tmp_path / "second" / file.name).read_bytes()


def test_notes_played_a_little_early_stay_in_their_bar(
    make_song: SongMaker, tmp_path: Path
) -> None:
    song = make_song(0)
    early = tuple(Note(max(0, n.start - 1), n.duration, n.pitch, 64) for n in song.lower)
    file = write_midi(tmp_path / "early.mid", {"melody": song.melody, "bass": early})
    found = read_midi_song(file, "early.mid")
    assert [note.start for note in found.lower] == [note.start for note in song.lower]
    assert list(found.bar_starts.items())[:2] == [(1, 0), (2, 96)]


def test_quotas_are_kept_and_no_song_fills_them(make_song: SongMaker) -> None:
    def songs(n: int) -> list[tuple[Source, object]]:
        made = [make_song(seed) for seed in range(n)]
        return [(song.source, stretch) for song in made for stretch in cut_song(song)]

    chosen = list(choose_stretches(songs(5), {"4/4 major": 70}))  # type: ignore[arg-type]
    assert sum(len(stretch.fragments) for _, stretch in chosen) == 64
    assert len({source for source, _ in chosen}) == 2


def test_the_lowest_notes_of_a_half_bar_are_bass() -> None:
    notes = [Note(0, 12, 36, 64), Note(12, 12, 55, 64), Note(24, 12, 38, 64), Note(48, 48, 72, 64)]
    upper, lower = split_hands(notes, Metre(4, 4))
    assert [note.pitch for note in lower] == [36, 38]
    assert [note.pitch for note in upper] == [55, 72]
