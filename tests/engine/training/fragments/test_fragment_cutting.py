from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from engine.composition.fragments.cues import CUES, unpack_cues
from engine.composition.fragments.library import NOTE
from engine.composition.score import Key, Metre, Note
from engine.training.fragments.cutting import KeyStretch, cut_song
from engine.training.fragments.key_course import find_keys, scale_of
from engine.training.fragments.source_songs import SourceSong

SongMaker = Callable[..., SourceSong]
NAMES = [cue.name for cue in CUES]


def cues_of(stretch: KeyStretch, name: str) -> list[float]:
    return unpack_cues(stretch.fragments["cues"])[:, NAMES.index(name)].tolist()


def moved(song: SourceSong, by: int) -> SourceSong:
    def move(notes: tuple[Note, ...]) -> tuple[Note, ...]:
        return tuple(replace(note, pitch=note.pitch + by) for note in notes)

    chords = tuple(replace(chord, root=(chord.root + by) % 12) for chord in song.chords)
    return replace(
        song, melody=move(song.melody), upper=move(song.upper), lower=move(song.lower),
        chords=chords,
    )  # fmt: skip


def test_a_song_in_one_key_is_one_stretch(make_song: SongMaker) -> None:
    (stretch,) = cut_song(make_song(3))
    assert (stretch.key, stretch.metre) == (Key(0, "major"), Metre(4, 4))
    assert len(stretch.fragments) == 32
    assert stretch.fragments["follows"].tolist() == [0] + [1] * 31
    assert stretch.fragments["half"].tolist() == [0, 1] * 16
    assert stretch.fragments["bar"].tolist() == [bar for bar in range(1, 17) for _ in range(2)]
    assert stretch.fragments["root"][:8].tolist() == [0, 0, 5, 5, 7, 7, 0, 0]


def test_all_notes_are_kept_in_their_half_bars(make_song: SongMaker) -> None:
    song = make_song(3)
    (stretch,) = cut_song(song)
    assert stretch.notes.dtype == NOTE
    assert len(stretch.notes) == len(song.melody) + len(song.upper) + len(song.lower)
    assert stretch.fragments["n_notes"].sum() == len(stretch.notes)
    assert stretch.notes["start"].max() < 48
    ends = stretch.fragments["first_note"] + stretch.fragments["n_notes"]
    assert (stretch.fragments["first_note"][1:] == ends[:-1]).all()


def test_every_key_is_written_alike(make_song: SongMaker) -> None:
    (plain,) = cut_song(make_song(3))
    for by in (-5, 2, 6):
        (other,) = cut_song(moved(make_song(3), by))
        assert other.key == Key(by % 12, "major")
        assert np.array_equal(other.fragments["cues"], plain.fragments["cues"])
        assert np.array_equal(other.notes["pitch"] % 12, plain.notes["pitch"] % 12)


def test_cues_are_measured(make_song: SongMaker) -> None:
    (stretch,) = cut_song(make_song(3))
    assert cues_of(stretch, "tempo")[0] == pytest.approx(np.log2(100), abs=0.01)
    assert cues_of(stretch, "density")[0] == pytest.approx(1, abs=0.02)  # eighths: two a beat
    assert cues_of(stretch, "minor")[0] == cues_of(stretch, "chromatic")[0] == 0
    assert cues_of(stretch, "offbeat")[0] == pytest.approx(0.25, abs=0.01)


def test_phrases_open_and_close(make_song: SongMaker) -> None:
    (stretch,) = cut_song(make_song(3))
    closes, opens = cues_of(stretch, "closes"), cues_of(stretch, "opens")
    assert closes[6:8] == [1, 1]  # one note fills the fourth bar
    assert opens[8] == opens[0] == 1
    assert opens[7] == 0


def test_a_silent_melody_is_known_as_such(make_song: SongMaker) -> None:
    song = make_song(3)
    stretches = list(cut_song(replace(song, melody=song.melody[len(song.melody) // 2 :])))
    assert cues_of(stretches[0], "silent")[0] == 1
    assert stretches[0].fragments["first_pitch"][0] == 0
    assert cues_of(stretches[-1], "silent")[-1] == 0


def test_what_lies_outside_the_scale_is_left_out(make_song: SongMaker) -> None:
    song = make_song(3)
    cluster = tuple(Note(480, 96, pitch, 64) for pitch in (61, 63, 66, 68))
    stretches = list(cut_song(replace(song, upper=(*song.upper, *cluster))))
    bars = [set(stretch.fragments["bar"].tolist()) for stretch in stretches]
    assert len(stretches) == 2
    assert 6 not in bars[0] | bars[1]
    assert stretches[1].fragments["follows"][0] == 0


def test_a_song_that_changes_key_is_cut_there(make_song: SongMaker) -> None:
    first, second = make_song(3), moved(make_song(5), 3)

    def later(notes: tuple[Note, ...]) -> tuple[Note, ...]:
        return tuple(replace(note, start=note.start + 16 * 96) for note in notes)

    song = replace(
        first,
        melody=first.melody + later(second.melody),
        upper=first.upper + later(second.upper),
        lower=first.lower + later(second.lower),
    )
    assert [stretch.key.tonic for stretch in cut_song(song)] == [0, 3]


@pytest.mark.parametrize(("metre", "ticks"), [(Metre(3, 4), (48, 24)), (Metre(6, 8), (36, 36))])
def test_other_metres_have_halves_of_their_own(
    make_song: SongMaker, metre: Metre, ticks: tuple[int, int]
) -> None:
    (stretch,) = cut_song(make_song(3, metre))
    for half in (0, 1):
        fragment = stretch.fragments[half]
        first = int(fragment["first_note"])
        starts = stretch.notes["start"][first : first + int(fragment["n_notes"])]
        assert starts.max() < ticks[half]


def test_one_note_makes_no_stretch(make_song: SongMaker) -> None:
    song = make_song(3)
    assert list(cut_song(replace(song, melody=song.melody[:1], upper=(), lower=()))) == []
    assert list(cut_song(replace(song, melody=(), upper=(), lower=()))) == []


def test_keys_follow_what_sounds() -> None:
    major = np.zeros(12)
    major[[0, 2, 4, 5, 7, 9, 11]] = (5, 2, 3, 2, 4, 2, 1)
    profiles = np.array([major] * 20 + [np.roll(major, 4)] * 20)
    keys = find_keys(profiles)
    assert (keys[0], keys[-1]) == (Key(0, "major"), Key(4, "major"))
    assert sum(a != b for a, b in itertools.pairwise(keys)) == 1


def test_minor_has_both_its_sevenths() -> None:
    assert scale_of(Key(9, "minor")) == {9, 11, 0, 2, 4, 5, 7, 8}
