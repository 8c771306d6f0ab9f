from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
from engine.errors import JobCancelledError
from engine.progress import Progress
from engine.speech.endpointing import LONGEST_SPAN, Endpointer, SilenceRule, SpeechSpan, find_speech
from engine.speech.voice_activity import FRAME

SPEECH, DOUBT, SILENCE = 0.9, 0.4, 0.1


def frames(probability: float, seconds: float) -> list[float]:
    return [probability] * round(seconds / FRAME)


def ruled(*parts: list[float]) -> SilenceRule:
    rule = SilenceRule()
    for part in parts:
        rule.feed(part)
    return rule


def quiet(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * 16_000), np.float32)


def test_silence_alone_never_ends_anything() -> None:
    rule = ruled(frames(SILENCE, 30))
    assert rule.speech is None
    assert rule.silence == 0


def test_a_click_is_not_speech() -> None:
    assert ruled(frames(SPEECH, 0.2), frames(SILENCE, 5)).speech is None


def test_clicks_apart_do_not_add_up_to_speech() -> None:
    rule = ruled(*[frames(SPEECH, 0.1) + frames(SILENCE, 0.1)] * 10)
    assert rule.speech is None


def test_doubtful_sound_alone_is_not_speech() -> None:
    assert ruled(frames(DOUBT, 5)).speech is None


def test_speech_lasts_from_its_first_frame_to_its_last() -> None:
    rule = ruled(frames(SILENCE, 0.96), frames(SPEECH, 0.64), frames(DOUBT, 0.32))
    assert rule.speech == SpeechSpan(pytest.approx(0.96), pytest.approx(1.92))
    assert rule.silence == 0


def test_silence_is_counted_from_the_last_sound_however_short() -> None:
    rule = ruled(frames(SPEECH, 0.64), frames(SILENCE, 1.28))
    assert rule.silence == pytest.approx(1.28)
    rule.feed(frames(DOUBT, FRAME))
    assert rule.silence == 0
    rule.feed(frames(SILENCE, 0.64))
    assert rule.silence == pytest.approx(0.64)
    assert rule.speech is not None
    assert rule.speech.end == pytest.approx(0.64 + 1.28 + FRAME)


@pytest.mark.parametrize("sample_rate", [16_000, 44_100, 48_000])
def test_a_speaker_is_followed_at_the_rate_of_the_microphone(speech: Any, sample_rate: int) -> None:
    recording = np.concatenate([quiet(1), speech("seven_seas"), quiet(2)])
    samples = resample(Waveform(recording[:, None], 16_000), sample_rate).samples[:, 0]
    endpointer = Endpointer(sample_rate)
    ended = None
    step = sample_rate // 30
    for first in range(0, len(samples), step):
        endpointer.feed(samples[first : first + step])
        if ended is None and endpointer.silence >= 1.5:
            ended = first / sample_rate
    # Said from 1.0 to 8.8 s, with a pause at the comma.
    assert ended is not None
    assert 9.9 < ended < 10.5
    assert endpointer.speech is not None
    assert 0.4 < endpointer.speech.start < 1.0
    assert 8.8 < endpointer.speech.end < 9.5


def test_a_speaker_who_pauses_is_not_cut_off(speech: Any) -> None:
    """Kennedy pauses for more than half a second, twice."""
    endpointer = Endpointer()
    longest = 0.0
    recording = speech("kennedy")
    for first in range(0, len(recording), 512):
        endpointer.feed(recording[first : first + 512])
        longest = max(longest, endpointer.silence)
    assert 0.5 < longest < 1.5


def test_noise_never_starts_a_countdown() -> None:
    endpointer = Endpointer()
    endpointer.feed(np.random.default_rng(0).normal(0, 0.1, 160_000).astype(np.float32))
    assert endpointer.speech is None
    assert endpointer.silence == 0


def test_words_are_found_between_silences(speech: Any) -> None:
    words = speech("dashwood")  # 3 s
    spans = find_speech(np.concatenate([quiet(4), words, quiet(3), words]), Progress())
    assert len(spans) == 2
    assert 3 < spans[0].start < 4.2
    assert 6.5 < spans[0].end < 8
    assert 9 < spans[1].start < 10.2
    assert 12.5 < spans[1].end <= 13


@pytest.mark.parametrize("n_samples", [0, 1, 16_000])
def test_silence_holds_no_speech(n_samples: int) -> None:
    assert find_speech(np.zeros(n_samples, np.float32), Progress()) == []


def test_long_speech_is_parted_where_nothing_is_lost(speech: Any) -> None:
    """Without a pause of a second, a gap between two words will do; without any, just a cut."""
    samples = np.tile(speech("seven_seas")[:-4_000], 8)
    spans = find_speech(samples, Progress())
    assert len(spans) >= 2
    assert all(0 < span.end - span.start <= LONGEST_SPAN for span in spans)
    for before, after in itertools.pairwise(spans):
        assert before.end <= after.start < before.end + 1
    assert spans[0].start < 0.5
    assert spans[-1].end == len(samples) / 16_000


def test_the_search_can_be_stopped() -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(JobCancelledError):
        find_speech(quiet(1), progress)
