from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.audio.files import read_audio
from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
from engine.errors import JobCancelledError, SpeechError
from engine.progress import Progress
from engine.speech import listening, recognizer, rehearing, weights
from engine.speech.endpointing import SpeechSpan
from engine.speech.recognizer import Recognizer
from engine.speech.spoken_language import LanguageGuess
from engine.speech.transcript import SpokenWord

RATE = 16_000


def mono(samples: np.ndarray, sample_rate: int = RATE) -> Waveform:
    samples = samples.astype(np.float32)
    return Waveform(samples[:, None] if samples.ndim == 1 else samples, sample_rate)


@pytest.fixture(scope="module")
def random_recognizer(packed: bytes) -> Recognizer:
    return Recognizer(weights.whisper_from(packed))


@pytest.fixture
def babbler(random_recognizer: Recognizer, monkeypatch: pytest.MonkeyPatch) -> Recognizer:
    """Hears as Whisper does, and understands nothing: its weights are tiny and random.

    What it says would be doubted rightly.
    """
    for doubt in ("is_silence", "may_be_silence", "is_doubtful", "loops"):
        monkeypatch.setattr(listening, doubt, lambda *_: False)
    monkeypatch.setattr(listening, "is_heard", lambda *_: True)
    monkeypatch.setattr(listening, "is_too_little", lambda *_: False)
    monkeypatch.setattr(rehearing, "loops", lambda _: False)
    monkeypatch.setattr(rehearing, "without_echo", str)
    monkeypatch.setattr(listening, "_LEAST_LOG_PROBABILITY", -np.inf)
    monkeypatch.setattr(recognizer, "guess_language", lambda *_: LanguageGuess("en"))
    monkeypatch.setattr(random_recognizer._load(), "_draft", [])
    return random_recognizer


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
        "infinite": np.full((4 * RATE, 2), (np.inf, -np.inf)),
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


def test_it_looks_again_and_again_whether_to_stop(babbler: Recognizer, speech: Any) -> None:
    """Once a layer: a window alone takes a second, and most of it passes between two reports."""

    class Watched(Progress):
        n_checks = n_updates = 0

        def check(self) -> None:
            self.n_checks += 1

        def update(self, *_: object) -> None:
            self.n_updates += 1

    progress = Watched()
    babbler.transcribe(mono(speech("dashwood")), progress)
    assert progress.n_checks > 10 * progress.n_updates


def test_too_long_a_recording_is_refused(babbler: Recognizer) -> None:
    with pytest.raises(SpeechError, match="lasts 60 minutes, a wish at most 10") as caught:
        babbler.transcribe(mono(np.zeros(3600), 1), Progress())
    assert "Cut out" in caught.value.hint


class Parts:
    """Stands in for the listener: gives what the test says, window by window."""

    def __init__(self, *answers: list[SpokenWord]) -> None:
        self.answers = list(answers)
        self.heard: list[tuple[float, str]] = []

    def hear(
        self, samples: np.ndarray, guess: LanguageGuess, *_: object, **__: object
    ) -> list[SpokenWord]:
        self.heard.append((len(samples) / RATE, guess.language))
        return self.answers.pop(0)

    def count_pieces(self, _word: str) -> int:
        return 1


def hear(listener: Parts, *spans: SpeechSpan) -> list[SpokenWord]:
    recognizer = Recognizer()
    recognizer._listener = listener  # type: ignore[assignment]
    sound, guess = np.zeros(100 * RATE, np.float32), LanguageGuess("en")
    return recognizer._hear(sound, list(spans), guess, Progress(), is_whole=True)


def test_speech_that_fits_one_window_is_heard_at_once() -> None:
    listener = Parts([SpokenWord("stormy", 1, 2, 0.9), SpokenWord("seas", 10, 11, 0.9)])
    words = hear(listener, SpeechSpan(4, 8), SpeechSpan(13, 20))
    assert listener.heard == [(16.0, "en")]
    assert [(word.text, word.start) for word in words] == [("stormy", 5), ("seas", 14)]


def test_more_speech_takes_more_windows() -> None:
    storm = [SpokenWord("storm", 1, 29, 0.9)]
    listener = Parts(storm, storm, storm)
    words = hear(
        listener, SpeechSpan(0, 20), SpeechSpan(22, 30), SpeechSpan(31, 60), SpeechSpan(61, 70)
    )
    assert [seconds for seconds, _ in listener.heard] == [30.0, 29.0, 9.0]
    assert [(word.start, word.end) for word in words] == [(1, 29), (32, 60), (62, 70)]


def test_what_whisper_passed_over_is_heard_by_itself() -> None:
    listener = Parts([SpokenWord("stormy", 1, 2, 0.9)], [], [SpokenWord("seas", 1, 2, 0.9)], [])
    words = hear(
        listener, SpeechSpan(0, 4), SpeechSpan(6, 8), SpeechSpan(10, 14), SpeechSpan(15, 16)
    )
    assert [seconds for seconds, _ in listener.heard] == [16.0, 10.0, 6.0, 1.0]
    assert [(word.text, word.start) for word in words] == [("stormy", 1), ("seas", 11)]


def test_punctuation_alone_is_no_speech() -> None:
    dots = [SpokenWord("...", 0, 1, 0.9)]
    assert hear(Parts(dots), SpeechSpan(0, 3)) == []


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
def test_what_comes_after_a_pause_is_understood(listener: Recognizer, speech: Any) -> None:
    """At once, Whisper hears the first sentence only."""
    samples = np.concatenate([speech("seven_seas"), np.zeros(3 * RATE), speech("dashwood")])
    transcript = listener.transcribe(mono(samples), Progress())
    assert "too many beans" in transcript.text
    assert transcript.text.endswith("young man.")


@pytest.mark.model
@pytest.mark.slow
def test_words_with_hyphens_stay_whole(listener: Recognizer, speech: Any) -> None:
    transcript = listener.transcribe(mono(speech("dashwood")), Progress())
    assert transcript.text.lower().startswith("he was not an ill")
    assert not any(word.text.startswith("-") for word in transcript.words)


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("german", "de", "Ein"),
        ("one_word_epic", "en", "epic"),
        ("one_word_happy", "en", "happy"),
        ("stereo_antiphase", "en", "slow and sad, like rain at night"),
    ],
)
def test_what_is_hard_to_hear_is_heard(
    listener: Recognizer, name: str, language: str, said: str
) -> None:
    """Another language, a single word, two channels that cancel each other."""
    waveform = read_audio(Path(__file__).parents[2] / "data" / "speech" / f"{name}.flac")
    transcript = listener.transcribe(waveform, Progress())
    assert transcript.language == language
    assert said.lower() in transcript.text.lower()


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_many_voices_at_once_say_nothing(listener: Recognizer, speech: Any, seed: int) -> None:
    """Whisper makes words up, up to a hundred and fifty of them, from the babble of a room."""
    generator = np.random.default_rng(seed)
    voices = [speech(name) for name in ("kennedy", "dashwood", "seven_seas")]
    babble = sum(
        np.resize(np.roll(voice / voice.std(), generator.integers(len(voice))), 4 * RATE)
        for voice in voices * 5
    )
    transcript = listener.transcribe(mono(0.003 * babble), Progress())
    assert transcript.text == ""


def test_what_is_in_doubt_is_heard_in_several_versions(
    babbler: Recognizer, speech: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All at once; what they do not agree upon was not said."""
    monkeypatch.setattr(listening, "is_doubtful", lambda *_: True)
    heard: list[int] = []
    transcriber = babbler._load()
    decode = transcriber._model.decode

    def watch(windows: Any, options: Any) -> Any:
        heard.append(len(windows))
        return decode(windows, options)

    monkeypatch.setattr(transcriber._model, "decode", watch)
    waveform = mono(speech("kennedy")[: 3 * RATE])
    monkeypatch.setattr(rehearing, "agreement", lambda texts: [0.0] * len(texts))
    assert babbler.transcribe(waveform, Progress()).text == ""
    monkeypatch.setattr(rehearing, "is_agreed", lambda *_: True)
    assert babbler.transcribe(waveform, Progress()).text != ""
    assert heard == [3, 3]
