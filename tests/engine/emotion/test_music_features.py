from __future__ import annotations

from pathlib import Path

import numpy as np
import pretty_midi
import pytest

from engine.emotion.music_features import (
    ATTRIBUTES,
    FEATURES,
    cut,
    measure_attributes,
    measure_features,
    read_notes,
)
from engine.errors import EmotionError

MAJOR, MINOR = (0, 4, 7, 12, 7, 4), (0, 3, 7, 12, 7, 3)


def arpeggio(
    shape: tuple[int, ...] = MAJOR,
    *,
    beat: float = 0.5,
    length: float = 0.4,
    velocity: int = 64,
    lowest: int = 60,
) -> np.ndarray:
    """Two notes a beat, over and over."""
    starts = np.arange(48) * beat / 2
    pitches = lowest + np.resize(shape, 48)
    return np.stack([starts, starts + length, pitches, np.full(48, velocity)], axis=1).astype(float)


def test_attributes_and_features_have_their_names() -> None:
    assert tuple(measure_attributes(arpeggio())) == ATTRIBUTES
    features = measure_features(arpeggio())
    assert tuple(features) == FEATURES


@pytest.mark.parametrize("beat", [0.4, 0.5, 0.75, 1.0])
def test_tempo_is_felt_at_two_onsets_a_beat(beat: float) -> None:
    attributes = measure_attributes(arpeggio(beat=beat))
    assert attributes["tempo"] == pytest.approx(60 / beat, rel=0.06)
    assert attributes["density"] == pytest.approx(2 / beat, rel=0.06)


def test_mode_is_heard_in_any_key() -> None:
    for lowest in range(55, 67):
        assert measure_attributes(arpeggio(MAJOR, lowest=lowest))["major"] > 0.2
        assert measure_attributes(arpeggio(MINOR, lowest=lowest))["major"] < -0.2


def test_longer_notes_are_more_legato() -> None:
    short, long = (
        measure_attributes(arpeggio(length=length))["articulation"] for length in (0.1, 1.6)
    )
    assert short == 0.2
    assert long == 1


def test_velocity_and_register_are_measured() -> None:
    attributes = measure_attributes(arpeggio(velocity=90, lowest=72))
    assert attributes["velocity"] == 90
    assert 76 < attributes["register"] < 80


def test_a_file_without_dynamics_has_no_loudness() -> None:
    assert np.isnan(measure_features(arpeggio())["velocity"])
    played = arpeggio()
    played[::2, 3] = 90
    assert measure_features(played)["velocity"] == pytest.approx(77)


def write_midi(path: Path, pitches: list[int], *, is_drum: bool = False) -> Path:
    midi = pretty_midi.PrettyMIDI()
    part = pretty_midi.Instrument(0, is_drum=is_drum)
    part.notes = [
        pretty_midi.Note(80, pitch, n / 2, n / 2 + 0.4) for n, pitch in enumerate(pitches)
    ]
    midi.instruments.append(part)
    midi.write(str(path))
    return path


def test_notes_are_read_from_midi(tmp_path: Path) -> None:
    notes = read_notes(write_midi(tmp_path / "a.mid", list(range(60, 70))))
    assert notes.shape == (10, 4)
    assert notes[3] == pytest.approx([1.5, 1.9, 63, 80], abs=0.01)


@pytest.mark.parametrize("content", [b"", b"MThd", b"RIFF0000WAVE", bytes(range(256)) * 9])
def test_a_file_that_is_no_midi_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.mid"
    path.write_bytes(content)
    with pytest.raises(EmotionError, match=r"broken\.mid is not a readable MIDI file"):
        read_notes(path)


def test_drums_and_a_few_notes_are_too_little(tmp_path: Path) -> None:
    with pytest.raises(EmotionError, match="0 pitched notes"):
        read_notes(write_midi(tmp_path / "drums.mid", [36] * 40, is_drum=True))
    with pytest.raises(EmotionError, match="7 pitched notes"):
        read_notes(write_midi(tmp_path / "short.mid", [60] * 7))


def test_a_piece_of_hours_is_refused_before_it_takes_memory(tmp_path: Path) -> None:
    path = write_midi(tmp_path / "slow.mid", list(range(60, 70)))
    content = path.read_bytes()
    slow = content.replace(b"\xff\x51\x03\x07\xa1\x20", b"\xff\x51\x03\xff\xff\xff")
    path.write_bytes(slow[:12] + b"\0\1" + slow[14:])  # one tick a quarter note of 17 seconds
    with pytest.raises(EmotionError, match=r"lasts .* hours"):
        read_notes(path)


def test_a_piece_is_cut_into_clips_without_its_short_rest() -> None:
    notes = np.array([[0.5 * n, 0.5 * n + 0.4, 60.0, 64.0] for n in range(140)])  # 70 seconds
    clips = cut(notes)
    assert [len(clip) for clip in clips] == [60, 60]
    assert [clip[0, 0] for clip in clips] == [0, 0]
    assert cut(notes[:40])[0] is not None
    assert len(cut(notes[:20])) == 1
