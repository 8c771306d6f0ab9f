"""Reads the tables of words that ship: what they are called lies in data, not in code."""

from __future__ import annotations

import csv

from engine import resources

__all__ = ["ambiguous_names", "plain_words", "read_words", "split_names"]


def read_words(table: str) -> list[dict[str, str]]:
    """Give the rows of ``words/TABLE.tsv``, each by its columns' names."""
    with resources.path(f"words/{table}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def split_names(names: str) -> list[str]:
    """Split a cell with names between commas."""
    return [name.strip() for name in names.split(",") if name.strip()]


def ambiguous_names(group: str) -> frozenset[str]:
    """Give the names of a group that mean other things than music as well."""
    rows = read_words("ambiguous")
    return frozenset(name for row in rows if row["group"] == group
                     for name in split_names(row["names"]))  # fmt: skip


def plain_words(group: str) -> frozenset[str]:
    """Give the words of a group that say nothing of their own."""
    rows = read_words("plain")
    return frozenset(
        name for row in rows if row["group"] == group for name in split_names(row["names"])
    )
