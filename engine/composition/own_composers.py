"""The composers that a user has trained, as files: renamed, thrown away, brought back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from engine.composition.composers import (
    COMPOSERS,
    FORMER_NAMES,
    composer_folder,
    former_names,
    list_composers,
)
from engine.errors import ExportError, OptionError
from engine.files import explain, make_folder, write_whole

__all__ = ["bring_composer_back", "list_own_composers", "rename_composer", "throw_composer_away"]


def list_own_composers() -> list[str]:
    """Name the user's own composers, in order of their names."""
    return [name for name in list_composers() if name not in COMPOSERS]


def rename_composer(name: str, new_name: str) -> str:
    """Give a composer another name; songs that know it by the old one still find it.

    Returns
    -------
    str
        The name as it is kept: without spaces around it.

    Raises
    ------
    OptionError
        If none is called so, or the new name is taken or none for a composer.
    ExportError
        If the folder cannot be changed.
    """
    folder, new_name = _folder_of(name), new_name.strip()
    new_folder = composer_folder(new_name)
    if new_folder.exists() and not _is_same(folder, new_folder):  # another spelling may be itself
        raise OptionError(f"there is a composer called {new_name!r}", hint="Choose another name.")
    names = [*(each for each in former_names(folder) if each not in (name, new_name)), name]
    write_whole(folder / FORMER_NAMES, json.dumps(names).encode(), overwrite=True)
    _move(folder, new_folder)
    return new_name


def throw_composer_away(name: str) -> None:
    """Take a composer out of the list, so that it can be brought back until the next one goes.

    Raises
    ------
    OptionError
        If none is called so.
    ExportError
        If the folder cannot be changed.
    """
    folder, trash = _folder_of(name), _trash()
    shutil.rmtree(trash, ignore_errors=True)
    make_folder(trash)
    _move(folder, trash / folder.name)


def bring_composer_back(name: str) -> None:
    """Put the composer that was thrown away last back into the list.

    Raises
    ------
    OptionError
        If it is gone for good, or another has its name by now.
    ExportError
        If the folder cannot be changed.
    """
    if not (_trash() / name).is_dir():
        raise OptionError(f"the composer {name!r} is gone", hint="Teach it again.")
    if composer_folder(name).exists():
        raise OptionError(
            f"there is another composer called {name!r}", hint="Give that one another name first."
        )
    _move(_trash() / name, composer_folder(name))


def _trash() -> Path:
    # No composer can be called so: a name begins with a letter or a digit.
    return composer_folder("x").parent / ".thrown away"


def _folder_of(name: str) -> Path:
    if name not in list_own_composers():
        raise OptionError(
            f"no composer of your own is called {name!r}", hint="Choose one of the list."
        )
    return composer_folder(name)


def _is_same(folder: Path, other: Path) -> bool:
    try:
        return folder.samefile(other)
    except OSError:
        return False


def _move(folder: Path, place: Path) -> None:
    try:
        folder.rename(place)
    except OSError as error:
        reason = explain(folder, error)
        raise ExportError(str(reason), hint=reason.hint) from error
