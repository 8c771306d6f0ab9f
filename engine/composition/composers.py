"""The composers a user can choose between: those that ship, and the user's own.

One kind of model, one module. A composer that a user has trained is a folder below
``user_folder()/composers``; the folder's name is the composer's, and its ``config.json`` says under
``kind`` which of the kinds that ship it is. One that was renamed is found by its former names, too:
songs that were made before know it by those.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from engine.composition.draft import Draft
from engine.composition.planning.brief import PieceBrief
from engine.composition.revision import Revision
from engine.composition.score import Score
from engine.errors import OptionError
from engine.files import keep_aside, read_json
from engine.model_files import CONFIG, read_config
from engine.progress import Progress
from engine.user_folder import user_folder

__all__ = [
    "COMPOSERS",
    "FORMER_NAMES",
    "Composer",
    "Rewriter",
    "composer_called",
    "composer_folder",
    "composer_stamp",
    "former_names",
    "list_composers",
    "load_composer",
]


class Composer(Protocol):
    """Writes what a brief asks; the same brief gives the same notes."""

    def compose(self, brief: PieceBrief, progress: Progress) -> Generator[Draft]:
        """Write the piece, which others set and play.

        Yields
        ------
        Draft
            The beginning, whenever at least a section more of it is there, so that playing can
            begin before the end is written; the last one is all. What was handed on stays as it is.

        Raises
        ------
        CompositionError
            If the brief cannot be met.
        JobCancelledError
            If the user asked to stop.
        """
        ...


@runtime_checkable
class Rewriter(Protocol):
    """A composer that can also write parts of a score anew."""

    def rewrite(self, brief: PieceBrief, revision: Revision, progress: Progress) -> Score:
        """Write the revision's bars and parts, everything else staying as it is.

        Parameters
        ----------
        brief
            As long as the score, in its metre.

        Raises
        ------
        CompositionError
            If the brief cannot be met.
        JobCancelledError
            If the user asked to stop.
        """
        ...


COMPOSERS: dict[str, str] = {
    "transformer": "engine.composition.transformer.composer:TransformerComposer",
    "rbm": "engine.composition.boltzmann.composer:RbmComposer",
    "concatenative": "engine.composition.fragments.composer:ConcatenativeComposer",
}
"""Where each kind of composer lives: its module, loaded on first use, and its class.

A class takes the folder of a trained model, or nothing for the one that ships.
"""

FORMER_NAMES = "former_names.json"
"""In the folder of a composer that was renamed: a list of names."""

_MOST_NAMES = 100_000  # bytes

_NAME = re.compile(r"\w[\w .'-]{0,59}")


def list_composers() -> list[str]:
    """Name every composer there is: those that ship, then the user's own in order of their names.

    A folder that holds no composer, or one of a kind that is not known, is passed over.
    """
    folder = _own_folder()
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    own = [file.name for file in found if _NAME.fullmatch(file.name) and _kind(file)]
    return [*COMPOSERS, *(name for name in own if name not in COMPOSERS)]


def composer_folder(name: str) -> Path:
    """Give the folder in which a user's composer of that name belongs; it need not exist.

    Raises
    ------
    OptionError
        If a composer cannot be called so.
    """
    if name in COMPOSERS:
        raise OptionError(f"a composer that ships is called {name!r}", hint="Choose another name.")
    if not _NAME.fullmatch(name) or name.endswith((" ", ".")):
        raise OptionError(
            f"no composer can be called {name!r}",
            hint="Choose a name of up to 60 letters, digits, spaces and hyphens.",
        )
    return _own_folder() / name


def load_composer(name: str) -> Composer:
    """Load a composer with its trained model.

    Raises
    ------
    OptionError
        If no composer has that name.
    ResourceError
        If its model is missing or damaged.
    """
    if name in COMPOSERS:
        return _composer_class(name)()
    folder = _find(name)
    if folder is None:
        raise OptionError(
            f"no composer is called {name!r}",
            hint=f"Choose one of: {', '.join(list_composers())}.",
        )
    return _composer_class(str(_kind(folder)))(folder)


def composer_stamp(name: str) -> tuple[tuple[str, int, int], ...]:
    """Give what tells a trained model from the one that was there before it.

    Returns
    -------
    tuple
        Name, time of change and size of each of its files; nothing for composers that ship.
    """
    if name in COMPOSERS:
        return ()
    try:
        folder = _find(name) or _own_folder() / name
        found = [(file.name, file.stat()) for file in sorted(folder.iterdir())]
    except OSError:  # there is none, or it is being replaced this moment
        return ()
    return tuple((file, status.st_mtime_ns, status.st_size) for file, status in found)


def composer_called(name: str) -> str | None:
    """Give the name by which a composer is listed that has this one or had it; None if none has."""
    if name in COMPOSERS:
        return name
    folder = _find(name)
    return None if folder is None else folder.name


def former_names(folder: Path) -> list[str]:
    """Give the names that a composer had before; none where that cannot be read."""
    try:
        found = read_json(folder / FORMER_NAMES, _MOST_NAMES)
    except (OSError, ValueError):
        return []
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


def _find(name: str) -> Path | None:
    """Find the user's composer that has a name, or else one that had it before."""
    own = [_own_folder() / each for each in list_composers() if each not in COMPOSERS]
    by_name = (folder for folder in own if folder.name == name)
    formerly = (folder for folder in own if name in former_names(folder))
    return next(by_name, None) or next(formerly, None)


def _own_folder() -> Path:
    return user_folder() / "composers"


def _kind(folder: Path) -> str | None:
    """Read what kind of composer a folder holds, None for none that is known."""
    try:
        kind = read_config(folder).get("kind")
    except OSError:
        return None
    except ValueError as error:
        keep_aside(folder / CONFIG, error)
        return None
    return kind if isinstance(kind, str) and kind in COMPOSERS else None


def _composer_class(kind: str) -> Callable[..., Composer]:
    module, _, class_name = COMPOSERS[kind].partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), class_name)
    return found
