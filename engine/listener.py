"""From speech to what it feels like: the first half of the way from a wish to its music."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from engine.composition.styles.hints import assume_feeling
from engine.composition.styles.nearest import StyleFinder
from engine.demands.parser import find_demands
from engine.demands.words import read_words
from engine.emotion.learned_moods import known_moods, moods_stamp
from engine.emotion.music_vectors import MusicVectors
from engine.emotion.reader import Reader
from engine.emotion.reading import EmotionReading
from engine.emotion.voiced import heed
from engine.emotion.wish_words import wish_words
from engine.options import ReadOptions
from engine.progress import Progress
from engine.rounding import rounded
from engine.speech.prosody import measure_prosody
from engine.speech.recognizer import Recognizer
from engine.speech.speaker import known_speaker, learn_speaker
from engine.speech.transcript import Transcript
from engine.speech.usual_language import remember_language, usual_language

if TYPE_CHECKING:
    from engine.audio.waveform import Waveform
    from engine.composition.changing.paraphrases import Paraphrases
    from engine.composition.changing.spoken import Said
    from engine.composition.score import Score

__all__ = ["Listener"]

_READ = ReadOptions()


class Listener:
    """Hears and reads wishes. Models are loaded on first use and kept."""

    @functools.cached_property
    def recognizer(self) -> Recognizer:
        """Whisper, loaded."""
        names = (row["name"] for row in read_words("styles"))
        return Recognizer(usual=usual_language(), names=names, wanted=wish_words)

    @functools.cached_property
    def _words(self) -> Reader:
        """What all readers share, loaded."""
        return Reader()

    @functools.lru_cache(maxsize=2)  # noqa: B019 - one listener lives as long as its process
    def _reader_of(self, vectors: str, learned: tuple[int, int] | None) -> Reader:  # noqa: ARG002
        """Load anew when the learned moods have changed."""
        return self._words.beside(MusicVectors(vectors, known_moods()))

    def reader(self, options: ReadOptions) -> Reader:
        """Give the reader for a set of music vectors and the moods learned so far, loaded."""
        return self._reader_of(options.vectors, moods_stamp())

    @functools.cached_property
    def styles(self) -> StyleFinder:
        """The style cards beside the word vectors, loaded."""
        return StyleFinder(self._words.embeddings)

    @functools.cached_property
    def paraphrases(self) -> Paraphrases:
        """What can be said to a song, beside the sentence model; that loads when it is asked."""
        from engine.composition.changing.paraphrases import Paraphrases  # noqa: PLC0415

        return Paraphrases(self._words.sentences.encode_as_it_came)

    def understand(self, text: str, score: Score, seed: int, chosen: range | None = None) -> Said:
        """Say what is meant by words said to a song, also by such as no grammar has."""
        # hundreds of patterns, a quarter of a second: a first wish changes nothing
        from engine.composition.changing.spoken import unclear, understand  # noqa: PLC0415

        said = understand(text, score, seed, chosen)
        if said.is_doubtful:
            said = understand(text, score, seed, chosen, self.paraphrases)
        return said if said.kind != "wish" or self._says_something(text) else unclear(text, score)

    def _says_something(self, text: str) -> bool:
        """Whether a new wish would be composed: "qwe asd" would not."""
        reading = self.read(text)
        return reading.quadrant is not None or bool(list(reading.demands))

    def transcribe(
        self,
        waveform: Waveform,
        progress: Progress,
        options: ReadOptions = _READ,
        *,
        is_whole: bool = True,
    ) -> Transcript:
        """Turn speech into text; an empty transcript where nothing was said."""
        transcript = self.recognizer.transcribe(
            waveform, progress, options.language, is_whole=is_whole
        )
        prosody = measure_prosody(waveform, transcript.words) if options.uses_voice else None
        voice = None if prosody is None else known_speaker().cue(prosody)
        return dataclasses.replace(transcript, voice=voice)

    def hear(
        self, waveform: Waveform, progress: Progress, options: ReadOptions = _READ
    ) -> Transcript:
        """Turn the user's own speech into text, and learn how they usually speak."""
        transcript = self.transcribe(waveform, progress, options)
        self.learn_from(waveform, transcript)
        return transcript

    def learn_from(self, waveform: Waveform, transcript: Transcript) -> None:
        """Learn which language the user speaks, and how, where their voice counts."""
        if transcript.text:
            remember_language(transcript.language)
        prosody = measure_prosody(waveform, transcript.words) if transcript.voice else None
        if prosody is not None:
            learn_speaker(prosody)

    def read(self, wish: str | Transcript, options: ReadOptions = _READ) -> EmotionReading:
        """Say what a wish feels like; where it was spoken, its voice counts too."""
        text = wish if isinstance(wish, str) else wish.text
        reading = self.reader(options).read(text)
        if reading.quadrant is None:
            reading = assume_feeling(reading, self.styles.find)
        heard = wish.voice if isinstance(wish, Transcript) and options.uses_voice else None
        return rounded(reading if heard is None else heed(reading, heard))

    def read_on(self, reading: EmotionReading, words: str) -> EmotionReading:
        """Add words to a wish: what they demand of the music counts, its feeling stays."""
        text = ", ".join(filter(None, (reading.text, words)))
        return dataclasses.replace(reading, text=text, demands=find_demands(text))
