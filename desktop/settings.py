"""What we remember between runs, behind typed keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from desktop.translations import WindowLanguage
from engine import (
    LANGUAGES,
    ComposeOptions,
    EngineError,
    HumOptions,
    ListenOptions,
    MixOptions,
    Piece,
    ReadOptions,
    RenderOptions,
    composer_called,
    list_composers,
    list_synthesizers,
    list_vector_sets,
)

__all__ = ["TEXT_SIZES", "Preferences", "Settings", "ThemeChoice", "open_store"]


class ThemeChoice(Enum):
    """How the window is coloured."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


TEXT_SIZES = (1.0, 1.25, 1.5, 2.0)
"""Times the system's size of text; WCAG asks that text can be read at twice its size."""

_MOST_RECENT = 9
"""Files that the menu lists: as many as have a digit for a key."""

_Choice = TypeVar("_Choice", ThemeChoice, WindowLanguage)


@dataclass(frozen=True)
class Preferences:
    """What the user has chosen.

    Attributes
    ----------
    microphone, loudspeaker
        Names of devices, or None for the system's own choice.
    silence
        Seconds of silence that end a recording, at most.
    seconds
        Length of a song whose wish asks for none.
    soundfont
        Path of an SF2 or SF3 file, or None for the one that ships.
    composer, synthesizer
        Who writes the songs, and what plays them.
    theme
        How the window is coloured.
    window_language
        What the window is written in.
    text_size
        Times the system's, one of `TEXT_SIZES`.
    is_calm
        Whether nothing moves that need not.
    uses_voice
        Whether it counts how a wish is said.
    vectors
        The music that words are compared with.
    loudness
        Of a new song, in LUFS.
    remembers_files
        Whether the files that were opened are listed.
    keeps_recordings
        Whether recordings of wishes are kept.
    language
        That wishes are spoken in, one of `engine.LANGUAGES`; None finds out.
    """

    microphone: str | None = None
    loudspeaker: str | None = None
    silence: float = ListenOptions.silence
    seconds: float = 60.0
    soundfont: str | None = None
    composer: str = ComposeOptions.composer
    synthesizer: str = RenderOptions.synthesizer
    theme: ThemeChoice = ThemeChoice.SYSTEM
    window_language: WindowLanguage = WindowLanguage.SYSTEM
    text_size: float = 1.0
    is_calm: bool = False
    uses_voice: bool = True
    vectors: str = ReadOptions.vectors
    loudness: float = MixOptions.loudness
    remembers_files: bool = True
    keeps_recordings: bool = False
    language: str | None = None

    def as_in(self, piece: Piece) -> Preferences:
        """Give the same choices, with the sound of a piece, and its composer if that is here."""
        return replace(
            self,
            composer=composer_called(piece.compose_options.composer) or self.composer,
            synthesizer=piece.render_options.synthesizer,
        )

    def listen_options(self) -> ListenOptions:
        """Give the choices that concern recording."""
        return ListenOptions(device=self.microphone, silence=self.silence)

    def hum_options(self) -> HumOptions:
        """Give the choices that concern recording a tune."""
        return HumOptions(device=self.microphone)

    def compose_options(self, seed: int) -> ComposeOptions:
        """Give the choices that concern composing."""
        return ComposeOptions(
            seed=seed,
            composer=self.composer,
            reading=self.read_options(),
            usual_seconds=self.seconds,
        )

    def song_options(self, seed: int) -> tuple[ComposeOptions, RenderOptions]:
        """Give the choices that concern a song of this seed: its notes and its sound."""
        return self.compose_options(seed), self.render_options()

    def read_options(self) -> ReadOptions:
        """Give the choices that concern reading."""
        return ReadOptions(self.vectors, self.uses_voice, self.language)

    def render_options(self) -> RenderOptions:
        """Give the choices that concern sound."""
        mix = MixOptions(loudness=self.loudness)
        return RenderOptions(self.synthesizer, self.soundfont, mix=mix)


class SettingKey(Enum):
    """Where each setting is stored."""

    MICROPHONE = "sound/microphone"
    LOUDSPEAKER = "sound/loudspeaker"
    SILENCE = "sound/silence"
    SECONDS = "song/seconds"
    SOUNDFONT = "song/soundfont"
    COMPOSER = "song/composer"
    SYNTHESIZER = "song/synthesizer"
    USES_VOICE = "wish/voice"
    VECTORS = "wish/vectors"
    LANGUAGE = "wish/language"
    THEME = "window/theme"
    WINDOW_LANGUAGE = "window/language"
    TEXT_SIZE = "window/text_size"
    CALM = "window/calm"
    GEOMETRY = "window/geometry"
    FOLDER = "export/folder"
    RECENT = "window/recent"
    LAST_TAKE = "takes/last"
    LAST_BARS = "takes/bars"
    VOLUME = "sound/volume"
    LOUDNESS = "sound/loudness"
    REMEMBERS_FILES = "privacy/files"
    KEEPS_RECORDINGS = "privacy/recordings"
    PANELS = "window/panels"


class Settings:
    """Reads and writes the settings; what is damaged or out of range counts as not set.

    Parameters
    ----------
    store
        Where they are kept.
    """

    def __init__(self, store: QSettings) -> None:
        self._store = store
        self._seen: dict[SettingKey, str | float] = {}
        """What was last read or written: another window may have changed the rest since."""

    @property
    def preferences(self) -> Preferences:
        """What the user has chosen."""
        default = Preferences()
        found = Preferences(
            microphone=self._text(SettingKey.MICROPHONE),
            loudspeaker=self._text(SettingKey.LOUDSPEAKER),
            silence=self._number(SettingKey.SILENCE, default.silence),
            seconds=self._number(SettingKey.SECONDS, default.seconds),
            soundfont=self._text(SettingKey.SOUNDFONT),
            composer=self._one_of(SettingKey.COMPOSER, list_composers(), default.composer),
            synthesizer=self._one_of(
                SettingKey.SYNTHESIZER, [s.name for s in list_synthesizers()], default.synthesizer
            ),
            theme=self._choice_of(SettingKey.THEME, ThemeChoice.SYSTEM),
            window_language=self._choice_of(SettingKey.WINDOW_LANGUAGE, WindowLanguage.SYSTEM),
            text_size=self._text_size(),
            is_calm=self._text(SettingKey.CALM) == "yes",
            uses_voice=self._text(SettingKey.USES_VOICE) != "no",
            vectors=self._one_of(SettingKey.VECTORS, list_vector_sets(), default.vectors),
            loudness=self._number(SettingKey.LOUDNESS, default.loudness),
            remembers_files=self._text(SettingKey.REMEMBERS_FILES) != "no",
            keeps_recordings=self._text(SettingKey.KEEPS_RECORDINGS) == "yes",
            language=self._one_of(SettingKey.LANGUAGE, list(LANGUAGES), "") or None,
        )
        try:
            found.listen_options()
            found.compose_options(seed=0)
            found.render_options()
        except EngineError:
            found = default
        self._seen = _by_key(found)
        return found

    @preferences.setter
    def preferences(self, preferences: Preferences) -> None:
        chosen = _by_key(preferences)
        for key, value in chosen.items():
            if value != self._seen.get(key):
                self._store.setValue(key.value, value)
        self._seen = chosen

    @property
    def folder(self) -> Path:
        """The folder that the last export went to; the music folder before the first."""
        stored = self._text(SettingKey.FOLDER)
        if stored and _is_folder(Path(stored)):
            return Path(stored)
        music = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MusicLocation)
        return Path(music) if Path(music).is_dir() else Path.home()

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._store.setValue(SettingKey.FOLDER.value, str(folder))

    @property
    def recent(self) -> tuple[Path, ...]:
        """The files that were opened last, the last one first."""
        stored = self._store.value(SettingKey.RECENT.value, [])
        names = stored if isinstance(stored, list) else [stored]  # one of a list comes as a text
        return tuple(Path(str(name)) for name in names if name)[:_MOST_RECENT]

    def forget_files(self) -> None:
        """List none of the files that were opened so far."""
        self._store.remove(SettingKey.RECENT.value)

    @property
    def panels(self) -> frozenset[str]:
        """The names of the panels that were open."""
        return frozenset(filter(None, (self._text(SettingKey.PANELS) or "").split(",")))

    @panels.setter
    def panels(self, names: Iterable[str]) -> None:
        self._store.setValue(SettingKey.PANELS.value, ",".join(sorted(names)))

    def remember(self, path: Path) -> None:
        """Put a file first among those that were opened, unless the user wants no such list."""
        if self._text(SettingKey.REMEMBERS_FILES) == "no":
            return
        path = path.absolute()
        others = (other for other in self.recent if other != path)
        names = [str(each) for each in (path, *others)][:_MOST_RECENT]
        self._store.setValue(SettingKey.RECENT.value, names)

    @property
    def last_take(self) -> str:
        """The file of the take that was shown last; empty for none."""
        return self._text(SettingKey.LAST_TAKE) or ""

    @last_take.setter
    def last_take(self, file: str) -> None:
        self._store.setValue(SettingKey.LAST_TAKE.value, file)

    @property
    def last_bars(self) -> range | None:
        """What was chosen of that take, in bars counted from 0; None for all of it."""
        first, _, stop = (self._text(SettingKey.LAST_BARS) or "").partition("-")
        return range(int(first), int(stop)) or None if first.isdigit() and stop.isdigit() else None

    @last_bars.setter
    def last_bars(self, bars: range | None) -> None:
        told = "" if bars is None else f"{bars.start}-{bars.stop}"
        self._store.setValue(SettingKey.LAST_BARS.value, told)

    @property
    def volume(self) -> float:
        """How loud it plays, 0 to 1."""
        return min(max(self._number(SettingKey.VOLUME, 1.0), 0.0), 1.0)

    @volume.setter
    def volume(self, volume: float) -> None:
        self._store.setValue(SettingKey.VOLUME.value, volume)

    @property
    def geometry(self) -> QByteArray:
        """Where the window was; empty before the first run."""
        stored = self._store.value(SettingKey.GEOMETRY.value)
        return stored if isinstance(stored, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._store.setValue(SettingKey.GEOMETRY.value, geometry)

    def _text(self, key: SettingKey) -> str | None:
        return str(self._store.value(key.value, "")) or None

    def _one_of(self, key: SettingKey, names: Sequence[str], default: str) -> str:
        """Give what is stored if it is still there: a composer of one's own may be gone."""
        stored = self._text(key)
        return stored if stored is not None and stored in names else default

    def _number(self, key: SettingKey, default: float) -> float:
        try:
            return float(str(self._store.value(key.value, default)))
        except ValueError:
            return default

    def _text_size(self) -> float:
        size = self._number(SettingKey.TEXT_SIZE, 1.0)
        return size if size in TEXT_SIZES else 1.0

    def _choice_of(self, key: SettingKey, default: _Choice) -> _Choice:
        try:
            return type(default)(self._store.value(key.value, default.value))
        except ValueError:
            return default


def open_store() -> tuple[QSettings, str]:
    """Open the file of the settings; a damaged one is kept aside, or it would be written over.

    Returns
    -------
    QSettings, str
        The settings, and what to say of a damaged file; nothing if it is whole.
    """
    store = _open()
    store.sync()
    path = Path(store.fileName())
    has_content = path.is_file() and path.stat().st_size > 0
    is_nonsense = store.status() == QSettings.Status.NoError and not store.allKeys()
    if store.status() != QSettings.Status.FormatError and not (has_content and is_nonsense):
        return store, ""
    aside = path.with_name(f"{path.name}.damaged")
    del store  # Qt keeps what it has read for as long as anybody uses it
    try:
        path.replace(aside)
    except OSError:
        return _open(), f"the settings in {path} are damaged and passed over"
    return _open(), f"the settings in {path} are damaged: they are kept as {aside.name}"


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long
        return False


def _open() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Affetto", "Affetto")


def _by_key(preferences: Preferences) -> dict[SettingKey, str | float]:
    """Give what is stored of each choice."""
    return {
        SettingKey.MICROPHONE: preferences.microphone or "",
        SettingKey.LOUDSPEAKER: preferences.loudspeaker or "",
        SettingKey.SILENCE: preferences.silence,
        SettingKey.SECONDS: preferences.seconds,
        SettingKey.SOUNDFONT: preferences.soundfont or "",
        SettingKey.COMPOSER: preferences.composer,
        SettingKey.SYNTHESIZER: preferences.synthesizer,
        SettingKey.THEME: preferences.theme.value,
        SettingKey.WINDOW_LANGUAGE: preferences.window_language.value,
        SettingKey.TEXT_SIZE: preferences.text_size,
        SettingKey.CALM: "yes" if preferences.is_calm else "no",
        SettingKey.USES_VOICE: "yes" if preferences.uses_voice else "no",
        SettingKey.VECTORS: preferences.vectors,
        SettingKey.LOUDNESS: preferences.loudness,
        SettingKey.REMEMBERS_FILES: "yes" if preferences.remembers_files else "no",
        SettingKey.KEEPS_RECORDINGS: "yes" if preferences.keeps_recordings else "no",
        SettingKey.LANGUAGE: preferences.language or "",
    }
