"""Makes a voice as loud and as bright as the soundfont's instrument, stroke by stroke.

A soundfont plays soft notes duller than loud ones, and another soundfont than the one that a voice
learned from has another tone. Both play the same chords here, each of one velocity; what the
voice's partials lack or have too much of in each octave is put right from then on. That is found
once, and not from a song, so that a song's beginning sounds the same whatever follows.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
from engine.options import RenderOptions
from engine.progress import Progress
from engine.synthesis.desk import Strip
from engine.synthesis.part_player import PartPlayer
from engine.synthesis.timed_performance import Part, TimedControl, TimedNote
from engine.synthesis.wavenet.source import OCTAVES, SAMPLE_RATE, STROKES, PartialBank

__all__ = ["faders_of", "find_sides", "tuned"]

_EDGES = np.append(OCTAVES / 2**0.5, SAMPLE_RATE / 2)
_CHORD = 0.5  # seconds
_PITCHES, _BASS_PITCHES = (40, 47, 54, 61, 68, 75, 82), (28, 33, 38, 43, 48)
"""Over the range that parts use, in steps by which no partials of two fall together for long."""
_BASSES = range(32, 40)  # programs
_USUAL = 72  # velocity
_HARDLY = 1e-4  # of the energy: what a chord has less of in an octave says nothing
_MOST_DB = 30.0
_SUSTAIN = 64  # the controller of the pedal


def tuned(bank: PartialBank, options: RenderOptions, progress: Progress) -> PartialBank:
    """Give a bank whose instruments have the tone of a soundfont's.

    Raises
    ------
    SynthesisError
        If there is no FluidSynth, or the soundfont is bad.
    """
    tones = [_tone_of(bank, program, options, progress) for program in bank.programs]
    return replace(bank, tone=np.stack(tones))


def _tone_of(
    bank: PartialBank, program: int, options: RenderOptions, progress: Progress
) -> NDArray[np.float64]:
    """Give what an instrument's octaves lack at each velocity, in dB: shape (strokes, octaves)."""
    notes = _chords(program, STROKES)
    theirs, own = _both(Part(program, is_drum=False, notes=notes), bank, options, progress)
    n = len(STROKES)
    energies = [_octaves_of(sound.reshape(-1, n, sound.shape[1] // n)) for sound in (theirs, own)]
    tone = 10 * np.log10(energies[0] / energies[1])
    for row, heard in zip(
        tone, energies[1] > _HARDLY * energies[1].sum(axis=1)[:, None], strict=True
    ):
        places = np.flatnonzero(heard)
        row[:] = np.interp(np.arange(len(row)), places, row[places])
    # rounded, since processors differ in the last digits
    return np.asarray(np.clip(tone, -_MOST_DB, _MOST_DB).round(2))


def find_sides(
    part: Part, bank: PartialBank, options: RenderOptions, progress: Progress
) -> NDArray[np.float32]:
    """Give the factors that set a voice where a part's faders set the soundfont: left and right."""
    chord = replace(
        part, notes=_chords(part.program, (_USUAL,)), controls=faders_of(part), bends=()
    )
    theirs, own = _both(chord, bank, options, progress)
    sides = np.sqrt((theirs**2).sum(axis=1) / theirs.shape[1] * own.shape[1] / (own**2).sum())
    return np.asarray(sides.round(4), np.float32)


def faders_of(part: Part) -> tuple[TimedControl, ...]:
    """Give how a part is set from its start, but for its pedal."""
    return tuple(c for c in part.controls if c.time <= 0 and c.number != _SUSTAIN)


def _chords(program: int, velocities: tuple[int, ...]) -> tuple[TimedNote, ...]:
    return tuple(
        TimedNote(number * _CHORD, (number + 0.8) * _CHORD, pitch, velocity)
        for number, velocity in enumerate(velocities)
        for pitch in (_BASS_PITCHES if program in _BASSES else _PITCHES)
    )


def _both(
    part: Part, bank: PartialBank, options: RenderOptions, progress: Progress
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Let the soundfont and the partials play: shape (2, n) and (1, n), of the voice's reach."""
    n_chords = len({note.start for note in part.notes})
    player = PartPlayer(part.role, options, "dry", _Plain())
    player.play_until([part], _CHORD * n_chords, progress)
    rows = np.array([(n.start, n.end, n.pitch, n.velocity) for n in part.notes])
    n = round(_CHORD * n_chords * SAMPLE_RATE)
    own = bank.render(rows, bank.programs.index(part.program), n)
    heard = Waveform(np.ascontiguousarray(player.stem.T), options.sample_rate)
    theirs = np.zeros((2, n))
    lowered = resample(heard, SAMPLE_RATE).samples.T[:, :n]
    theirs[:, : lowered.shape[1]] = lowered
    return theirs, own[None].astype(float)


def _octaves_of(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the energy of each chord in each octave, both sides together."""
    power = (np.abs(np.fft.rfft(sound)) ** 2).mean(axis=0)
    edges = np.searchsorted(np.fft.rfftfreq(sound.shape[-1], 1 / SAMPLE_RATE), _EDGES)
    return np.stack(
        [power[:, a:b].sum(axis=1) + 1e-12 for a, b in itertools.pairwise(edges)], axis=1
    )


class _Plain(Strip):
    """Mixes nothing: gives a part as it is, without its room."""

    def __init__(self) -> None:
        pass

    def add(self, sound: NDArray[np.float32]) -> NDArray[np.float64]:
        """Give the next stretch; see `Strip.add`."""
        plain: NDArray[np.float64] = sound[0].astype(np.float64)
        return plain
