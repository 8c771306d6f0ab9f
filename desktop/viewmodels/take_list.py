"""The list of takes as Qt's views read it: songs, and below each its takes."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)

from desktop.viewmodels.wording import clock, take_name
from engine import Take

__all__ = ["ListedSong", "TakeListModel", "TakeRole", "group"]

Index = QModelIndex | QPersistentModelIndex

_LONGEST_TITLE = 60
_NO_PARENT = 0
"""The internal id of songs; takes have the row of their song, plus one."""


class TakeRole(IntEnum):
    """What a row tells beside its text."""

    NOTE = Qt.ItemDataRole.UserRole + 1  # how many takes; how long the take is
    IS_FAVOURITE = Qt.ItemDataRole.UserRole + 2
    IS_PRESENT = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True)
class ListedSong:
    """A song with those of its takes that are listed, the latest first."""

    takes: tuple[Take, ...]

    @property
    def song(self) -> str:
        """The song's id."""
        return self.takes[0].song

    @property
    def title(self) -> str:
        """What the user calls it, or the first words of the wish."""
        latest = self.takes[0]
        wish = " ".join(latest.wish.split())
        return latest.title or textwrap.shorten(wish, _LONGEST_TITLE, placeholder=" …") or wish


def group(takes: Sequence[Take]) -> list[ListedSong]:
    """Put the takes of each song together; the song of the latest take comes first."""
    songs: dict[str, list[Take]] = {}
    for take in takes:
        songs.setdefault(take.song, []).append(take)
    return [ListedSong(tuple(of_song)) for of_song in songs.values()]


class TakeListModel(QAbstractItemModel):
    """A tree of two levels. What is written into it is asked for, and comes back as a new list."""

    rename_wanted = Signal(str, str)  # a take's file, its name
    rename_song_wanted = Signal(str, str)  # a song's id, its title

    def __init__(self) -> None:
        super().__init__()
        self._songs: list[ListedSong] = []
        self._present = ""

    @Slot(object)
    def set_takes(self, takes: Sequence[Take]) -> None:
        """Show other takes."""
        self.beginResetModel()
        self._songs = group(takes)
        self.endResetModel()

    @Slot(str)
    def set_present(self, file: str) -> None:
        """Mark the take that is shown."""
        before, self._present = self._present, file
        for changed in (before, file):
            index = self.index_of(changed)
            for each in (index, index.parent()):
                if each.isValid():
                    self.dataChanged.emit(each, each, [TakeRole.IS_PRESENT])

    @property
    def songs(self) -> Sequence[ListedSong]:
        """The songs in their order."""
        return self._songs

    def index_of(self, file: str) -> QModelIndex:
        """Give where a take stands; no place for one that is not listed."""
        for row, song in enumerate(self._songs):
            for number, take in enumerate(song.takes):
                if take.file == file:
                    return self.createIndex(number, 0, row + 1)
        return QModelIndex()

    def song_at(self, index: Index) -> ListedSong:
        """Give the song of a row, be it the song's or a take's."""
        return self._songs[(index.internalId() or index.row() + 1) - 1]

    def take_at(self, index: Index) -> Take:
        """Give the take of a row; of a song the one that is shown, or its latest."""
        song = self.song_at(index)
        if index.internalId() != _NO_PARENT:
            return song.takes[index.row()]
        return next((take for take in song.takes if take.file == self._present), song.takes[0])

    def files_at(self, index: Index) -> tuple[str, ...]:
        """Give the file of a take, or those of all takes of a song."""
        if index.internalId() != _NO_PARENT:
            return (self.take_at(index).file,)
        return tuple(take.file for take in self.song_at(index).takes)

    # what Qt asks

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's own default
        """Give the index of a row."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _NO_PARENT)

    def parent(self, index: Index = QModelIndex()) -> Any:  # noqa: B008 - Qt's own default
        """Give the song of a take; songs have none."""
        if not index.isValid() or index.internalId() == _NO_PARENT:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _NO_PARENT)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Count songs, or the takes of one; a take holds nothing."""
        if not parent.isValid():
            return len(self._songs)
        return len(self.song_at(parent).takes) if parent.internalId() == _NO_PARENT else 0

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Count columns: one."""
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let names be edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable if index.isValid() else (
            Qt.ItemFlag.NoItemFlags
        )  # fmt: skip

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Tell what a row shows."""
        if not index.isValid():
            return None
        if index.internalId() == _NO_PARENT:
            return self._song_data(self.song_at(index), role)
        return self._take_data(self.take_at(index), role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for another name; it is shown once it is written."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        if index.internalId() == _NO_PARENT:
            self.rename_song_wanted.emit(self.song_at(index).song, str(value))
        else:
            self.rename_wanted.emit(self.take_at(index).file, str(value))
        return True

    def _song_data(self, song: ListedSong, role: int) -> Any:  # noqa: PLR0911 - one case a role
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return song.title
            case Qt.ItemDataRole.ToolTipRole:
                return song.takes[0].wish
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.tr("{title}, takes: {n}").format(title=song.title, n=len(song.takes))
            case TakeRole.NOTE:
                return str(len(song.takes))
            case TakeRole.IS_FAVOURITE:
                return any(take.is_favourite for take in song.takes)
            case TakeRole.IS_PRESENT:
                return any(take.file == self._present for take in song.takes)
        return None

    def _take_data(self, take: Take, role: int) -> Any:  # noqa: PLR0911 - one case a role
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return take_name(take)
            case Qt.ItemDataRole.EditRole:
                return take.name
            case Qt.ItemDataRole.ToolTipRole:
                return self._details_of(take)
            case Qt.ItemDataRole.AccessibleTextRole:
                marks = [self.tr("favourite")] * take.is_favourite
                marks += [self.tr("shown")] * (take.file == self._present)
                return ", ".join([take_name(take), clock(take.seconds), *marks])
            case TakeRole.NOTE:
                return clock(take.seconds) if take.is_whole else self.tr("unfinished")
            case TakeRole.IS_FAVOURITE:
                return bool(take.is_favourite)
            case TakeRole.IS_PRESENT:
                return take.file == self._present
        return None

    def _details_of(self, take: Take) -> str:
        when = datetime.fromtimestamp(take.kept).astimezone()
        return self.tr("{wish}\n{when:%Y-%m-%d %H:%M}, seed {seed}").format(
            wish=take.wish, when=when, seed=take.seed
        )
