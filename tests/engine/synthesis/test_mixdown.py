"""What is heard of a mix: the tune in front, width around a middle, bass in it, clean ends."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyloudnorm
import pytest
from numpy.typing import NDArray

from engine.audio.loudness import integrated_loudness, true_peaks
from engine.audio.waveform import Waveform
from engine.composition.score import Note, Role, Score, Track
from engine.options import RenderOptions
from engine.progress import Progress
from engine.synthesis import soundfont
from engine.synthesis.mixdown import GrowingMix, mix, mix_apart
from engine.synthesis.part_stems import Stems
from engine.synthesis.soundfont import SoundfontSynthesizer
from engine.synthesis.timed_performance import Part, Performance, TimedNote, perform

RATE = 22_050
MakeScore = Callable[..., Score]
BANDS: dict[str, dict[Role, int]] = {
    "a faint tune over a loud band": {"melody": 46, "chords": 61, "bass": 38, "drums": 0},
    "a loud tune over a faint band": {"melody": 56, "chords": 46, "bass": 32, "drums": 0},
    "a piano alone": {"melody": 0, "chords": 0},
    "guitar and bass": {"melody": 25, "chords": 24, "bass": 33},
}


def band(make_score: MakeScore, programs: dict[Role, int]) -> Score:
    """Write four bars for each instrument."""
    pitches: dict[Role, tuple[int, ...]] = {
        "melody": (72, 74, 76, 79), "chords": (55, 60, 64), "bass": (36, 43), "drums": (36, 38, 42),
    }  # fmt: skip
    tracks = []
    for role, program in programs.items():
        if role == "chords":
            notes = [Note(bar * 96, 96, p, 70) for bar in range(4) for p in pitches[role]]
        else:
            beats = range(16)
            notes = [Note(b * 24, 20, pitches[role][b % len(pitches[role])], 80) for b in beats]
        tracks.append(Track(role, program, tuple(notes)))
    score = make_score([Note(0, 24 * 16 - 1, 60, 80)])
    return Score(
        score.key, score.metre, score.n_bars, score.tempos, score.sections, (), tuple(tracks)
    )


@pytest.fixture(params=BANDS)
def heard(
    request: pytest.FixtureRequest, make_score: MakeScore, monkeypatch: pytest.MonkeyPatch
) -> tuple[Waveform, Stems]:
    """Give the sound of a band, and the stems that it was mixed from."""
    kept: list[Stems] = []
    monkeypatch.setattr(
        soundfont, "mix", lambda stems, *rest: kept.append(stems) or mix(stems, *rest)
    )
    synthesizer = SoundfontSynthesizer(RenderOptions(sample_rate=RATE))
    return synthesizer.render(band(make_score, BANDS[request.param]), Progress()), kept[0]


def db(ratio: float) -> float:
    return float(10 * np.log10(ratio))


def powers(bus: NDArray[np.float32]) -> NDArray[np.float64]:
    """Measure the power of each 400 ms, weighted as loudness meters do."""
    weighted = bus.astype(float)
    for stage in pyloudnorm.Meter(RATE)._filters.values():
        weighted = np.stack([stage.apply_filter(side) for side in weighted])
    size = 2 * RATE // 5
    n = weighted.shape[1] // size
    return (weighted[:, : n * size].reshape(2, n, size) ** 2).mean(axis=(0, 2))


def test_the_melody_stands_in_front_and_drums_never_do(
    heard: tuple[Waveform, Stems],
) -> None:
    _, stems = heard
    apart = mix_apart(stems, RATE)
    silence = np.zeros_like(apart["melody"])
    names = ({"melody"}, {"drums"}, {"chords", "bass"})
    tune, drums, rest = (
        powers(sum((sound for role, sound in apart.items() if role in group), silence).T)
        for group in names
    )
    active = tune > 0.01 * tune.max()
    assert 1.5 < db(tune[active].sum() / (drums + rest)[active].sum()) < 6
    assert drums.sum() < tune.sum()


def test_it_is_wide_and_its_picture_stands_in_the_middle(
    heard: tuple[Waveform, Stems],
) -> None:
    left, right = heard[0].samples.T.astype(float)
    middle, side = (left + right) / 2, (left - right) / 2
    assert -12 < db((side @ side) / (middle @ middle)) < -6
    assert abs(db((left @ left) / (right @ right))) < 1
    assert np.corrcoef(left, right)[0, 1] > 0.3, "mono would lose it"
    low = np.fft.rfftfreq(len(middle), 1 / RATE) < 80
    bass = [np.sum(np.abs(np.fft.rfft(signal)[low]) ** 2) for signal in (middle, side)]
    assert db(bass[1] / bass[0]) < -14


def test_it_is_as_loud_as_other_music_and_clean(
    heard: tuple[Waveform, Stems],
) -> None:
    waveform, _ = heard
    samples = waveform.samples
    assert integrated_loudness(waveform) == pytest.approx(-16, abs=0.5)
    assert true_peaks(samples).max() <= 10 ** (-1 / 20) * 1.002
    assert abs(samples.mean()) < 1e-4
    peak = np.abs(samples).max()
    assert np.argmax(np.abs(samples).max(axis=1) > 0.01 * peak) < 0.05 * RATE
    assert np.abs(samples[-RATE // 100 :]).max() < 1e-3 * peak
    tail = samples[8 * RATE :]  # the last note is let go of after eight seconds
    levels = [np.abs(piece).max() for piece in np.array_split(tail, 8)]
    assert len(tail) > 0.3 * RATE
    assert levels[0] > levels[3] > levels[-1], "it dies away"


def test_mono_loses_nothing_but_the_width(make_score: MakeScore) -> None:
    performance = perform(band(make_score, BANDS["a piano alone"]))
    waveform = SoundfontSynthesizer(RenderOptions(sample_rate=RATE)).play(performance, Progress())
    together = db(float(np.mean(waveform.mono().astype(float) ** 2)))
    apart = db(float(np.mean(waveform.samples.astype(float) ** 2)))
    assert together > apart - 1.5


def noise(seconds: float, level: float, seed: int) -> NDArray[np.float32]:
    signal = np.random.default_rng(seed).standard_normal(int(seconds * RATE))
    return np.stack([signal, signal]).astype(np.float32) * np.float32(level)


def band_of_noise(seconds: float, *levels: float) -> dict[Role | None, NDArray[np.float32]]:
    roles: tuple[Role, ...] = ("melody", "drums", "chords")
    return {
        role: noise(seconds, level, seed)
        for seed, (role, level) in enumerate(zip(roles, levels, strict=True))
    }


def until(stems: Stems, seconds: float) -> Stems:
    return {role: stem[:, : int(seconds * RATE)] for role, stem in stems.items()}


def test_the_parts_together_are_the_mix() -> None:
    stems = band_of_noise(3, 0.1, 0.05, 0.2)
    stems["drums"] = stems["drums"][:, : 2 * RATE]
    gains = {"melody": 1.0, "chords": 0.5, "drums": 2.0}.__getitem__
    apart = mix_apart(stems, RATE, None, gains)
    assert {len(sound) for sound in apart.values()} == {3 * RATE}
    np.testing.assert_allclose(sum(apart.values()), mix(stems, RATE, None, gains), atol=1e-5)


def test_faders_move_a_part_and_leave_the_others() -> None:
    stems = band_of_noise(3, 0.1, 0.05, 0.2)
    flat, softer = (
        mix_apart(stems, RATE, None, lambda role, g=g: g if role == "drums" else 1)
        for g in (1.0, 0.25)
    )
    power = {role: (np.mean(flat[role] ** 2), np.mean(softer[role] ** 2)) for role in stems}
    assert db(power["drums"][1] / power["drums"][0]) == pytest.approx(-12, abs=1)
    assert db(power["melody"][1] / power["melody"][0]) == pytest.approx(0, abs=0.5)
    silent = mix_apart(stems, RATE, None, lambda role: float(role != "drums"))
    assert not silent["drums"].any()


def test_a_mix_that_grows_is_the_mix_of_the_whole() -> None:
    stems = band_of_noise(9, 0.1, 0.02, 0.2)
    for stem, joins, leaves in zip(stems.values(), (5.1, 2.3, 0), (9, 6.2, 9), strict=True):
        stem[:, : int(joins * RATE)] = stem[:, int(leaves * RATE) :] = 0
    growing = GrowingMix(RATE)
    given = [growing.more(until(stems, end)).copy() for end in (2.0, 3.9, 4.7, 8.2)]
    given.append(growing.more(stems, is_last=True))
    assert [len(sound) > 0 for sound in given] == [False, True, True, True, True]
    whole = mix(stems, RATE)
    assert len(given[-1]) == len(whole)
    for sound in given:
        np.testing.assert_allclose(sound, whole[: len(sound)], atol=1e-4)


def test_a_part_that_turns_out_to_end_earlier_leaves_no_trace() -> None:
    stems = band_of_noise(9, 0.1, 0.02, 0.2)
    growing = GrowingMix(RATE)
    for end in (4.7, 6.3, 8.2):
        growing.more(until(stems, end))
    role = next(iter(stems))
    stems[role] = stems[role][:, : int(6.5 * RATE)]  # as if what rang on had died away
    assert 6.2 * RATE < growing.go_back(stems[role].shape[1]) + 3 * RATE < 9.5 * RATE
    np.testing.assert_array_equal(growing.more(stems, is_last=True), mix(stems, RATE))


def test_a_tune_that_joins_late_still_comes_to_the_front() -> None:
    stems = band_of_noise(8, 0.05, 0.0, 0.2)
    stems["melody"][:, : 5 * RATE] = 0
    growing = GrowingMix(RATE)
    growing.more(until(stems, 4))
    late = growing.more(stems, is_last=True)[6 * RATE :]
    without = GrowingMix(RATE)
    stems["melody"][:] = 0
    without.more(until(stems, 4))
    rest = without.more(stems, is_last=True)[6 * RATE :]
    assert db(np.mean(late**2) / np.mean(rest**2)) > 1


def test_silence_and_one_sided_sound_are_mixed_too() -> None:
    assert not mix({"melody": np.zeros((2, RATE), np.float32)}, RATE).any()
    stem = np.zeros((2, RATE), np.float32)
    stem[0] = noise(1, 0.1, 1)[0]
    left, right = mix({"chords": stem}, RATE).T
    assert abs(db((left @ left) / (right @ right))) < 1


def test_the_mix_of_a_stranger_s_file_keeps_its_tone_and_balance() -> None:
    notes = tuple(TimedNote(t / 2, t / 2 + 0.5, 60 + t, 80) for t in range(8))
    stranger = Performance((Part(0, False, notes), Part(0, True, notes)))
    waveform = SoundfontSynthesizer(RenderOptions(sample_rate=RATE)).play(stranger, Progress())
    assert integrated_loudness(waveform) == pytest.approx(-16, abs=0.5)
