"""How far WaveNet's instruments stand from the soundfont's in a song: level and third octaves."""

from __future__ import annotations

import argparse
import dataclasses

import numpy as np
from mix import thirds_of

from engine.composition.score import Role, Score
from engine.options import ComposeOptions, RenderOptions
from engine.performance.play import play
from engine.pipeline import Pipeline
from engine.progress import Progress
from engine.synthesis.soundfont import SoundfontSynthesizer
from engine.synthesis.timed_performance import perform
from engine.synthesis.wavenet.synthesizer import WaveNetSynthesizer

ASKED = 5.0
"""dB of standard deviation over third octaves from 80 Hz to 8 kHz."""
_HEARD = slice(1, 22)
_WISHES = ("a happy dance", "grief at my father's grave", "calm sea at sunset", "furious rage")
_PLAYERS: tuple[dict[Role, int], ...] = (
    {"melody": 0, "chords": 4, "bass": 33},
    {"melody": 4, "chords": 0, "bass": 33},
)


def tone(options: argparse.Namespace) -> None:
    """Print a row for each part that the voice plays."""
    pipeline, voice = Pipeline(), WaveNetSynthesizer(RenderOptions(), options.voice)
    print(f"{'':40} level  thirds  at 125  500  2k  4k  (dB beside the soundfont)")
    print(f"{'asked':40}    ±1   < {ASKED:g}")
    for seed, wish in enumerate(_WISHES):
        chosen = ComposeOptions(options.seconds, seed)
        piece = pipeline.compose(wish, chosen, RenderOptions(), Progress())
        players = _PLAYERS[seed % len(_PLAYERS)]
        performance = perform(play(_recast(piece.score, players), piece.plan))
        sounds = [
            synthesizer.play_apart(performance, Progress())
            for synthesizer in (voice, SoundfontSynthesizer(RenderOptions()))
        ]
        for role, program in players.items():
            if not all(role in apart for apart in sounds):
                continue
            ours, theirs = (apart[role] for apart in sounds)
            energies = [(sound.samples.astype(float) ** 2).mean() for sound in (ours, theirs)]
            level = 10 * np.log10(energies[0] / energies[1])
            apart = (thirds_of(ours) - thirds_of(theirs))[_HEARD]
            at = " ".join(f"{apart[index]:+4.0f}" for index in (2, 8, 14, 17))
            name = f"{wish}: {role}, program {program}"
            print(f"{name:40} {level:+5.1f}  {apart.std():6.1f}  {at}", flush=True)


def _recast(score: Score, players: dict[Role, int]) -> Score:
    """Let the voice's instruments play."""
    tracks = tuple(
        dataclasses.replace(track, program=players.get(track.role, track.program))
        for track in score.tracks
    )
    return dataclasses.replace(score, tracks=tracks)
