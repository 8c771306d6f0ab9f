from __future__ import annotations

from pathlib import Path

import pytest

from engine import resources
from engine.errors import SynthesisError
from engine.options import RenderOptions
from engine.progress import Progress
from engine.synthesis.soundfont import SoundfontSynthesizer
from engine.synthesis.soundfont_file import SHIPPED_SOUNDFONT, find_soundfont
from engine.synthesis.timed_performance import Part, Performance, TimedNote


def riff(payload: bytes, size: int | None = None) -> bytes:
    size = len(payload) + 4 if size is None else size
    return b"RIFF" + size.to_bytes(4, "little") + b"sfbk" + payload


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file"),
        (b"", "not an SF2 or SF3"),
        (b"just some text, as it happens", "not an SF2 or SF3"),
        (riff(b"LIST", size=5_000), "cut short"),
        (riff(b"LIST\x04\0\0\0INFO" * 9), "damaged"),
        (riff(b"".join(b"LIST\x04\0\0\0" + name for name in (b"INFO", b"pdta"))), "damaged"),
    ],
)
def test_a_bad_soundfont_is_named_with_a_way_out(tmp_path, capfd, content, words):
    path = tmp_path / "mine.sf2"
    if content is not None:
        path.write_bytes(content)
    bad = SoundfontSynthesizer(RenderOptions(soundfont=str(path)))
    with pytest.raises(SynthesisError, match=words) as caught:
        bad.play(Performance((Part(0, False, (TimedNote(0, 0.1, 60, 80),)),)), Progress())
    assert "mine.sf2" in str(caught.value)
    assert "Choose another" in caught.value.hint
    assert capfd.readouterr() == ("", "")


def test_a_soundfont_cut_short_is_noticed(tmp_path):
    whole = resources.path(SHIPPED_SOUNDFONT).read_bytes()
    path = tmp_path / "half.sf3"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SynthesisError, match="cut short"):
        find_soundfont(str(path))


def test_a_soundfont_of_the_system_changes_nothing(monkeypatch):
    monkeypatch.setattr(Path, "is_file", lambda _path: True)
    assert find_soundfont() == resources.path(SHIPPED_SOUNDFONT)
