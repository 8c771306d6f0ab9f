"""Speech to text: OpenAI's Whisper, which hears nothing where nobody speaks."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.audio.files import LONGEST
from engine.audio.waveform import Waveform
from engine.errors import SpeechError
from engine.progress import Progress
from engine.speech.cleaning import clean
from engine.speech.endpointing import LONGEST_SPAN, SpeechSpan, find_speech
from engine.speech.prompting import write_prompt
from engine.speech.spoken_language import LanguageGuess, guess_language
from engine.speech.transcript import SpokenWord, Transcript
from engine.speech.versions import without_noise
from engine.speech.voice_activity import SAMPLE_RATE

if TYPE_CHECKING:
    from whisper.model import Whisper

    from engine.speech.listening import Transcriber

__all__ = ["Recognizer"]


class Recognizer:
    """Turns recordings into text.

    Parameters
    ----------
    model
        None loads Whisper base when it is first needed.
    usual
        The language that is likeliest to be spoken; then the one that was spoken last.
    names
        That a wish may name; see `engine.speech.prompting`.
    wanted
        Gives the English words that wishes are made of, when they are first needed; see
        `engine.speech.wanted`.
    """

    def __init__(
        self,
        model: Whisper | None = None,
        usual: str = "en",
        names: Iterable[str] = (),
        wanted: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._model = model
        self._listener: Transcriber | None = None
        self._usual = usual
        self._names = tuple(names)
        self._wanted = wanted

    def warm_up(self) -> None:
        """Load the models, and run them once.

        Raises
        ------
        ResourceError
            If a model cannot be found.
        """
        find_speech(np.zeros(SAMPLE_RATE, np.float32), Progress())
        self._load().warm_up()

    def transcribe(
        self,
        waveform: Waveform,
        progress: Progress,
        language: str | None = None,
        *,
        is_whole: bool = True,
    ) -> Transcript:
        """Write down what is said.

        Parameters
        ----------
        waveform
            Any sample rate and number of channels, up to `engine.audio.files.LONGEST` seconds.
        language
            One of `engine.options.LANGUAGES`; None finds out which of them is spoken.
        is_whole
            Whether no more will be said; of what goes on, doubtful words are not looked into.

        Returns
        -------
        Transcript
            Empty if nobody speaks.

        Raises
        ------
        SpeechError
            If the recording is too long, or the language is none that is understood.
        ResourceError
            If a model cannot be found.
        JobCancelledError
            If the user asked to stop.
        """
        if waveform.duration > LONGEST:
            raise SpeechError(
                f"the recording lasts {waveform.duration / 60:.0f} minutes, "
                f"a wish at most {LONGEST / 60:.0f}",
                hint="Cut out the part with the wish, and try again.",
            )
        progress.update("transcribe", 0)
        samples = clean(waveform)
        spans = find_speech(samples, progress)
        if not spans:
            progress.update("transcribe", 1)
            return Transcript("", self._usual, duration=waveform.duration)
        guess = LanguageGuess(language) if language else self._guess(samples, spans, progress)
        if guess.is_plain:
            raise guess.refuse()
        words = self._hear(samples, spans, guess, progress, is_whole=is_whole)
        if guess.foreign and not words:
            raise guess.refuse()
        progress.update("transcribe", 1)
        if words:
            self._usual = guess.language
        text = " ".join(word.text for word in words)
        return Transcript(text, guess.language, duration=waveform.duration, words=tuple(words))

    def _guess(
        self, samples: NDArray[np.float32], spans: list[SpeechSpan], progress: Progress
    ) -> LanguageGuess:
        window = _first_window(spans)
        part = _cut(samples, SpeechSpan(window[0].start, window[-1].end))
        tell = _tell_part(progress, 0, len(window), len(spans))

        def guess(sound: NDArray[np.float32]) -> LanguageGuess:
            probabilities = self._load().detect(sound, progress.check, tell)
            return guess_language(probabilities, self._usual, len(part) / SAMPLE_RATE)

        found = guess(part)
        # in noise a voice may sound like any language
        return guess(without_noise(part)) if found.is_plain else found

    def _hear(
        self,
        samples: NDArray[np.float32],
        spans: list[SpeechSpan],
        guess: LanguageGuess,
        progress: Progress,
        *,
        is_whole: bool,
    ) -> list[SpokenWord]:
        """Hear window by window.

        Whisper may stop at a pause: what it passed over is heard once more, by itself.
        """
        words: list[SpokenWord] = []
        n_spans = len(spans)
        while spans:
            window = _first_window(spans)
            clip = SpeechSpan(window[0].start, window[-1].end)
            tell = _tell_part(progress, n_spans - len(spans), len(window), n_spans)
            part = _cut(samples, clip)
            prompt = write_prompt(guess.language, self._names, self._load().count_pieces)
            found = self._load().hear(part, guess, prompt, progress.check, tell, is_whole=is_whole)
            heard = [_place(word, clip) for word in found]
            reached = heard[-1].end if heard else clip.start
            passed_over = [span for span in window[1:] if span.start >= reached]
            spans = passed_over + spans[len(window) :]
            words += heard
        return words if any(map(_letters, words)) else []

    def _load(self) -> Transcriber:
        # Threads of torch that wait for work would keep all others from it. Read once, by torch.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        from engine.speech.listening import Transcriber  # noqa: PLC0415 - brings torch and whisper

        if self._listener is None:
            self._listener = Transcriber(self._model, self._wanted)
        return self._listener


def _cut(samples: NDArray[np.float32], clip: SpeechSpan) -> NDArray[np.float32]:
    return samples[int(clip.start * SAMPLE_RATE) : int(clip.end * SAMPLE_RATE)]


def _first_window(spans: list[SpeechSpan]) -> list[SpeechSpan]:
    """Take as many as Whisper hears at once: a window costs the same, full or not."""
    return [span for span in spans if span.end - spans[0].start <= LONGEST_SPAN]


def _tell_part(
    progress: Progress, done: int, under_way: int, n_all: int
) -> Callable[[float], None]:
    return lambda share: progress.update("transcribe", (done + share * under_way) / n_all)


def _place(word: SpokenWord, clip: SpeechSpan) -> SpokenWord:
    """Move a word of a clip to where it stands in the recording."""
    start = min(clip.start + word.start, clip.end)
    end = min(max(clip.start + word.end, start), clip.end)
    return dataclasses.replace(word, start=start, end=end)


def _letters(word: SpokenWord) -> str:
    return "".join(character for character in word.text.casefold() if character.isalnum())
