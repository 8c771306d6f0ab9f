"""A wish and all that was made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.audio.waveform import Waveform
from engine.composition.changing.editing import Edit
from engine.composition.plan import Plan
from engine.composition.score import Role, Score
from engine.demands.answer import answers_to_json
from engine.emotion.reading import EmotionReading
from engine.options import ComposeOptions, RenderOptions
from engine.performance.play import play
from engine.performance.played_score import PlayedScore

__all__ = ["Piece"]


@dataclass(frozen=True)
class Piece:
    """A wish and all that was made of it.

    Attributes
    ----------
    waveform
        None until it is rendered.
    edits
        What was changed since it was composed, in order: made again after the same options, they
        give the same notes.
    told_edits
        Still earlier ones, of which files of the first format keep no more than the words.
    timings
        Seconds taken by ``"read"``, ``"compose"`` and ``"render"``.
    remarks
        What is not as it should be though it goes on, in sentences: a soundfont that isn't here.
    tune
        The melody that was hummed or read from a file, as it was before it was told as the wish
        asks; None where nobody brought one. Whatever is composed anew is composed to it.
    stems
        What each part sounds like, as `Pipeline.render_apart` gives it; empty where nobody asked.
    """

    reading: EmotionReading
    plan: Plan
    score: Score
    compose_options: ComposeOptions
    render_options: RenderOptions
    waveform: Waveform | None = None
    edits: tuple[Edit, ...] = ()
    told_edits: tuple[str, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    tune: Score | None = None
    stems: Mapping[Role, Waveform] = field(default_factory=dict)

    @property
    def silent(self) -> Piece:
        """The same without its sound: quick on its way, and small to keep."""
        return replace(self, waveform=None, stems={})

    @property
    def played(self) -> PlayedScore:
        """The score as it is played; nothing of it is kept, for plan and seed give it again."""
        return play(self.score, self.plan)

    @property
    def duration(self) -> float:
        """Length in seconds: of the sound, or of the score while there is no sound yet."""
        return self.waveform.duration if self.waveform else self.score.duration

    @property
    def seed(self) -> int:
        """The seed that gives these notes again."""
        return self.compose_options.seed

    @property
    def works(self) -> dict[str, list[int]]:
        """The works that notes were taken over from, in the order heard, each with the bars."""
        bars: dict[str, list[int]] = {}
        for excerpt in self.score.excerpts:
            found = bars.setdefault(": ".join(filter(None, (excerpt.composer, excerpt.work))), [])
            found += [excerpt.bar] * (excerpt.bar not in found)
        return bars

    def to_json(self) -> dict[str, Any]:
        """Give the object that ``affetto compose --json`` prints, but for ``"files"``."""
        ticks_per_bar = self.score.metre.ticks_per_bar
        ticks_per_beat = ticks_per_bar // self.score.metre.numerator
        return {
            "text": self.reading.text,
            "seed": self.seed,
            "composer": self.compose_options.composer,
            "synthesizer": self.render_options.synthesizer,
            "key": self.score.key.name,
            "mode": self.score.key.mode,
            "tempo": round(self.score.tempo, 2),
            "metre": str(self.score.metre),
            "seconds": round(self.duration, 3),
            "sections": [
                {
                    "name": section.name,
                    "first_bar": section.first_bar + 1,
                    "n_bars": section.n_bars,
                    "key": str(section.key),
                }
                for section in self.score.sections
            ],
            "chords": [
                {
                    "bar": chord.start // ticks_per_bar + 1,
                    "beat": chord.start % ticks_per_bar / ticks_per_beat + 1,
                    "symbol": chord.symbol(self.score.key_at(chord.start // ticks_per_bar)),
                }
                for chord in self.score.chords
            ],
            "sources": [
                {
                    "bar": excerpt.start // ticks_per_bar + 1,
                    "beat": excerpt.start % ticks_per_bar / ticks_per_beat + 1,
                    "beats": excerpt.duration / ticks_per_beat,
                    "work": excerpt.work,
                    "composer": excerpt.composer,
                    "from_bar": excerpt.bar,
                }
                for excerpt in self.score.excerpts
            ],
            "style": self.plan.scoring.style or None,
            "demands": answers_to_json(self.reading.text, self.plan.answers),
            "reading": self.reading.to_json(),
            "timings": {stage: round(seconds, 3) for stage, seconds in self.timings.items()},
        }
