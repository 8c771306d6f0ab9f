"""What chords and bass play in a passage, as its texture and its feeling ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.composition.grid import TICKS_PER_COLUMN
from engine.composition.planning.manner import Manner
from engine.composition.playing.bass import LOWEST, Approach, BassManner, ChordSpan, bass_line
from engine.composition.playing.figures import Stroke, let_ring, play_figure, voice_chords
from engine.composition.playing.tension import colour_chords
from engine.composition.playing.texture import Habits, Passage, Texture
from engine.composition.score import Chord

__all__ = ["play_bass", "play_chords"]

_GAP_TO_MELODY = 7  # semitones: what plays in a tune's own octave covers it


def _columns(chord: Chord) -> tuple[int, int]:
    return chord.start // TICKS_PER_COLUMN, chord.end // TICKS_PER_COLUMN


def play_chords(passage: Passage, texture: Texture) -> tuple[list[Stroke], list[Stroke]]:
    """Voice the chords below the melody and break them as the texture says.

    Returns
    -------
    list, list
        The strokes, and the same as they ring under a pedal.
    """
    lowest = min((note.pitch for note in passage.melody), default=72)
    # Close chords centred below E3 are mud; above C♯4 they are in the tune's way.
    centre = min(61.0, max(52.0, lowest - _GAP_TO_MELODY))
    struck = passage.columns(texture.rhythm, texture.relaxed)
    strokes: list[Stroke] = []
    ringing: list[Stroke] = []
    voicings = voice_chords(_sounding(passage), centre)
    for chord, voicing in zip(passage.chords, voicings, strict=True):
        start, end = _columns(chord)
        later = [column for column in struck if start < column < end]
        figure = "sustained" if start >= passage.held_from else texture.figure
        played = play_figure(figure, voicing, [start, *later], end)
        strokes += played
        # A pedal would hold the semitones of a restless figure together.
        ringing += played if figure == "restless" else let_ring(played, end)
    return strokes, ringing


def _sounding(passage: Passage) -> Sequence[Chord]:
    """Give the chords as they are played: darker where music is tense, but not at the end."""
    if not passage.section.manner.is_tense:
        return passage.chords
    dark = colour_chords(passage.chords, passage.section.key, passage.melody)
    held_from = passage.held_from * TICKS_PER_COLUMN
    return [
        plain if plain.start >= held_from else coloured
        for plain, coloured in zip(passage.chords, dark, strict=True)
    ]


def play_bass(passage: Passage, habits: Habits, texture: Texture) -> list[Stroke]:
    """Write the bass; in an introduction it enters halfway."""
    enters = passage.first_column
    if passage.section.is_introduction:
        enters += passage.section.n_bars // 2 * passage.n_columns
    spans = [ChordSpan(*_columns(chord), chord) for chord in passage.chords]
    if habits.insists and not passage.section.contrasts:
        spans = [_insist(span, passage) for span in spans]
    return bass_line(
        [span for span in spans if span.end > enters],
        passage.columns(texture.bass_rhythm, texture.bass_relaxed),
        passage.n_columns,
        passage.section.key,
        _bass_manner(passage.section.manner, habits),
    )


def _insist(span: ChordSpan, passage: Passage) -> ChordSpan:
    """Stay on the key note under every chord until the phrase closes: a pedal point is tense."""
    if passage.rests(span.start) or span.end > passage.held_from:
        return span
    return replace(span, chord=replace(span.chord, bass=passage.section.key.tonic))


def _bass_manner(manner: Manner, habits: Habits) -> BassManner:
    """Let a tense bass lead into the next chord by the semitone, and a sad one sing."""
    led: Approach = "chromatic" if manner.is_tense else "scale"
    return BassManner(led if habits.walks else "none", LOWEST + manner.bass_lift)
