from __future__ import annotations

import pytest

from engine.composition.score import Key
from engine.training.corpora.roman import RomanChord, read_numeral, read_roman_text

C, A_MINOR = Key(0, "major"), Key(9, "minor")


@pytest.mark.parametrize(
    ("numeral", "key", "chord"),
    [
        ("I", C, (0, "", 0)),
        ("I6", C, (0, "", 4)),
        ("I64", C, (0, "", 7)),
        ("ii65", C, (2, "m7", 5)),
        ("V7", C, (7, "7", 7)),
        ("V42", C, (7, "7", 5)),
        ("IV7", C, (5, "maj7", 5)),
        ("viio6", C, (11, "dim", 2)),
        ("viiø7", C, (11, "m7♭5", 11)),
        ("i", A_MINOR, (9, "m", 9)),
        ("VI", A_MINOR, (5, "", 5)),
        ("VII", A_MINOR, (7, "", 7)),
        ("viio7", A_MINOR, (8, "dim7", 8)),
        ("V7/V", C, (2, "7", 2)),
        ("V/vi", C, (4, "", 4)),
        ("viio7/V", C, (6, "dim7", 6)),
        ("bVII", C, (10, "", 10)),
        ("N6", A_MINOR, (10, "", 2)),
        ("Ger65", C, (8, "7", 8)),
        ("Cad64", C, (0, "", 7)),
        ("III+", A_MINOR, (0, "aug", 0)),
    ],
)
def test_numerals(numeral: str, key: Key, chord: tuple[int, str, int]) -> None:
    assert read_numeral(numeral, key) == chord


@pytest.mark.parametrize("word", ["", "N.C.", "???", "V7/", "hello"])
def test_what_is_no_numeral_means_no_chord_or_its_head(word: str) -> None:
    found = read_numeral(word, C)
    assert found is None or found[1] in ("", "7")


def test_an_analysis_keeps_measures_beats_and_keys() -> None:
    text = "Composer: X\nTime Signature: 3/4\n\nm1 G: I b2.5 V7\nm3 e: i\nm4 note b2 V\n"
    assert list(read_roman_text(text)) == [
        RomanChord(1, 1.0, 7, "", 7),
        RomanChord(1, 2.5, 2, "7", 2),
        RomanChord(3, 1.0, 4, "m", 4),
        RomanChord(4, 2.0, 11, "", 11),
    ]


def test_flat_keys() -> None:
    assert [chord.root for chord in read_roman_text("m1 B-: I b3 Eb: I")] == [10, 3]
