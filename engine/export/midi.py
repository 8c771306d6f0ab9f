"""Scores as standard MIDI files."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.composition.score import TICKS_PER_BEAT, Key, Metre, Role, Score
from engine.export.sheet.marks import ascii_symbol
from engine.options import Faders
from engine.performance.played_score import FINE, PlayedScore, PlayedTrack, literal
from engine.synthesis.mixing import VOLUME, controls_of
from engine.synthesis.timed_performance import untangle

if TYPE_CHECKING:
    import mido

__all__ = ["score_to_midi_bytes"]

_TICKS_PER_QUARTER = FINE * TICKS_PER_BEAT

_CHANNELS: dict[Role, int] = {
    "melody": 0, "chords": 1, "bass": 2, "second": 3, "counter": 4, "pad": 5, "arpeggio": 6,
    "effects": 7, "drums": 9, "percussion": 9,
}  # fmt: skip
"""Counted from 0: every player takes the tenth for drums."""

_Events = Iterable[tuple[int, "mido.Message | mido.MetaMessage"]]
"""Messages at ticks of the file, in any order; of one tick the first given comes first."""


_FADERS = Faders()


def score_to_midi_bytes(
    played: Score | PlayedScore,
    *,
    title: str = "",
    texts: Sequence[str] = (),
    faders: Faders = _FADERS,
) -> bytes:
    """Write a score as a MIDI file of format 1, 480 ticks a quarter note.

    Bars, beats and tempos are the score's even where it is played: notes lie beside them.

    The first track holds tempos, metre, keys, as markers the sections (``[A]``) and the chord
    symbols, and as texts the sources of what was taken over; then comes one track for each part,
    named by its role, with its place in the mix. The same score gives the same bytes.

    Parameters
    ----------
    played
        A score alone is written on the grid.
    title
        Name of the first track.
    texts
        Lines about the piece, such as the wish and the seed, kept in UTF-8.
    faders
        As the user left them.
    """
    import mido  # noqa: PLC0415

    performed = literal(played) if isinstance(played, Score) else played
    score = performed.score
    midi = mido.MidiFile(type=1, ticks_per_beat=_TICKS_PER_QUARTER, charset="utf-8")
    end = score.n_ticks * FINE
    midi.tracks.append(_track(_conducting(score, title, texts), end))
    # drums and percussion share a channel, and so a kit
    kit = max((track.program for track in performed.tracks if track.is_drum), default=0)
    for track in performed.tracks:
        seated = replace(track, program=kit) if track.is_drum else track
        midi.tracks.append(_track(_playing(seated, score.metre, faders.gain(track.role)), end))
    buffer = io.BytesIO()
    midi.save(file=buffer)
    return buffer.getvalue()


def _track(events: _Events, end: int) -> mido.MidiTrack:
    """Put messages in the order of time, up to ``end`` at least."""
    import mido  # noqa: PLC0415

    # players come a little early at the first beat, and let the last one ring beyond its bar
    ordered = sorted(((max(tick, 0), message) for tick, message in events), key=lambda e: e[0])
    last = max([end, *(tick for tick, _ in ordered)])
    ordered.append((last, mido.MetaMessage("end_of_track")))
    before = itertools.chain([0], (tick for tick, _ in ordered))
    return mido.MidiTrack(
        message.copy(time=tick - earlier)
        for earlier, (tick, message) in zip(before, ordered, strict=False)
    )


def _conducting(score: Score, title: str, texts: Sequence[str]) -> _Events:
    """Give all that concerns the whole piece."""
    from mido import MetaMessage, bpm2tempo  # noqa: PLC0415

    if title:
        yield 0, MetaMessage("track_name", name=title)
    for text in texts:
        yield 0, MetaMessage("text", text=text)
    yield (
        0,
        MetaMessage(
            "time_signature",
            numerator=score.metre.numerator,
            denominator=score.metre.denominator,
            clocks_per_click=24 * 4 // score.metre.denominator,
        ),
    )
    for change in score.tempos:
        yield change.tick * FINE, MetaMessage("set_tempo", tempo=bpm2tempo(change.tempo))
    ticks_per_bar = score.metre.ticks_per_bar
    key = None
    for section in score.sections:
        tick = section.first_bar * ticks_per_bar * FINE
        if section.key != key:
            key = section.key
            yield tick, MetaMessage("key_signature", key=_key_name(key))
        yield tick, MetaMessage("marker", text=f"[{section.name}]")
    for excerpt in score.excerpts:
        yield excerpt.start * FINE, MetaMessage("text", text=f"from {excerpt}")
    for chord in score.chords:
        symbol = chord.symbol(score.key_at(chord.start // ticks_per_bar))
        yield chord.start * FINE, MetaMessage("marker", text=ascii_symbol(symbol))


def _playing(track: PlayedTrack, metre: Metre, gain: float) -> _Events:
    """Give one part: its name, instrument and place, then its notes and what is done to them."""
    from mido import Message, MetaMessage  # noqa: PLC0415

    channel = _CHANNELS[track.role]
    yield 0, MetaMessage("track_name", name=track.role)
    yield 0, Message("program_change", channel=channel, program=track.program)
    for control, value in controls_of(track.role, track.program, gain).items():
        yield 0, Message("control_change", channel=channel, control=control, value=value)
    length = metre.ticks_per_bar * FINE
    for taken in track.changes:  # a little before the bar: who takes over may come early
        tick = taken.bar * length - length // 32
        yield tick, Message("program_change", channel=channel, program=taken.program)
        volume = controls_of(track.role, taken.program, gain)[VOLUME]
        yield tick, Message("control_change", channel=channel, control=VOLUME, value=volume)
    for change in track.controls:
        yield (
            change.tick,
            Message("control_change", channel=channel, control=change.number, value=change.value),
        )
    notes = list(untangle(track.notes))
    for note in notes:  # ends first: a pitch may start again where it ends
        yield note.end, Message("note_off", channel=channel, note=note.pitch)
    for note in notes:
        yield (
            note.start,
            Message("note_on", channel=channel, note=note.pitch, velocity=note.velocity),
        )


def _key_name(key: Key) -> str:
    """Name a key as mido does, such as ``"F#m"``."""
    return ascii_symbol(key.name) + ("m" if key.mode == "minor" else "")
