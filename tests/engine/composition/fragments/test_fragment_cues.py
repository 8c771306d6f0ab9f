from __future__ import annotations

import numpy as np

from engine.composition.fragments.cues import (
    CUES,
    N_CUES,
    N_DIMENSIONS,
    pack_cues,
    place,
    unpack_cues,
)


def test_cues_survive_their_scale() -> None:
    values = np.array([[cue.low + 0.37 * (cue.high - cue.low) for cue in CUES]])
    spans = np.array([cue.high - cue.low for cue in CUES])
    assert (np.abs(unpack_cues(pack_cues(values)) - values) <= spans / 500).all()


def test_what_lies_beyond_a_scale_is_moved_to_its_end() -> None:
    assert set(pack_cues(np.full(N_CUES, 1e9))) == {255}
    assert set(pack_cues(np.full(N_CUES, -1e9))) == {0}


def test_a_place_where_any_chord_will_do_is_equally_far_from_all() -> None:
    cues = np.array([[cue.low for cue in CUES]] * 3)
    fragments, wanted = place(cues, np.eye(3)), place(cues[:1], np.zeros((1, 3)))
    distances = ((fragments - wanted) ** 2).sum(axis=1)
    assert fragments.shape == (3, N_DIMENSIONS)
    assert distances.min() == distances.max() > 0
