from __future__ import annotations

from pathlib import Path

import pytest

from engine.user_files import keep_damaged_aside


def test_damaged_files_are_kept_aside_and_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFFETTO_HOME", str(tmp_path))
    assert keep_damaged_aside() == ()
    files = [tmp_path / name for name in ("moods.json", "voice.json", "composers/X/config.json")]
    files[2].parent.mkdir(parents=True)
    for file in files:
        file.write_text("[" * 100_000)
    sentences = keep_damaged_aside()
    assert len(sentences) == 3
    for file, sentence in zip(files, sentences, strict=True):
        assert str(file) in sentence
        assert file.with_name(f"{file.name}.damaged").exists()
    assert keep_damaged_aside() == ()
