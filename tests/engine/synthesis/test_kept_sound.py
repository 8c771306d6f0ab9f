from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.options import RenderOptions
from engine.synthesis import kept_sound
from engine.synthesis.fluidsynth_library import version
from engine.synthesis.kept_sound import describe_sound, find_sound
from engine.synthesis.soundfont_file import SHIPPED_SOUNDFONT

SHIPPED = describe_sound(RenderOptions())


@pytest.fixture
def own(tmp_path: Path) -> RenderOptions:
    """Give a soundfont of the user's own; its content doesn't matter here."""
    path = tmp_path / "homes" / "mine.sf2"
    path.parent.mkdir()
    path.write_bytes(b"RIFF: the sound of my flute")
    return RenderOptions("wavenet", str(path), 22_050)


def test_it_names_soundfont_library_and_options() -> None:
    assert SHIPPED.soundfont == Path(SHIPPED_SOUNDFONT).name
    assert len(SHIPPED.sha256) == 64
    assert (SHIPPED.fluidsynth, SHIPPED.mix) == (version(), kept_sound.MIX)


def test_it_holds_no_path(own: RenderOptions) -> None:
    kept = describe_sound(own)
    assert (kept.soundfont, kept.synthesizer, kept.sample_rate) == ("mine.sf2", "wavenet", 22_050)
    assert "homes" not in repr(kept)


@pytest.mark.parametrize("at_hand", [RenderOptions(), RenderOptions(soundfont="gone.sf2")])
def test_what_ships_is_found_whatever_is_preferred(at_hand: RenderOptions) -> None:
    assert find_sound(SHIPPED, at_hand) == (RenderOptions(), ())


def test_an_own_soundfont_is_known_again_by_its_content(own: RenderOptions) -> None:
    moved = Path(own.soundfont or "").rename(Path(own.soundfont or "").parent / "renamed.sf2")
    kept = replace(describe_sound(replace(own, soundfont=str(moved))), soundfont="mine.sf2")
    assert find_sound(kept, RenderOptions(soundfont=str(moved))) == (
        RenderOptions("wavenet", str(moved), 22_050),
        (),
    )


def test_a_soundfont_that_is_not_here_is_said(own: RenderOptions) -> None:
    options, remarks = find_sound(describe_sound(own), RenderOptions())
    assert options.soundfont is None
    assert len(remarks) == 1
    assert "'mine.sf2', which isn't at hand" in remarks[0]


def test_another_soundfont_of_the_same_name_is_another(own: RenderOptions) -> None:
    kept = describe_sound(own)
    Path(own.soundfont or "").write_bytes(b"RIFF: somebody else's trumpet")
    assert find_sound(kept, own)[1]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"fluidsynth": "1.0.9"}, "FluidSynth '1.0.9'"),
        ({"mix": 99}, "another version of Affetto"),
        ({"synthesizer": "theremin"}, "'theremin'"),
        ({"soundfont": "\x1b[2Jx.sf2", "sha256": "0"}, r"'\x1b[2Jx.sf2'"),
    ],
)
def test_whatever_differs_is_said_and_the_song_is_played(
    change: dict[str, object], word: str
) -> None:
    options, remarks = find_sound(replace(SHIPPED, **change), RenderOptions())  # type: ignore[arg-type]
    assert options == RenderOptions()
    assert len(remarks) == 1
    assert word in remarks[0]


def test_what_an_old_file_does_not_tell_is_not_missed() -> None:
    old = kept_sound.KeptSound()
    assert find_sound(old, RenderOptions()) == (RenderOptions(), ())
