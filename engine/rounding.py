"""Numbers that are the same on every processor."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

__all__ = ["rounded"]

T = TypeVar("T")

_DIGITS = 6
"""Of 15: kernels for different processors add in different orders, and differ in the last ones."""


def rounded(value: T) -> T:
    """Give a value with every number in it rounded, whatever dataclasses and tuples it lies in."""
    plain: Any = value
    match plain:
        case float():
            plain = round(plain, _DIGITS)
        case tuple():
            plain = tuple(rounded(item) for item in plain)
        case dict():
            plain = {key: rounded(item) for key, item in plain.items()}
        case _ if dataclasses.is_dataclass(plain) and not isinstance(plain, type):
            names = (field.name for field in dataclasses.fields(plain))
            plain = dataclasses.replace(
                plain, **{name: rounded(getattr(plain, name)) for name in names}
            )
    same: T = plain
    return same
