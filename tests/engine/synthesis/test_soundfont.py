from __future__ import annotations

import itertools
import time
from pathlib import Path

import numpy as np
import pytest

from engine import resources
from engine.audio.loudness import integrated_loudness, true_peaks
from engine.composition.score import Note
from engine.errors import JobCancelledError, SynthesisError
from engine.options import RenderOptions
from engine.progress import Progress
from engine.synthesis.fluidsynth_library import FluidSynth
from engine.synthesis.soundfont import SoundfontSynthesizer
from engine.synthesis.soundfont_file import SHIPPED_SOUNDFONT
from engine.synthesis.timed_performance import Part, Performance, TimedControl, TimedNote

RATE = 44_100


def excerpt(waveform, start, seconds):
    return waveform.mono()[int(start * RATE) : int((start + seconds) * RATE)]


def fundamental(samples):
    """Find the pitch whose first three harmonics are strongest together."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 8 * len(samples)))
    n = len(spectrum) // 3
    together = spectrum[:n] * spectrum[: 2 * n : 2] * spectrum[: 3 * n : 3]
    return np.argmax(together) * RATE / (8 * len(samples))


def level_db(samples):
    return 20 * np.log10(np.sqrt(np.mean(np.square(samples, dtype=float))) + 1e-12)


def part(*notes, program=73, controls=()):
    return Part(program, is_drum=False, notes=notes, controls=controls)


def test_pitches_sound_at_their_frequencies(synthesizer, make_score):
    pitches = (60, 64, 69, 76, 84)
    score = make_score([Note(i * 24, 24, pitch, 90) for i, pitch in enumerate(pitches)])
    waveform = synthesizer.render(score, Progress())
    for i, pitch in enumerate(pitches):
        expected = 440 * 2 ** ((pitch - 69) / 12)
        heard = fundamental(excerpt(waveform, i * 0.5 + 0.15, 0.3))
        assert heard == pytest.approx(expected, rel=0.01)


def test_onsets_keep_time_through_a_tempo_change(synthesizer, make_score):
    notes = [Note(start, 6, 75, 110) for start in (0, 24, 48, 72, 96, 120)]  # claves
    score = make_score(notes, role="drums", tempos=[(0, 120), (48, 60), (96, 180)])
    samples = np.abs(synthesizer.render(score, Progress()).mono())
    for expected in (0.0, 0.5, 1.0, 2.0, 3.0, 3 + 1 / 3):
        after = samples[max(int((expected - 0.05) * RATE), 0) : int((expected + 0.05) * RATE)]
        onset = max(expected - 0.05, 0) + np.argmax(after > 0.3 * after.max()) / RATE
        assert onset == pytest.approx(expected, abs=0.01)


def test_no_silence_inside_a_held_note(synthesizer, make_score):
    score = make_score([Note(0, 24 * 8, 67, 80)], program=48)
    waveform = synthesizer.render(score, Progress())
    levels = [level_db(excerpt(waveform, t, 0.05)) for t in np.arange(0.5, 3.9, 0.05)]
    assert min(levels) > max(levels) - 12


def test_louder_velocities_sound_louder(synthesizer, make_score):
    velocities = (20, 45, 70, 95, 120)
    score = make_score([Note(i * 48, 24, 72, v) for i, v in enumerate(velocities)], program=0)
    waveform = synthesizer.render(score, Progress())
    levels = [level_db(excerpt(waveform, i, 0.4)) for i in range(len(velocities))]
    assert all(louder > softer + 1 for softer, louder in itertools.pairwise(levels))


def test_loudness_peaks_and_balance_are_as_promised(synthesizer):
    waveform = synthesizer.play(
        Performance(
            (
                part(*(TimedNote(t, t + 0.5, 72 + t % 5, 80) for t in range(6)), program=0),
                Part(0, True, tuple(TimedNote(t / 2, t / 2 + 0.1, 36, 80) for t in range(12))),
            )
        ),
        Progress(),
    )
    assert integrated_loudness(waveform) == pytest.approx(-16, abs=1)
    assert true_peaks(waveform.samples).max() <= 10 ** (-1 / 20) + 0.005
    left, right = (level_db(waveform.samples[:, side]) for side in (0, 1))
    assert left == pytest.approx(right, abs=1.5)
    assert waveform.samples.dtype == np.float32
    assert waveform.sample_rate == RATE


def test_the_same_score_gives_the_same_samples(synthesizer, make_score):
    score = make_score([Note(0, 40, 60, 90), Note(24, 40, 67, 70)], program=0)
    first = synthesizer.render(score, Progress())
    synthesizer.render(make_score([Note(0, 24, 50, 90)], program=40), Progress())
    again = synthesizer.render(score, Progress())
    other = SoundfontSynthesizer(RenderOptions(soundfont=str(resources.path(SHIPPED_SOUNDFONT))))
    assert np.array_equal(first.samples, again.samples)
    assert np.array_equal(first.samples, other.render(score, Progress()).samples)


def test_the_sound_starts_and_ends_without_a_click(synthesizer, make_score):
    waveform = synthesizer.render(make_score([Note(0, 24, 60, 100)], program=48), Progress())
    assert waveform.samples[0].max() == 0
    assert np.abs(waveform.samples[-10:]).max() < 1e-4
    assert 0.5 < waveform.duration < 6


def test_a_pedal_that_is_never_lifted_hangs_no_note(synthesizer):
    organ = part(TimedNote(0, 0.5, 60, 90), program=19, controls=(TimedControl(0, 64, 127),))
    assert synthesizer.play(Performance((organ,)), Progress()).duration < 6


def test_a_note_under_another_of_its_pitch_cuts_nothing_short(synthesizer):
    tangled = part(TimedNote(0, 1, 60, 90), TimedNote(0.5, 2, 60, 90), program=19)
    waveform = synthesizer.play(Performance((tangled,)), Progress())
    assert level_db(excerpt(waveform, 1.5, 0.3)) > level_db(excerpt(waveform, 0.1, 0.3)) - 6


def test_a_note_shorter_than_a_block_is_heard_and_ends(synthesizer):
    waveform = synthesizer.play(Performance((part(TimedNote(0, 1e-4, 60, 90)),)), Progress())
    assert waveform.peak > 0.01
    assert waveform.duration < 5


@pytest.mark.parametrize("sample_rate", [8_000, 22_050, 48_000, 96_000])
def test_any_sample_rate_gives_the_same_music(sample_rate):
    options = RenderOptions(
        soundfont=str(resources.path(SHIPPED_SOUNDFONT)), sample_rate=sample_rate
    )
    performance = Performance((part(TimedNote(0, 1, 69, 90)),))
    waveform = SoundfontSynthesizer(options).play(performance, Progress())
    samples = waveform.mono()[sample_rate // 4 : sample_rate * 3 // 4]
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    assert np.argmax(spectrum) * 2 == pytest.approx(440, rel=0.01)


def test_progress_grows_to_the_end(synthesizer, make_score):
    seen = []
    progress = Progress(lambda stage, fraction: seen.append((stage, fraction)))
    synthesizer.render(make_score([Note(0, 96, 60, 80)]), progress)
    fractions = [fraction for _, fraction in seen]
    assert {stage for stage, _ in seen} == {"render"}
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert len(fractions) > 8


def test_cancelling_stops_at_once_and_spoils_nothing(synthesizer, make_score):
    score = make_score([Note(bar * 96, 96, 60, 80) for bar in range(30)])
    asked = []

    def cancel_midway(_stage, fraction):
        if fraction > 0.3 and not asked:
            asked.append(time.thread_time())
            progress.cancel()

    progress = Progress(cancel_midway)
    with pytest.raises(JobCancelledError):
        synthesizer.render(score, progress)
    assert time.thread_time() - asked[0] < 0.2
    assert synthesizer.render(make_score([Note(0, 24, 60, 80)]), Progress()).peak > 0


def test_music_without_notes_says_so(synthesizer):
    with pytest.raises(SynthesisError, match="no notes"):
        synthesizer.play(Performance((part(),)), Progress())


def test_endless_music_is_refused_before_it_fills_the_memory(synthesizer):
    with pytest.raises(SynthesisError, match="lasts 1667 minutes"):
        synthesizer.play(Performance((part(TimedNote(0, 1e5, 60, 80)),)), Progress())


def test_more_parts_than_channels_are_refused(synthesizer):
    one = part(TimedNote(0, 1, 60, 80))
    with pytest.raises(SynthesisError, match="257 parts"):
        synthesizer.play(Performance((one,) * 257), Progress())


def test_a_font_that_stays_silent_is_an_error(synthesizer, monkeypatch):
    monkeypatch.setattr(FluidSynth, "choose", lambda *_args, **_options: False)
    with pytest.raises(SynthesisError, match="no sound"):
        synthesizer.play(Performance((part(TimedNote(0, 0.1, 60, 80)),)), Progress())


def test_it_says_what_plays(synthesizer):
    assert "MuseScore_General_Lite.sf3" in synthesizer.describe()
    with pytest.raises(SynthesisError):
        SoundfontSynthesizer(RenderOptions(soundfont=str(Path("no", "where.sf2")))).describe()
