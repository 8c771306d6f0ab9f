"""What trainers write, as bytes, so that a file is there as a whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["of_array", "of_arrays", "of_record", "of_rows", "of_state"]


def of_array(array: NDArray[Any]) -> bytes:
    """Give an array as an ``.npy`` file holds it."""
    content = io.BytesIO()
    np.save(content, array, allow_pickle=False)
    return content.getvalue()


def of_arrays(**arrays: Any) -> bytes:
    """Give arrays as an ``.npz`` file holds them."""
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return content.getvalue()


def of_record(record: Any) -> bytes:
    """Give a record as JSON, to be read by people too."""
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def of_rows(rows: Iterable[Sequence[object]]) -> bytes:
    """Give a table as comma-separated values."""
    content = io.StringIO(newline="")
    csv.writer(content, lineterminator="\n").writerows(rows)
    return content.getvalue().encode()


def of_state(state: dict[str, Any]) -> bytes:
    """Give tensors, numbers and texts as torch keeps them."""
    import torch  # noqa: PLC0415 - arrays and tables need none

    content = io.BytesIO()
    torch.save(state, content)
    return content.getvalue()
