from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from desktop.settings import Preferences, Settings, ThemeChoice, open_store
from desktop.translations import WindowLanguage


def reopened(tmp_path: Path) -> Settings:
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


def store_of(settings: Settings) -> QSettings:
    return settings._store


def test_nothing_chosen_gives_the_defaults(settings: Settings) -> None:
    assert settings.preferences == Preferences()


def test_preferences_survive_a_restart(settings: Settings, tmp_path: Path) -> None:
    chosen = Preferences(
        "Mike",
        "Loud",
        2.5,
        90.0,
        "/fonts/a.sf2",
        "concatenative",
        "wavenet",
        ThemeChoice.DARK,
        WindowLanguage.GERMAN,
        text_size=1.5,
        is_calm=True,
        uses_voice=False,
        vectors="emopia",
    )
    settings.preferences = chosen
    store_of(settings).sync()
    assert reopened(tmp_path).preferences == chosen


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sound/silence", "long"),
        ("sound/silence", 99.0),
        ("song/seconds", -3),
        ("song/composer", "a composer that was deleted"),
        ("song/synthesizer", "theremin"),
        ("window/theme", "pink"),
        ("window/language", "Klingon"),
        ("window/text_size", 17.0),
        ("wish/vectors", "a set that is gone"),
    ],
)
def test_damaged_settings_count_as_not_set(settings: Settings, key: str, value: object) -> None:
    store_of(settings).setValue(key, value)
    assert settings.preferences == Preferences()


def test_two_windows_keep_what_each_has_changed(tmp_path: Path) -> None:
    one, other = reopened(tmp_path), reopened(tmp_path)
    of_one, of_other = one.preferences, other.preferences
    one.preferences = replace(of_one, composer="rbm")
    store_of(one).sync()
    other.preferences = replace(of_other, theme=ThemeChoice.DARK)
    store_of(other).sync()
    assert reopened(tmp_path).preferences == Preferences(composer="rbm", theme=ThemeChoice.DARK)


def test_twenty_windows_at_once_lose_no_setting(tmp_path: Path) -> None:
    code = (
        "import sys; from PySide6.QtCore import QSettings\n"
        "store = QSettings(sys.argv[1], QSettings.Format.IniFormat)\n"
        "store.setValue('kept/' + sys.argv[2], 1); store.sync()"
    )
    file = tmp_path / "settings.ini"
    windows = [
        subprocess.Popen([sys.executable, "-c", code, str(file), str(number)])
        for number in range(20)
    ]
    assert [window.wait() for window in windows] == [0] * 20
    assert len(QSettings(str(file), QSettings.Format.IniFormat).allKeys()) == 20


def test_options_carry_the_choices() -> None:
    chosen = Preferences(microphone="Mike", silence=2.0, seconds=30.0, soundfont="a.sf2")
    assert (chosen.listen_options().device, chosen.listen_options().silence) == ("Mike", 2.0)
    assert (chosen.compose_options(7).usual_seconds, chosen.compose_options(7).seed) == (30.0, 7)
    assert chosen.render_options().soundfont == "a.sf2"
    silent = Preferences(uses_voice=False, vectors="emopia")
    assert silent.compose_options(7).reading == silent.read_options()
    assert (silent.read_options().uses_voice, silent.read_options().vectors) == (False, "emopia")
    german = Preferences(language="de")
    assert german.read_options().language == german.compose_options(7).reading.language == "de"
    chosen = Preferences(composer="concatenative", synthesizer="wavenet")
    assert chosen.compose_options(7).composer == "concatenative"
    assert chosen.render_options().synthesizer == "wavenet"


def test_the_export_folder_is_remembered_while_it_exists(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "songs"
    folder.mkdir()
    settings.folder = folder
    assert settings.folder == folder
    folder.rmdir()
    assert settings.folder != folder
    assert settings.folder.is_dir()


def test_the_windows_place_is_remembered(settings: Settings) -> None:
    assert settings.geometry.isEmpty()
    settings.geometry = QByteArray(b"here")
    assert settings.geometry == QByteArray(b"here")


@pytest.mark.parametrize("content", [b"\0\xff" * 500, b"[song\nseconds=3", b"[" * 100_000])
def test_a_damaged_file_is_kept_aside(tmp_path: Path, content: bytes) -> None:
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path))
    path = tmp_path / "Affetto" / "Affetto.ini"
    path.parent.mkdir()
    path.write_bytes(content)
    store, remark = open_store()
    assert "damaged" in remark
    assert path.with_name("Affetto.ini.damaged").read_bytes() == content
    settings = Settings(store)
    assert settings.preferences == Preferences()
    settings.preferences = Preferences(seconds=90.0)
    store.sync()
    again, remark = open_store()
    assert remark == ""
    assert Settings(again).preferences.seconds == 90.0


def test_a_folder_that_cannot_be_is_passed_over(settings: Settings) -> None:
    for folder in ("/" + "x" * 5000, "a\0b", "/nowhere"):
        store_of(settings).setValue("export/folder", folder)
        assert settings.folder.is_dir()


def test_the_chosen_bars_are_remembered(settings: Settings, tmp_path: Path) -> None:
    assert settings.last_bars is None
    settings.last_bars = range(4, 8)
    store_of(settings).sync()
    assert reopened(tmp_path).last_bars == range(4, 8)
    settings.last_bars = None
    assert settings.last_bars is None
    for nonsense in ("8-4", "x-y", "-3", "4"):
        store_of(settings).setValue("takes/bars", nonsense)
        assert settings.last_bars is None


def test_files_that_were_opened_are_listed_the_last_one_first(
    settings: Settings, tmp_path: Path
) -> None:
    files = [tmp_path / f"{number}.mid" for number in range(12)]
    for file in (*files, files[5]):
        settings.remember(file)
    again = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    assert again.recent[:2] == (files[5], files[11])
    assert len(again.recent) == len(set(again.recent)) == 9


@pytest.mark.parametrize("stored", ["one.mid", "", []])
def test_one_file_that_was_opened_or_none_is_read_back(
    settings: Settings, tmp_path: Path, stored: object
) -> None:
    QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat).setValue(
        "window/recent", stored
    )
    assert len(settings.recent) == (1 if stored else 0)


def test_files_are_listed_only_where_that_is_wanted(settings: Settings, tmp_path: Path) -> None:
    settings.remember(tmp_path / "a.mid")
    settings.forget_files()
    assert settings.recent == ()
    settings.preferences = replace(settings.preferences, remembers_files=False)
    settings.remember(tmp_path / "b.mid")
    assert settings.recent == ()


def test_new_songs_are_as_loud_as_chosen(settings: Settings) -> None:
    settings.preferences = replace(settings.preferences, loudness=-14.0)
    assert settings.preferences.render_options().mix.loudness == -14.0
    settings.preferences = replace(settings.preferences, loudness=3.0)
    assert settings.preferences.loudness == -16.0, "out of range counts as not set"
