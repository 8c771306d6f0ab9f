"""Frozen dataclasses as JSON values, and back by their annotations."""

from __future__ import annotations

import dataclasses
import functools
import math
import types
import typing
from typing import Any, Literal, TypeVar, Union

__all__ = ["restore", "to_plain"]

T = TypeVar("T")


def to_plain(record: Any) -> Any:
    """Give a value that JSON can hold: objects for dataclasses, lists for tuples."""
    if dataclasses.is_dataclass(record):
        fields = dataclasses.fields(record)
        return {field.name: to_plain(getattr(record, field.name)) for field in fields}
    if isinstance(record, dict):
        return {key: to_plain(value) for key, value in record.items()}
    if isinstance(record, tuple):
        return [to_plain(value) for value in record]
    return record


def restore(kind: type[T], plain: Any) -> T:
    """Make a dataclass of what `to_plain` gave.

    A field that is missing takes its default, as do fields that are younger than the file.

    Raises
    ------
    ValueError
        If a value is not what its annotation says, with the place where it stands.
    EngineError
        If the dataclass itself refuses its values.
    """
    restored: T = _restore(kind, plain, kind.__name__)
    return restored


def _restore(kind: Any, plain: Any, place: str) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _restore_record(kind, plain, place)
    if origin is tuple and isinstance(plain, list):
        return tuple(
            _restore(arguments[0], value, f"{place}[{index}]") for index, value in enumerate(plain)
        )
    if origin is dict and isinstance(plain, dict):
        return {
            _restore(arguments[0], key, place): _restore(arguments[1], value, f"{place}.{key}")
            for key, value in plain.items()
        }
    if origin in (Union, types.UnionType):
        return None if plain is None else _restore(arguments[0], plain, place)
    if origin is Literal and plain in arguments:
        return plain
    return _restore_number_or_text(kind, plain, place)


def _restore_record(kind: type, plain: Any, place: str) -> Any:
    if not isinstance(plain, dict):
        raise ValueError(f"{place} is {plain!r:.40}, expected an object")  # noqa: TRY004 - of the file
    hints = _hints(kind)
    if unknown := plain.keys() - hints.keys():
        raise ValueError(f"{place} has an unknown field {min(unknown)!r}")
    values = {
        name: _restore(hints[name], value, f"{place}.{name}") for name, value in plain.items()
    }
    try:
        return kind(**values)
    except TypeError as error:  # a field without default is missing
        raise ValueError(f"{place}: {error}") from error


def _restore_number_or_text(kind: Any, plain: Any, place: str) -> Any:
    # A whole number may stand for a float, as in Python; a bool is no number to us.
    if kind is float and type(plain) in (int, float) and math.isfinite(plain):
        return plain
    if kind in (int, str, bool) and type(plain) is kind:
        if kind is str:
            plain.encode()  # half a character cannot be written again: UnicodeError, a ValueError
        return plain
    raise ValueError(f"{place} is {plain!r:.40}, expected {getattr(kind, '__name__', kind)}")


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)
