"""Reads style cards: those that ship, and the user's own in their folder ``styles``."""

from __future__ import annotations

import functools
import logging
import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from engine import resources
from engine.composition.score import Metre
from engine.composition.styles.style import METRES, CardError, Style
from engine.errors import EngineError, OptionError, ResourceError
from engine.files import read_limited
from engine.user_folder import user_folder

__all__ = ["list_styles", "own_folder", "read_card", "style_called"]

_FOLDER = "styles/"
_LARGEST = 100_000  # bytes of a card; ours take a thousand
_PLACE = re.compile(r" - at `\$\.?(?P<field>[^`]*)`")
_LINE = re.compile(r"\(at line (\d+)")

Stamp = tuple[tuple[str, int, int], ...]
"""Name, time of change and size of each of the user's cards."""

_log = logging.getLogger(__name__)


def list_styles() -> tuple[Style, ...]:
    """Give every style in order of the names; a user's card of a name that ships replaces ours.

    A user's card with a fault is passed over, which is logged once.
    """
    return _read_all(_stamp())


def style_called(name: str) -> Style:
    """Give the style of that name.

    Raises
    ------
    OptionError
        If there is none.
    ResourceError
        If it is a user's card with a fault.
    """
    found = next((style for style in list_styles() if style.name == name.lower()), None)
    if found is not None:
        return found
    own = own_folder() / f"{name.lower()}.toml"
    if own.is_file():
        read_card(own)
    names = ", ".join(style.name for style in list_styles())
    raise OptionError(f"no style is called {name!r}", hint=f"Choose one of: {names}.")


def own_folder() -> Path:
    """Give the folder of the user's own cards, which may not exist."""
    return user_folder() / "styles"


def _stamp() -> Stamp:
    try:
        found = [(file.name, file.stat()) for file in sorted(own_folder().glob("*.toml"))]
    except OSError:  # it is being changed this moment
        return ()
    return tuple((name, status.st_mtime_ns, status.st_size) for name, status in found)


@functools.lru_cache(maxsize=1)
def _read_all(stamp: Stamp) -> tuple[Style, ...]:
    styles = {style.name: style for style in _shipped()}
    for name, _, _ in stamp:
        try:
            style = read_card(own_folder() / name)
            styles[style.name] = style
        except EngineError as error:
            _log.warning("%s", error)
    return tuple(styles[name] for name in sorted(styles))


@functools.cache
def _shipped() -> tuple[Style, ...]:
    names = sorted(name for name in resources.manifest() if name.startswith(_FOLDER))
    return tuple(read_card(resources.path(name)) for name in names)


def read_card(path: Path) -> Style:
    """Read one card.

    Raises
    ------
    ResourceError
        With the line that is wrong.
    """
    try:
        text = read_limited(path, _LARGEST).decode("utf-8")
        return _build(tomllib.loads(text))
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"the style card {path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        _refuse(path, int(found[1]) if found else 1, "this is no TOML", error)
    except CardError as error:
        _refuse(path, _line_of(text, error.field), str(error), error)
    except msgspec.ValidationError as error:
        cause = error.__cause__  # what a card's own check raised
        field, reason = _told(cause if isinstance(cause, CardError) else error)
        _refuse(path, _line_of(text, field), reason, error)


def _told(error: Exception) -> tuple[str, str]:
    """Give the field that is wrong, and what is wrong with it."""
    if isinstance(error, CardError):
        return error.field, str(error)
    place = _PLACE.search(str(error))
    reason = _PLACE.sub("", str(error)).replace("`", "")
    if place is None:
        return "", reason
    return place["field"], f"{place['field']}: {reason[:1].lower()}{reason[1:]}"


def _refuse(path: Path, line: int, reason: str, error: Exception) -> NoReturn:
    raise ResourceError(
        f"the style card {path}, line {line}: {reason}",
        hint="Mend that line; cards that ship show what each field looks like.",
    ) from error


def _build(card: dict[str, Any]) -> Style:
    """Make a style of what a card holds.

    Raises
    ------
    CardError, msgspec.ValidationError
        If a field is unknown, missing or wrong.
    """
    known = {field.name for field in fields(Style)}
    for name in card:
        if name not in known:
            raise CardError(name, f"no field is called so; there are {', '.join(sorted(known))}")
    groove = card.get("groove", {})
    if not isinstance(groove, dict):
        raise CardError("groove", "expected a table of drums and their grids")
    prepared = {**card, "metre": _metre(str(card.get("metre", "4/4"))), "groove": [*groove.items()]}
    return msgspec.convert(prepared, Style, dec_hook=_as_given)


def _metre(text: str) -> Metre:
    if text not in METRES:
        raise CardError("metre", f"{text!r} is none of 4/4, 3/4 and 6/8")
    return METRES[text]


def _as_given(kind: type, value: Any) -> Any:
    raise TypeError(f"{value!r} is no {kind.__name__}")


def _line_of(text: str, field: str) -> int:
    """Find the line on which a field stands, such as ``comping.bass`` or ``layers[1].register``."""
    first = re.match(r"(\w+)(?:\[(\d+)\])?(?:\.(\w+))?", field)
    if first is None:
        return 1
    name, number, inner = first.groups()
    lines = text.splitlines()
    if inner is None and (number is None or name != "layers"):
        own = [n for n, line in enumerate(lines) if re.match(rf"\s*(\[+\s*)?{name}\b", line)]
        return own[0] + 1 if own else 1
    tables = [n for n, line in enumerate(lines) if re.match(rf"\s*\[+\s*{name}\s*\]+", line)]
    if len(tables) <= int(number or 0):
        return 1
    start = tables[int(number or 0)]
    for place in range(start, len(lines)):
        if inner and re.match(rf"\s*{inner}\b", lines[place]):
            return place + 1
    return start + 1
