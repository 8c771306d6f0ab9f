from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
from engine.errors import JobCancelledError, SpeechError
from engine.progress import Progress
from engine.speech import weights
from engine.speech.endpointing import Span
from engine.speech.recognizer import Recognizer, _join, _prepare

RATE = 16_000


def mono(samples: np.ndarray, sample_rate: int = RATE) -> Waveform:
    return Waveform(samples.astype(np.float32)[:, None], sample_rate)


@pytest.fixture(scope="module")
def babbler(packed: bytes) -> Recognizer:
    """Hears as Whisper does, and understands nothing: its weights are tiny and random."""
    return Recognizer(weights.whisper_from(packed))


@pytest.fixture(scope="session")
def listener() -> Recognizer:
    """The real one."""
    recognizer = Recognizer()
    recognizer.warm_up()
    return recognizer


def quiet_sounds() -> dict[str, np.ndarray]:
    generator = np.random.default_rng(0)
    times = np.arange(4 * RATE) / RATE
    return {
        "nothing": np.zeros(0),
        "one sample": np.ones(1),
        "zeros": np.zeros(4 * RATE),
        "hiss": generator.normal(0, 0.001, 4 * RATE),
        "noise": generator.normal(0, 0.3, 4 * RATE),
        "tone": np.sin(2 * np.pi * 440 * times),
        "no numbers": np.full(4 * RATE, np.nan),
        "infinite": np.full(4 * RATE, np.inf),
    }


@pytest.mark.parametrize("kind", quiet_sounds())
def test_where_nobody_speaks_nothing_is_heard(babbler: Recognizer, kind: str) -> None:
    waveform = mono(quiet_sounds()[kind])
    transcript = babbler.transcribe(waveform, Progress())
    assert (transcript.text, transcript.words) == ("", ())
    assert transcript.duration == waveform.duration


def test_words_follow_each_other_within_the_recording(babbler: Recognizer, speech: Any) -> None:
    recording = mono(np.concatenate([np.zeros(2 * RATE), speech("dashwood"), np.zeros(RATE)]))
    transcript = babbler.transcribe(recording, Progress())
    assert transcript.text == " ".join(word.text for word in transcript.words) != ""
    times = [time for word in transcript.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert times[0] > 1
    assert times[-1] <= recording.duration
    assert all(0 <= word.probability <= 1 for word in transcript.words)


def test_the_same_recording_gives_the_same_words(babbler: Recognizer, speech: Any) -> None:
    recording = mono(speech("dashwood"))
    first = babbler.transcribe(recording, Progress())
    assert babbler.transcribe(recording, Progress()) == first


def test_the_progress_runs_from_0_to_1(babbler: Recognizer, speech: Any) -> None:
    told: list[tuple[str, float]] = []
    two_windows = np.concatenate([speech("dashwood"), np.zeros(28 * RATE), speech("dashwood")])
    babbler.transcribe(mono(two_windows), Progress(lambda *report: told.append(report)))
    assert {stage for stage, _ in told} == {"transcribe"}
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert any(0 < share < 0.5 for share in shares)
    assert any(0.5 < share < 1 for share in shares)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.6, 0.9])
def test_it_stops_where_it_is_cancelled_and_works_again(
    babbler: Recognizer, speech: Any, share: float
) -> None:
    told: list[float] = []

    def cancel_there(_stage: str, done: float) -> None:
        told.append(done)
        if done >= share:
            progress.cancel()

    recording = mono(speech("dashwood"))
    progress = Progress(cancel_there)
    with pytest.raises(JobCancelledError):
        babbler.transcribe(recording, progress)
    assert len([done for done in told if done >= share]) == 1
    assert babbler.transcribe(recording, Progress()).text


def test_too_long_a_recording_is_refused(babbler: Recognizer) -> None:
    with pytest.raises(SpeechError, match="lasts 60 minutes, a wish at most 10") as caught:
        babbler.transcribe(mono(np.zeros(3600), 1), Progress())
    assert "Cut out" in caught.value.hint


@pytest.mark.parametrize(("gain", "peak"), [(3.0, 0.5), (0.5, 0.5), (0.01, 0.5), (1e-6, 1e-3)])
def test_sound_is_made_loud_enough_to_tell_speech(gain: float, peak: float) -> None:
    tone = np.sin(np.arange(RATE) / 10)
    assert np.abs(_prepare(mono(gain * tone))).max() == pytest.approx(peak, rel=0.01)


def test_neighbours_share_a_window_while_they_fit() -> None:
    spans = [Span(1, 5), Span(8, 20), Span(25, 32), Span(40, 70), Span(90, 91)]
    assert _join(spans) == [Span(1, 20), Span(25, 32), Span(40, 70), Span(90, 91)]
    assert _join([]) == []


@pytest.mark.model
@pytest.mark.slow
def test_a_wish_is_understood_word_by_word(listener: Recognizer, speech: Any) -> None:
    transcript = listener.transcribe(mono(speech("seven_seas")), Progress())
    assert transcript.text == (
        "I want a song that conveys the feelings of hope and wonder while sailing the seven seas, "
        "but also the disgusting feeling of eating too many beans."
    )
    starts = {word.text: word.start for word in transcript.words}
    assert starts["hope"] == pytest.approx(2.3, abs=0.4)
    assert starts["beans."] == pytest.approx(7.2, abs=0.4)
    assert min(word.probability for word in transcript.words) > 0.3


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize(
    ("sample_rate", "n_channels", "gain"), [(8_000, 1, 20.0), (96_000, 6, 0.003)]
)
def test_any_recording_of_a_voice_is_understood(
    listener: Recognizer, speech: Any, sample_rate: int, n_channels: int, gain: float
) -> None:
    """A telephone's rate, clipped; a studio's, six channels, hardly audible; broken samples."""
    samples = resample(mono(speech("kennedy")), sample_rate).samples * gain
    samples = np.repeat(np.clip(samples, -1, 1), n_channels, axis=1)
    samples[::1000] = np.nan
    transcript = listener.transcribe(Waveform(samples, sample_rate), Progress())
    assert transcript.text.lower().rstrip(".").endswith("what you can do for your country")


@pytest.mark.model
@pytest.mark.slow
def test_words_with_hyphens_stay_whole(listener: Recognizer, speech: Any) -> None:
    transcript = listener.transcribe(mono(speech("dashwood")), Progress())
    assert transcript.text.lower().startswith("he was not an ill")
    assert not any(word.text.startswith("-") for word in transcript.words)
