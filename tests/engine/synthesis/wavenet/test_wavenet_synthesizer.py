from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.score import (
    Chord,
    Key,
    Metre,
    Note,
    Score,
    ScoreSection,
    TempoChange,
    Track,
)
from engine.errors import JobCancelledError, ResourceError, SynthesisError
from engine.options import RenderOptions
from engine.performance.play import play
from engine.progress import Progress
from engine.synthesis.soundfont import SoundfontSynthesizer
from engine.synthesis.stream import Streamer
from engine.synthesis.timed_performance import (
    Part,
    Performance,
    TimedControl,
    TimedNote,
    perform,
)
from engine.synthesis.wavenet import lanes
from engine.synthesis.wavenet.dimensions import Dimensions
from engine.synthesis.wavenet.generator import stream
from engine.synthesis.wavenet.lanes import LaneWriter
from engine.synthesis.wavenet.model import WaveNet
from engine.synthesis.wavenet.source import (
    HIGHEST,
    KNOTS,
    LOWEST,
    N_FEATURES,
    VELOCITIES,
    PartialBank,
)
from engine.synthesis.wavenet.synthesizer import WaveNetSynthesizer
from engine.synthesis.wavenet.voice import load_voice, save_voice
from engine.synthesis.wavenet.voicing import pedalled

TINY = Dimensions(
    n_layers=3, n_cycle=3, n_channels=16, n_skip=16, n_features=N_FEATURES, n_globals=4,
    n_condition=8,
)  # fmt: skip
N_PITCHES = HIGHEST - LOWEST + 1


def bank() -> PartialBank:
    pitches = np.arange(LOWEST, HIGHEST + 1)
    frequency = np.tile((440 * 2 ** ((pitches - 69) / 12))[None, :, None], (2, 1, 1))
    amplitude = np.full((2, N_PITCHES, 1, len(KNOTS)), -0.1j, dtype=np.complex64)
    release = np.full((2, len(VELOCITIES)), 0.02)
    return PartialBank(frequency, amplitude, release, (0, 33))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    save_voice(tmp_path, WaveNet(TINY), bank(), {})
    return tmp_path


@pytest.fixture
def synthesizer(folder: Path) -> WaveNetSynthesizer:
    return WaveNetSynthesizer(RenderOptions(sample_rate=16_000), folder)


def part(*pitches: int, program: int = 0, is_drum: bool = False, start: float = 0.0) -> Part:
    times = (start + 0.5 * i for i in range(len(pitches)))
    played = tuple(
        TimedNote(time, time + 0.4, pitch, 90) for time, pitch in zip(times, pitches, strict=True)
    )
    return Part(program, is_drum, played)


def loudest(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax() * 16_000 / len(samples))


def written(synthesizer: WaveNetSynthesizer, played: Part) -> np.ndarray:
    """Give what the voice alone makes of a part."""
    voices = synthesizer.voices()
    voices.finish({None: [played]}, Progress())
    return voices.sound(None, 0)


def test_notes_sound_at_their_time_and_pitch(synthesizer: WaveNetSynthesizer) -> None:
    waveform = synthesizer.play(Performance((part(69, 81),)), Progress())
    sound = waveform.mono()
    assert waveform.n_channels == 2
    assert loudest(sound[1_600:6_400]) == pytest.approx(440, abs=5)
    assert loudest(sound[9_600:14_400]) == pytest.approx(880, abs=5)
    assert 0.05 < waveform.peak <= 1
    assert abs(float(sound.mean())) < 1e-3


def test_the_same_performance_gives_the_same_samples(synthesizer: WaveNetSynthesizer) -> None:
    performance = Performance((part(60, 64, 67), part(40, program=33)))
    first, second = (synthesizer.play(performance, Progress()) for _ in range(2))
    assert np.array_equal(first.samples, second.samples)


def test_long_notes_run_through_the_cuts(synthesizer: WaveNetSynthesizer) -> None:
    """The timeline is cut into pieces for the lanes: nothing of that may be heard."""
    held = Part(0, is_drum=False, notes=(TimedNote(0.0, 6.0, 69, 100),))
    sound = written(synthesizer, held)
    blocks = np.sqrt((sound[8_000:88_000].reshape(-1, 400) ** 2).mean(axis=1))
    assert blocks.max() / blocks.min() < 1.2


def test_what_is_foretold_goes_with_the_batches(
    synthesizer: WaveNetSynthesizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lane that is idle takes as long as one that writes."""
    monkeypatch.setattr(LaneWriter, "speed", lambda *_: 16.0)  # all lanes: as fast as it sounds
    monkeypatch.setattr(lanes, "n_workers", lambda: 1)
    one = Performance((part(60),))
    alone = synthesizer.expected_seconds(one, Progress())
    assert alone > 1.0
    crowd = Performance(tuple(part(60 + i) for i in range(16)))
    assert synthesizer.expected_seconds(crowd, Progress()) == pytest.approx(alone)


def test_forty_voices_play(synthesizer: WaveNetSynthesizer) -> None:
    crowd = Performance(tuple(part(40 + i) for i in range(40)))
    assert synthesizer.play(crowd, Progress()).peak > 0.05


def test_after_a_cancel_no_other_block_is_begun(
    synthesizer: WaveNetSynthesizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stretches that are under way would take minutes: every worker ends with its block."""
    held = tuple(Part(0, False, (TimedNote(0.0, 300.0, 50 + i, 90),)) for i in range(8))
    progress, begun = Progress(), []

    def until_cancelled(*arguments: Any, **options: Any) -> Iterator[lanes.Array]:
        for block in stream(*arguments, **options):
            begun.append(threading.current_thread())
            if len(begun) == 4:
                progress.cancel()
                cancelled.wait(30)
            yield block

    cancelled = threading.Event()
    synthesizer.describe()  # compiled before
    monkeypatch.setattr(lanes, "stream", until_cancelled)
    with pytest.raises(JobCancelledError):
        synthesizer.play(Performance(held), progress)
    n_begun = len(begun)
    cancelled.set()
    workers = {thread for thread in begun if thread is not threading.current_thread()}
    for worker in workers:
        worker.join(30)
    assert len(begun) <= n_begun + len(workers)


def test_a_network_that_runs_away_is_kept_near_the_score(
    synthesizer: WaveNetSynthesizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_away(*arguments: Any, **options: Any) -> Iterator[lanes.Array]:
        yield from (np.ones_like(block) for block in stream(*arguments, **options))

    monkeypatch.setattr(lanes, "stream", run_away)
    sound = written(synthesizer, part(69))
    assert loudest(sound[1_600:6_400] - sound[1_600:6_400].mean()) == pytest.approx(440, abs=5)
    assert np.abs(sound).max() < 0.3
    assert np.abs(sound[-800:]).max() < 0.02


def test_progress_grows_to_the_end(synthesizer: WaveNetSynthesizer) -> None:
    told: list[float] = []
    progress = Progress(lambda _, fraction: told.append(fraction))
    synthesizer.play(Performance((part(60),)), progress)
    assert told == sorted(told)
    assert told[-1] == 1


def test_a_slow_machine_is_told_before_the_work(
    synthesizer: WaveNetSynthesizer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(LaneWriter, "speed", lambda *_: 0.01)
    synthesizer.play(Performance((part(60),)), Progress())
    assert "WaveNet will take about" in caplog.text


def in_band(sound: np.ndarray, low: float, high: float, rate: int) -> float:
    """Give the power between two frequencies, in dB."""
    mono = sound.mean(axis=1)
    frequencies = np.fft.rfftfreq(len(mono), 1 / rate)
    inside = (low < frequencies) & (frequencies < high)
    return float(10 * np.log10((np.abs(np.fft.rfft(mono))[inside] ** 2).sum() + 1e-12))


@pytest.fixture
def band() -> Performance:
    parts = (part(60, 64, 67), part(40, 43, 40, program=33), part(72, 76, 79, program=73))
    roles = ("chords", "bass", "melody")
    return Performance(tuple(replace(p, role=r) for p, r in zip(parts, roles, strict=True)))  # type: ignore[arg-type]


def test_a_voice_sits_in_the_song_as_the_instrument_would(folder: Path, band: Performance) -> None:
    options = RenderOptions()
    ours = WaveNetSynthesizer(options, folder).play_apart(band, Progress())
    theirs = SoundfontSynthesizer(options).play_apart(band, Progress())
    assert ours.keys() == theirs.keys()
    for role in ("chords", "bass"):
        voiced, sampled = ours[role].samples, theirs[role].samples  # type: ignore[index]
        assert not np.allclose(voiced, sampled, atol=1e-3), "the voice is heard"
        levels = [10 * np.log10((sound.astype(float) ** 2).mean()) for sound in (voiced, sampled)]
        assert levels[0] == pytest.approx(levels[1], abs=2)
    flute = [sound["melody"].mono().astype(float) for sound in (ours, theirs)]
    gain = np.vdot(*flute) / np.vdot(flute[1], flute[1])
    assert 20 * np.log10(gain) == pytest.approx(0, abs=2)
    # its fader moves with what the others play
    assert np.corrcoef(*flute)[0, 1] > 0.99


def test_what_a_voice_cannot_reach_is_heard_too(folder: Path) -> None:
    far = (TimedControl(0, 91, 127),)
    played = Performance((replace(part(60, 64, 67, 72), controls=far),))
    options = RenderOptions()
    sound = WaveNetSynthesizer(options, folder).play(played, Progress()).samples
    sampled = SoundfontSynthesizer(options).play(played, Progress()).samples
    high = [in_band(samples, 8_500, 15_000, 44_100) for samples in (sound, sampled)]
    assert high[0] > high[1] - 15, "12 dB softer at most, and as loud in all"
    dry, large = (
        WaveNetSynthesizer(options, folder).play(replace(played, space=space), Progress())
        for space in ("dry", "cathedral")
    )
    assert large.duration > dry.duration + 0.5


def test_what_is_written_of_a_beginning_stays(synthesizer: WaveNetSynthesizer) -> None:
    """Pedals, levels and moods of what follows do not reach back."""
    whole = replace(
        part(60, 64, 67, 72, 60, 64, 67, 72, 71, 74, 62, 65),
        controls=tuple(
            TimedControl(t, 64, 127 * (i % 2)) for i, t in enumerate((0.3, 0.4, 1.9, 2.2))
        ),
    )
    voices = synthesizer.voices()
    heard = []
    for seconds in (1.7, 2.0, 3.3, 4.6):
        known = tuple(note for note in whole.notes if note.start < seconds)
        controls = tuple(c for c in whole.controls if c.time < seconds)
        voices.write_until(
            {"chords": [replace(whole, notes=known, controls=controls)]}, seconds, Progress()
        )
        heard.append(voices.sound("chords", 0).copy())
    voices.finish({"chords": [whole]}, Progress())
    final = voices.sound("chords", 0)
    for sound, seconds in zip(heard, (1.7, 2.0, 3.3, 4.6), strict=True):
        assert len(sound) / 16_000 > seconds - 0.1
        np.testing.assert_allclose(sound, final[: len(sound)], atol=1e-5)


KEY = Key(0, "major")
SECTION = PlannedSection("A", 10, KEY, 0.2, 0.2, Expression(240, 4, 60, 80, 0.5))
PLAN = Plan(KEY, Metre(), (SECTION,), 1)


def beginning(n_bars: int) -> Score:
    """A bar is a second: piano and flute, joined by a bass in the fourth bar."""
    bar, end = 96, n_bars * 96
    lines = {
        "melody": (73, [Note(t, 24, 72 + t // 24 % 5, 80) for t in range(0, end, 24)]),
        "chords": (0, [Note(t, 96, p, 70) for t in range(0, end, bar) for p in (60, 64, 67)]),
        "bass": (33, [Note(t, 48, 40 + t // 48 % 3, 90) for t in range(3 * bar, end, 48)]),
    }
    tracks = [Track(role, program, tuple(notes)) for role, (program, notes) in lines.items()]  # type: ignore[arg-type]
    return Score(
        KEY, Metre(), n_bars, (TempoChange(0, 240.0),), (ScoreSection("A", 0, n_bars, KEY),),
        (Chord(0, end, 0),), tuple(track for track in tracks if track.notes),
    )  # fmt: skip


def test_a_song_with_voices_sounds_while_it_grows_as_it_does_at_once(folder: Path) -> None:
    options, whole = RenderOptions("wavenet"), beginning(10)
    at_once = WaveNetSynthesizer(options, folder).play(perform(play(whole, PLAN)), Progress())
    synthesizer = WaveNetSynthesizer(options, folder)
    assert isinstance(synthesizer, Streamer)
    stream = synthesizer.play_along(PLAN, Progress())
    heard = [list(stream.more(beginning(n), Progress())) for n in (2, 5, 6, 9)]
    assert [len(sounds) for sounds in heard] == [0, 2, 1, 1]
    assert sum(sound.duration for sounds in heard for sound in sounds) > 7.5
    rest, mastered = stream.finish(whole, Progress())
    np.testing.assert_allclose(mastered.samples, at_once.samples, atol=1e-4)
    streamed = [sound.samples for sounds in heard for sound in sounds]
    likeness = np.corrcoef(
        np.concatenate([*streamed, rest.samples]).sum(axis=1), at_once.samples.sum(axis=1)
    )[0, 1]
    assert likeness > 0.99, "the check that FluidSynth's stream is held to"


def test_notes_under_a_pedal_are_written_until_it_is_lifted() -> None:
    down, up = TimedControl(0.2, 64, 100), TimedControl(0.9, 64, 0)
    played = replace(part(60, 64, 67), controls=(up, down, TimedControl(1.1, 64, 127)))
    assert [note.end for note in pedalled(played).notes] == pytest.approx([0.9, 0.9, 1.4])
    assert pedalled(part(60)) == part(60)


def test_it_is_said_where_the_voice_knows_no_instrument(synthesizer: WaveNetSynthesizer) -> None:
    assert not synthesizer.missing(Performance((part(60), part(60, program=73))))
    (said, *_) = synthesizer.missing(Performance((part(60, program=73),)))
    assert "the soundfont plays all of this" in said


def test_silence_between_notes_is_left_out(synthesizer: WaveNetSynthesizer) -> None:
    apart = Performance((part(60), part(62, start=30.0)))
    sound = synthesizer.play(apart, Progress()).mono()
    assert np.abs(sound[16_000 * 5 : 16_000 * 29]).max() < 1e-3
    assert synthesizer.expected_seconds(apart, Progress()) > 0


@pytest.mark.parametrize(
    ("performance", "words"),
    [
        (Performance(()), "no notes"),
        (Performance((Part(0, False, (TimedNote(0, 1e5, 60, 90),)),)), "minutes"),
    ],
)
def test_what_cannot_be_played_is_said(
    synthesizer: WaveNetSynthesizer, performance: Performance, words: str
) -> None:
    with pytest.raises(SynthesisError, match=words) as caught:
        synthesizer.play(performance, Progress())
    assert caught.value.hint


def test_a_voice_comes_back_as_it_was_saved(folder: Path) -> None:
    voice = load_voice(folder)
    torch.manual_seed(0)
    for name, values in WaveNet(TINY).named_parameters():
        assert torch.allclose(voice.model.get_parameter(name), values, atol=1e-3), name
    assert voice.bank is not None
    assert voice.bank.programs == (0, 33)
    assert np.allclose(voice.bank.amplitude, bank().amplitude, atol=1e-4)


def test_a_checkpoint_of_other_dimensions_is_refused(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    config["dimensions"]["n_skip"] = 32
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(ResourceError, match="size mismatch"):
        load_voice(folder)


def test_a_damaged_checkpoint_is_refused(folder: Path) -> None:
    path = folder / "checkpoint.safetensors"
    path.write_bytes(path.read_bytes()[:1_000])
    with pytest.raises(ResourceError, match="cannot be read"):
        load_voice(folder)


def test_weights_that_are_no_numbers_are_refused(folder: Path) -> None:
    """They would pass for a compiler that fails, and play nothing, slowly."""
    path = folder / "checkpoint.safetensors"
    tensors = load_file(path)
    tensors["network.head.weight"][0] = np.nan
    save_file(tensors, path)
    with pytest.raises(ResourceError, match="no numbers"):
        load_voice(folder)


def test_a_checkpoint_without_partials_is_refused(folder: Path) -> None:
    path = folder / "checkpoint.safetensors"
    tensors = {k: v for k, v in load_file(path).items() if not k.startswith("partials")}
    save_file(tensors, path)
    with pytest.raises(ResourceError, match="partials"):
        load_voice(folder)


@pytest.mark.model
@pytest.mark.parametrize("program", [0, 4, 33])
def test_the_voice_that_ships_plays_in_tune_and_falls_silent(program: int) -> None:
    synthesizer = WaveNetSynthesizer(RenderOptions(sample_rate=16_000))
    pitch = 45 if program == 33 else 69
    played = Part(program, False, (TimedNote(0.5, 1.5, pitch, 90),))
    sound = synthesizer.play(Performance((played,)), Progress()).mono()
    note = sound[9_600:22_400]
    spectrum = np.abs(np.fft.rfft(note * np.hanning(len(note))))
    frequency = 440 * 2 ** ((pitch - 69) / 12)
    near = [abs(spectrum.argmax() * 16_000 / len(note) - k * frequency) for k in range(1, 6)]
    assert min(near) < 3  # the loudest partial need not be the first
    assert np.abs(sound[:6_000]).max() < 0.02 * np.abs(note).max()
    assert np.abs(sound[-1_600:]).max() < 0.02 * np.abs(note).max()


def test_a_voice_of_an_earlier_version_is_refused(folder: Path) -> None:
    weights = load_file(folder / "checkpoint.safetensors")
    weights["partials.release"] = np.zeros((2, N_PITCHES, 13), dtype=np.float32)
    save_file(weights, folder / "checkpoint.safetensors")
    with pytest.raises(ResourceError, match="earlier version"):
        load_voice(folder)


def test_a_missing_voice_is_said(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="cannot be read"):
        WaveNetSynthesizer(RenderOptions(), tmp_path / "none").describe()


def test_forty_voices_and_pitches_that_were_never_learned_play_safely(
    synthesizer: WaveNetSynthesizer,
) -> None:
    """More instruments than lanes, from the lowest MIDI pitch to the highest."""
    voices = tuple(part(3 * voice, 127 - voice, program=3 * voice) for voice in range(40))
    waveform = synthesizer.play(Performance(voices), Progress())
    assert np.isfinite(waveform.samples).all()
    assert 0.05 < waveform.peak <= 1


def test_ten_minutes_play_to_the_end(synthesizer: WaveNetSynthesizer) -> None:
    long = Performance((part(60), part(72, start=598.0)))
    waveform = synthesizer.play(long, Progress())
    assert waveform.duration > 598
    assert np.abs(waveform.mono()[598 * 16_000 : 599 * 16_000]).max() > 0.01


def test_without_numba_a_piece_is_played_all_the_same(
    synthesizer: WaveNetSynthesizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = Performance((part(69),))
    compiled = synthesizer.play(played, Progress()).samples
    monkeypatch.setitem(sys.modules, "numba", None)  # importing it fails from now on
    monkeypatch.delitem(sys.modules, "engine.synthesis.wavenet.compiling")
    plain = WaveNetSynthesizer(RenderOptions(sample_rate=16_000), synthesizer._folder)
    assert "plain torch" in plain.describe()
    assert np.allclose(plain.play(played, Progress()).samples, compiled, atol=0.01)


def test_the_bytes_are_the_same_on_any_number_of_cores(
    synthesizer: WaveNetSynthesizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = Performance((part(60, 64, 67), part(48, program=33)))
    sounds = []
    for n_cores in (1, 4):
        monkeypatch.setattr(lanes, "n_workers", lambda n=n_cores: n)
        sounds.append(synthesizer.play(played, Progress()).samples)
    assert np.array_equal(*sounds)
