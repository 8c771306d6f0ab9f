from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.composition.score import Note, Track
from engine.options import Fader, Faders, MixOptions, RenderOptions
from engine.progress import Progress
from engine.synthesis.part_cache import PartCache
from engine.synthesis.part_player import PartPlayer
from engine.synthesis.soundfont import SoundfontSynthesizer
from engine.synthesis.timed_performance import perform

RATE = 22_050


@pytest.fixture
def performance(make_score):
    score = make_score([Note(24 * n, 20, 72 + n, 80) for n in range(8)])
    chords = Track("chords", 0, tuple(Note(0, 190, pitch, 60) for pitch in (48, 52, 55)))
    return perform(replace(score, tracks=(*score.tracks, chords)))


def synthesizer():
    return SoundfontSynthesizer(RenderOptions(sample_rate=RATE))


def test_what_was_kept_longest_unasked_makes_room():
    cache = PartCache(most_bytes=800)
    for key in "abc":
        cache.put(key, np.zeros(50, np.float64))
        cache.get("a")
    assert cache.get("a") is not None
    assert cache.get("b") is None


def test_after_a_change_only_that_part_is_played_again(performance, monkeypatch):
    played, finish = [], PartPlayer.finish
    monkeypatch.setattr(
        PartPlayer, "finish", lambda *args: played.append(args[1][0].role) or finish(*args)
    )
    ours = synthesizer()
    ours.play(performance, Progress())
    assert sorted(played) == ["chords", "melody"]
    played.clear()
    other = replace(performance.parts[0], program=56)
    changed = replace(performance, parts=(other, *performance.parts[1:]))
    again = ours.play(changed, Progress())
    assert played == ["melody"]
    fresh = synthesizer().play(changed, Progress())
    np.testing.assert_array_equal(again.samples, fresh.samples)


def test_faders_are_heard_without_playing_again(performance, monkeypatch):
    ours = synthesizer()
    usual = ours.play(performance, Progress())
    monkeypatch.setattr(PartPlayer, "finish", None)
    faders = Faders().moved("chords", Fader(is_muted=True))
    muted = ours.play(performance, Progress(), MixOptions(faders))
    assert not np.array_equal(usual.samples, muted.samples)
    softer = ours.play(performance, Progress(), MixOptions(loudness=-23))
    assert np.abs(softer.samples).mean() < 0.6 * np.abs(usual.samples).mean()


def test_a_part_that_is_solo_is_heard_alone(performance):
    apart = synthesizer().play_apart(
        performance, Progress(), MixOptions(Faders().moved("melody", Fader(is_solo=True)))
    )
    assert list(apart) == ["melody"]


def test_the_parts_apart_are_one_length_and_gain_and_add_up(performance):
    ours = synthesizer()
    apart = ours.play_apart(performance, Progress())
    total = np.sum([sound.samples for sound in apart.values()], axis=0)
    assert np.abs(total).max() <= 1
    whole = ours.play(performance, Progress()).samples
    n = min(len(whole), len(total))
    gain = np.vdot(total[:n], whole[:n]) / np.vdot(total[:n], total[:n])
    rest = whole[:n] - gain * total[:n]
    assert 10 * np.log10(np.vdot(rest, rest) / np.vdot(whole, whole)) < -30  # but for the limiter


@pytest.mark.parametrize(("space", "other"), [("dry", "stage"), ("stage", "cathedral")])
def test_larger_spaces_ring_longer(performance, space, other):
    def ring(name):
        sound = synthesizer().play(replace(performance, space=name), Progress()).samples
        tail = sound[int((performance.duration + 0.3) * RATE) :]
        return float((tail**2).sum() / (sound**2).sum())

    assert ring(other) > 1.5 * ring(space)
