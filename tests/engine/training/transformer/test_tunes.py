from __future__ import annotations

import numpy as np

from engine.composition.score import Note
from engine.training.transformer.tunes import Tunes


def tune(seed: int, n_notes: int = 64, pitch: int = 0) -> list[Note]:
    chance = np.random.default_rng(seed)
    pitches, lengths = chance.integers(60, 80, n_notes), chance.choice((12, 24), n_notes)
    starts = np.cumsum(lengths) - lengths
    return [
        Note(int(s), int(d), int(p) + pitch, 64)
        for s, d, p in zip(starts, lengths, pitches, strict=True)
    ]


def test_a_tune_is_known_again_in_another_key_and_tempo() -> None:
    tunes = Tunes()
    assert tunes.add(tune(0))
    assert tunes.add(tune(1))
    assert not tunes.add(tune(0, pitch=5))
    assert not tunes.add([Note(2 * n.start, 2 * n.duration, n.pitch, 64) for n in tune(1)])
    assert tunes.add(tune(2)[:8])  # too short to tell


def test_a_borrowed_phrase_does_not_make_the_same_tune() -> None:
    tunes = Tunes()
    tunes.add(tune(0))
    end = tune(0)[15].end
    rest = [Note(n.start + end, n.duration, n.pitch, 64) for n in tune(1)]
    assert tunes.add([*tune(0)[:16], *rest])


def test_only_what_is_near_a_held_out_tune_tells_it() -> None:
    tunes = Tunes()
    tunes.add(tune(0))
    tunes.add(tune(1), is_held_out=True)
    end = tune(0)[19].end
    rest = [Note(n.start + end, n.duration, n.pitch, 64) for n in tune(2)]
    assert not tunes.is_near_held_out([*tune(0)[:20], *rest])
    end = tune(1)[19].end
    rest = [Note(n.start + end, n.duration, n.pitch, 64) for n in tune(2)]
    assert tunes.is_near_held_out([*tune(1)[:20], *rest])
    assert not tunes.is_near_held_out(tune(3))
