from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.training.reading.word_norms import hold_out_by_stem, place_in_plane, read_glasgow


def test_glasgow_is_read_on_a_scale_from_minus_one_to_one(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "glasgow_norms_scott2019.csv").write_text(
        "Words,Length,AROU,,,VAL,,,DOM,,\n,,M,SD,N,M,SD,N,M,SD,N\n"
        "Joy,3,7,1,9,9,1,9,5,1,9\naddress (postal),7,5,1,9,5,1,9,5,1,9\n",
        encoding="utf-8-sig",
    )
    norms = read_glasgow(tmp_path)
    assert list(norms) == ["joy"]
    assert norms["joy"].tolist() == [1.0, 0.5, 0.0]


def test_placed_arousal_no_longer_leans_on_valence() -> None:
    random = np.random.default_rng(0)
    valence = random.normal(size=2_000)
    leaning = np.stack([valence, 0.3 * valence + random.normal(size=2_000), valence], axis=1)
    placed = place_in_plane(leaning)
    assert abs(np.corrcoef(placed[:, 0], placed[:, 1])[0, 1]) < 0.1
    assert np.allclose(placed[:, 0].std(), 0.4)
    assert np.allclose(placed[:, 0].mean(), 0)


def test_words_of_one_stem_are_held_out_together() -> None:
    words = [form for n in range(200) for form in (f"{'abcdefghij'[n % 10] * 3}{n}walk",) * 2]
    words += ["abduct", "abducted", "abducting"] * 5
    held = hold_out_by_stem(words, 0.3, seed=1)
    by_word = {}
    for word, is_held in zip(words, held, strict=True):
        assert by_word.setdefault(word, is_held) == is_held
    assert by_word["abduct"] == by_word["abducted"] == by_word["abducting"]
    assert 0.15 < held.mean() < 0.45
