"""Affetto among the programs of a Linux desktop: menu, icon, software centre, kind of file.

Everything goes below the user's own data folder, by the rules of freedesktop.org (Desktop Entry,
Icon Theme, Shared MIME-info, AppStream), and is taken away again to the last file.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from importlib import metadata, resources
from pathlib import Path

from engine.files import explain, make_folder, write_whole

__all__ = ["data_folder", "install", "uninstall"]

MIME_TYPE = "application/x-affetto"

_ACCENT = "#5552c8"
"""The icon's ground: the file that ships takes the colour of the text around it."""


def data_folder() -> Path:
    """Give the folder that the user's desktop reads, the XDG base directories' rule."""
    named = os.environ.get("XDG_DATA_HOME", "")
    return Path(named) if Path(named).is_absolute() else Path.home() / ".local" / "share"


def install(folder: Path | None = None) -> list[Path]:
    """Write the files, over older ones, and let the desktop read them.

    Parameters
    ----------
    folder
        Instead of the user's data folder.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    ExportError
        If a file cannot be written.
    """
    folder = folder or data_folder()
    files = {folder / name: text for name, text in _files().items()}
    for path, text in files.items():
        make_folder(path.parent)
        write_whole(path, text.encode(), overwrite=True)
    _refresh(folder)
    return list(files)


def uninstall(folder: Path | None = None) -> list[Path]:
    """Take the files away and let the desktop forget them; give those that were there.

    Raises
    ------
    ExportError
        If a file cannot be removed.
    """
    folder = folder or data_folder()
    there = [path for path in (folder / name for name in _files()) if path.is_file()]
    for path in there:
        try:
            path.unlink()
        except OSError as error:
            raise explain(path, error) from error
    _refresh(folder)
    return there


def _files() -> dict[str, str]:
    icon = (resources.files("resources") / "icons" / "affetto.svg").read_text("utf-8")
    icon = icon.replace("currentColor", _ACCENT)
    scalable = "icons/hicolor/scalable"
    return {
        "applications/affetto.desktop": _ENTRY.format(command=_command(), mime=MIME_TYPE),
        f"{scalable}/apps/affetto.svg": icon,
        f"{scalable}/mimetypes/{MIME_TYPE.replace('/', '-')}.svg": icon,
        "mime/packages/affetto.xml": _MIME.format(mime=MIME_TYPE),
        "metainfo/org.affetto.Affetto.metainfo.xml": _METAINFO.format(
            mime=MIME_TYPE, version=metadata.version("affetto"), date=_RELEASED
        ),
    }


def _command() -> str:
    """Give the command line of a desktop entry: by its whole path, menus know no environments."""
    beside = Path(sys.executable).with_name("affetto")
    program = str(beside) if beside.is_file() else shutil.which("affetto")
    words = [program] if program else [sys.executable, "-m", "engine"]
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    r"""Quote a word by the rules of desktop entries, where % and \\ mean something as well."""
    if shlex.quote(word) == word and "%" not in word:
        return word
    for sign in '\\"`$':
        word = word.replace(sign, f"\\{sign}")
    # Values of a desktop entry have escapes of their own, on top of those of Exec.
    return '"{}"'.format(word.replace("\\", "\\\\").replace("%", "%%"))


def _refresh(folder: Path) -> None:
    """Have the desktop's caches made anew; where a tool is missing, the desktop does it itself."""
    for tool, place in (
        ("update-mime-database", folder / "mime"),
        ("update-desktop-database", folder / "applications"),
        ("gtk-update-icon-cache", folder / "icons" / "hicolor"),
    ):
        program = shutil.which(tool)
        if program is not None and place.is_dir():
            # the icon cache wants an index.theme, which a user's folder rarely has
            subprocess.run([program, str(place)], capture_output=True, check=False)  # noqa: S603


_RELEASED = "2026-11-30"

_ENTRY = """[Desktop Entry]
Type=Application
Version=1.5
Name=Affetto
GenericName=Music composer
GenericName[de]=Musikkomponist
Comment=Say what you feel, hear it as music
Comment[de]=Sag, was du fühlst, hör es als Musik
Exec={command} %F
Icon=affetto
Terminal=false
StartupNotify=true
StartupWMClass=affetto
Categories=AudioVideo;Audio;Music;
Keywords=music;compose;song;speech;mood;
Keywords[de]=Musik;komponieren;Lied;Sprache;Stimmung;
MimeType={mime};audio/midi;audio/x-midi;application/vnd.recordare.musicxml;
"""

_MIME = """<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="{mime}">
    <comment>Affetto song</comment>
    <comment xml:lang="de">Affetto-Stück</comment>
    <sub-class-of type="application/json"/>
    <glob pattern="*.affetto"/>
  </mime-type>
</mime-info>
"""

_METAINFO = """<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>org.affetto.Affetto</id>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>MIT</project_license>
  <name>Affetto</name>
  <developer id="org.affetto"><name>The Affetto authors</name></developer>
  <summary>Say what you feel, hear it as music</summary>
  <summary xml:lang="de">Sag, was du fühlst, hör es als Musik</summary>
  <description>
    <p>
      Tell Affetto in your own words what music should feel like. It composes a song for you,
      plays it, and changes it as you say. Everything happens on your own computer.
    </p>
    <p xml:lang="de">
      Sag Affetto mit deinen eigenen Worten, wie sich Musik anfühlen soll. Es komponiert ein Stück
      für dich, spielt es und ändert es, wie du es sagst. Alles geschieht auf deinem Rechner.
    </p>
  </description>
  <launchable type="desktop-id">affetto.desktop</launchable>
  <icon type="stock">affetto</icon>
  <content_rating type="oars-1.1"/>
  <categories>
    <category>AudioVideo</category>
    <category>Music</category>
  </categories>
  <provides>
    <binary>affetto</binary>
    <mediatype>{mime}</mediatype>
  </provides>
  <releases>
    <release version="{version}" date="{date}"/>
  </releases>
</component>
"""
