"""Sound that begins before the piece is complete: the same samples, no jump."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.audio.loudness import CEILING_DB, integrated_loudness, limit
from engine.audio.waveform import Waveform
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
from engine.composition.scoring import Joining, Scoring
from engine.errors import JobCancelledError, SynthesisError
from engine.options import RenderOptions
from engine.performance.play import play
from engine.progress import Progress
from engine.synthesis.mastering import GrowingMaster, expected_gain
from engine.synthesis.soundfont import SoundfontSynthesizer
from engine.synthesis.stream import Streamer
from engine.synthesis.timed_performance import perform

C = Key(0, "major")
BAR = 96
OPTIONS = RenderOptions(sample_rate=22_050)


def score_of(n_bars: int) -> Score:
    """A bar is a second: bass alone at first, a melody from bar 3 on, drums from bar 6 on."""

    def notes(first: int, pitch: int, step: int = 24, held: int = 30) -> tuple[Note, ...]:
        starts = range(first * BAR, n_bars * BAR, step)
        ends = [min(start + held, n_bars * BAR) for start in starts]
        return tuple(
            Note(start, end - start, pitch + start // step % 5, 60 + start // BAR * 5)
            for start, end in zip(starts, ends, strict=True)
        )

    parts = (
        Track("melody", 73, notes(3, 72, 32)),
        Track("bass", 33, notes(0, 40, 48)),
        Track("drums", 0, notes(6, 36, 24, 6)),
    )
    return Score(
        C, Metre(), n_bars, (TempoChange(0, 240.0),), (ScoreSection("A", 0, n_bars, C),),
        (Chord(0, n_bars * BAR, 0),), tuple(track for track in parts if track.notes),
    )  # fmt: skip


def _cut(note: Note, end: int) -> Note:
    return replace(note, duration=min(note.duration, end - note.start))


def beginning_of(score: Score, n_bars: int) -> Score:
    end = n_bars * BAR
    tracks = [
        replace(track, notes=tuple(note for note in track.notes if note.start < end))
        for track in score.tracks
    ]
    tracks = [
        replace(track, notes=tuple(_cut(note, end) for note in track.notes)) for track in tracks
    ]
    return replace(
        score,
        n_bars=n_bars,
        sections=(ScoreSection("A", 0, n_bars, C),),
        chords=(Chord(0, end, 0),),
        tracks=tuple(track for track in tracks if track.notes),
    )


PLAN = Plan(
    C,
    Metre(),
    tuple(
        PlannedSection("A", 1, C, 0, 0, Expression(240, 2 + bar / 2, 60, 60 + 5 * bar, 0.5))
        for bar in range(10)
    ),
    1,
)


@pytest.fixture(scope="module")
def synthesizer() -> SoundfontSynthesizer:
    return SoundfontSynthesizer(OPTIONS)


def test_the_soundfont_synthesizer_can_begin_early(synthesizer: SoundfontSynthesizer) -> None:
    assert isinstance(synthesizer, Streamer)


def test_a_piece_played_as_it_grows_sounds_as_if_played_at_once(
    synthesizer: SoundfontSynthesizer,
) -> None:
    whole = score_of(10)
    at_once = synthesizer.play(perform(play(whole, PLAN)), Progress())
    stream = synthesizer.play_along(PLAN, Progress())
    heard = [list(stream.more(beginning_of(whole, n), Progress())) for n in (2, 3, 5, 6, 9)]
    assert [len(sounds) for sounds in heard] == [0, 0, 2, 1, 1]
    rest, mastered = stream.finish(whole, Progress())
    np.testing.assert_array_equal(mastered.samples, at_once.samples)
    sounds = [sound for some in heard for sound in some]
    streamed = np.concatenate([sound.samples for sound in (*sounds, rest)])
    assert streamed.shape == at_once.samples.shape
    # one gain apart, which the beginning foretells and the whole decides, and what is limited
    likeness = np.corrcoef(streamed.sum(axis=1), at_once.samples.sum(axis=1))[0, 1]
    assert likeness > 0.99


def test_the_stream_is_nearly_as_loud_as_asked(synthesizer: SoundfontSynthesizer) -> None:
    whole = score_of(10)
    stream = synthesizer.play_along(PLAN, Progress())
    first = list(stream.more(beginning_of(whole, 5), Progress()))
    rest, mastered = stream.finish(whole, Progress())
    samples = [sound.samples for sound in (*first, rest)]
    heard = Waveform(np.concatenate(samples), OPTIONS.sample_rate)
    assert heard.peak <= 10 ** (CEILING_DB / 20) * 1.005
    assert abs(integrated_loudness(heard) - integrated_loudness(mastered)) < 5


def test_a_long_beginning_is_heard_before_it_is_played_whole(
    synthesizer: SoundfontSynthesizer,
) -> None:
    stream = synthesizer.play_along(PLAN, Progress())
    sounds = stream.more(score_of(10), Progress())
    first = next(iter(sounds))
    assert 3 < first.duration <= 4.0  # of four seconds: mix and limiter listen ahead
    assert sum(sound.duration for sound in sounds) == pytest.approx(6.0, abs=0.2)


def test_a_short_piece_comes_at_its_end(synthesizer: SoundfontSynthesizer) -> None:
    whole = score_of(3)
    stream = synthesizer.play_along(PLAN, Progress())
    assert not list(stream.more(whole, Progress()))
    rest, mastered = stream.finish(whole, Progress())
    assert len(rest.samples) == len(mastered.samples)


def test_a_stream_can_be_stopped(synthesizer: SoundfontSynthesizer) -> None:
    progress = Progress()
    stream = synthesizer.play_along(PLAN, progress)
    progress.cancel()
    with pytest.raises(JobCancelledError):
        list(stream.more(score_of(4), progress))


def test_a_stream_without_notes_is_refused(synthesizer: SoundfontSynthesizer) -> None:
    silent = replace(score_of(4), tracks=())
    with pytest.raises(SynthesisError, match="no notes"):
        synthesizer.play_along(PLAN, Progress()).finish(silent, Progress())


def test_mastering_in_parts_is_mastering_at_once() -> None:
    chance = np.random.default_rng(1)
    raw = chance.normal(0, 0.1, (60_000, 2)).astype(np.float32)
    raw[20_000:20_050] *= 20
    master = GrowingMaster(2.0)
    ends = (10_000, 20_100, 20_200, 45_000)
    parts = [master.more(raw[:end]) for end in ends] + [master.more(raw, is_last=True)]
    whole = limit(raw * np.float32(2.0), 10 ** (CEILING_DB / 20))
    np.testing.assert_allclose(np.concatenate(parts), whole, atol=2e-3)


def test_a_piece_that_begins_softly_gets_less_gain_than_its_beginning_needs() -> None:
    soft = PlannedSection("introduction", 5, C, 0, 0, Expression(240, 2, 60, 50, 0.5))
    loud = replace(soft, name="A", expression=Expression(240, 4, 60, 100, 0.5))
    tone = 0.1 * np.sin(np.arange(110_250) / 20, dtype=np.float32)
    first = Waveform(np.stack([tone, tone], axis=1), 22_050)

    def gain(*sections: PlannedSection) -> float:
        return expected_gain(Plan(C, Metre(), sections, 1), first, 5, -16)

    assert gain(soft, loud) < 0.5 * gain(soft, soft)
    assert expected_gain(PLAN, Waveform(np.zeros((9, 2), np.float32), 22_050), 1, -16) == 1.0


def test_parts_that_join_in_later_are_foretold() -> None:
    sections = tuple(
        PlannedSection(name, 4, C, 0.5, 0.5, Expression(120, 4, 60, 80, 0.5)) for name in "ABAB"
    )
    tone = 0.1 * np.sin(np.arange(110_250) / 20, dtype=np.float32)
    first = Waveform(np.stack([tone, tone], axis=1), 22_050)

    def gain(*joining: Joining) -> float:
        plan = Plan(C, Metre(), sections, 1, scoring=Scoring(joining=joining))
        return expected_gain(plan, first, 2, -16)

    late = [Joining(role, 48, 48, 76, 0.6) for role in ("pad", "counter", "second")]
    assert gain(*late) < 0.95 * gain()
