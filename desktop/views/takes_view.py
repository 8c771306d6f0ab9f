"""The list of takes: found, taken up again by a click, named, marked, thrown away."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from desktop.viewmodels.take_list import TakeListModel
from desktop.viewmodels.takes import TakesViewModel
from desktop.widgets.naming import named
from desktop.widgets.take_delegate import TakeDelegate

__all__ = ["TakesView"]

MOST_OPENED = 20
"""Songs whose takes are shown at once when they are found."""


class TakesView(QWidget):
    """Shows a `TakesViewModel`."""

    new_song_wanted = Signal()
    give_out_wanted = Signal(object)  # tuple[str, ...]: files
    take_in_wanted = Signal()

    def __init__(self, takes: TakesViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._takes = takes
        self._opened: set[str] = set()
        """Songs whose takes are in sight."""
        self._revealed = ""
        self.model = TakeListModel()
        self.search = named(QLineEdit(), "search", says=self.tr("Search in your songs"))
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        for button in self.search.findChildren(QToolButton):
            button.setAccessibleName(self.tr("Clear the search"))
        self.tree = named(QTreeView(), "takes", says=self.tr("Your songs and their takes"))
        self._empty = named(QLabel(wordWrap=True), "no_takes", role="muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self.new_song = named(QPushButton(self.tr("New song")), "new_song")
        self.new_song.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._actions = self._make_actions()
        self._set_up_tree()
        self._lay_out()
        self._connect()

    def _set_up_tree(self) -> None:
        tree = self.tree
        tree.setModel(self.model)
        tree.setItemDelegate(TakeDelegate(tree))
        tree.setHeaderHidden(True)
        tree.setUniformRowHeights(True)  # ten thousand rows are not measured one by one
        tree.setIndentation(16)
        tree.setRootIsDecorated(False)
        tree.setExpandsOnDoubleClick(False)
        tree.setMouseTracking(True)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        tree.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.addActions(list(self._actions.values()))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self._empty)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.new_song)
        self._empty.hide()

    def _connect(self) -> None:
        self.search.textChanged.connect(self._takes.search)
        self.new_song.clicked.connect(self.new_song_wanted)
        self.tree.clicked.connect(self._on_clicked)
        self.tree.activated.connect(self._on_activated)
        self.tree.expanded.connect(self._on_expanded)
        self.tree.collapsed.connect(self._on_collapsed)
        self.tree.customContextMenuRequested.connect(self._on_menu)
        self.model.rename_wanted.connect(self._takes.rename)
        self.model.rename_song_wanted.connect(self._takes.rename_song)
        self._takes.listed.connect(self._on_listed)
        self._takes.present_changed.connect(self._on_present)

    def _make_actions(self) -> dict[str, QAction]:
        """Give what can be done with the rows that are chosen, by name."""
        actions = {}
        for name, text, keys, slot in (
            ("take_rename", self.tr("&Rename"), "F2", self._rename),
            ("take_favour", self.tr("&Favourite"), "Ctrl+D", self._favour),
            ("take_give_out", self.tr("&Copy to a folder…"), "", self._give_out),
            ("take_in", self.tr("&Add songs…"), "", self.take_in_wanted.emit),
            ("take_delete", self.tr("&Delete"), "Del", self._throw_away),
        ):
            action = QAction(text, self)
            action.setObjectName(name)
            action.setShortcut(QKeySequence(keys))
            # In the list alone: elsewhere Delete deletes a letter.
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slot)
            actions[name] = action
        return actions

    @Slot(object)
    def _on_listed(self, takes: object) -> None:
        """Show another list; what was open stays open, and the place in it."""
        place = self.tree.verticalScrollBar().value()
        self.model.set_takes(takes)  # type: ignore[arg-type]
        is_searched = bool(self._takes.words.strip())
        for row, song in enumerate(self.model.songs):
            if song.song in self._opened or (is_searched and row < MOST_OPENED):
                self.tree.expand(self.model.index(row, 0))
        self._on_present(self._takes.present)
        self.tree.verticalScrollBar().setValue(place)
        self._empty.setVisible(not self.model.songs)
        self._empty.setText(
            self.tr("No song has these words.")
            if is_searched
            else self.tr("Your songs will be listed here.")
        )
        self.tree.setVisible(bool(self.model.songs))

    @Slot(str)
    def _on_present(self, file: str) -> None:
        """Mark the take that is shown, and have it in sight."""
        self.model.set_present(file)
        index = self.model.index_of(file)
        if index.isValid() and file != self._revealed:
            self._revealed = file
            self.tree.expand(index.parent())
            self.tree.setCurrentIndex(index)
            self.tree.scrollTo(index)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        """Open a song's row, or close it; take up a take, unless several are being chosen."""
        if len(self.tree.selectedIndexes()) > 1:
            return
        if index.parent().isValid():
            self._takes.choose(self.model.take_at(index))
        else:
            self.tree.setExpanded(index, not self.tree.isExpanded(index))

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        """Take up what Return was pressed on: of a song its latest take."""
        self._takes.choose(self.model.take_at(index))

    @Slot(QModelIndex)
    def _on_expanded(self, index: QModelIndex) -> None:
        self._opened.add(self.model.song_at(index).song)

    @Slot(QModelIndex)
    def _on_collapsed(self, index: QModelIndex) -> None:
        self._opened.discard(self.model.song_at(index).song)

    @Slot(QPoint)
    def _on_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(list(self._actions.values()))
        for name in ("take_rename", "take_favour", "take_give_out", "take_delete"):
            self._actions[name].setEnabled(bool(self.tree.selectedIndexes()))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.tree.viewport().mapToGlobal(place))

    def _files(self) -> tuple[str, ...]:
        """Give the files of the rows that are chosen, each once."""
        chosen = self.tree.selectedIndexes()
        return tuple(dict.fromkeys(file for i in chosen for file in self.model.files_at(i)))

    @Slot()
    def _rename(self) -> None:
        self.tree.edit(self.tree.currentIndex())

    @Slot()
    def _favour(self) -> None:
        index = self.tree.currentIndex()
        if index.isValid():
            is_favourite = not self.model.take_at(index).is_favourite
            self._takes.favour(self.model.take_at(index).file, is_favourite=is_favourite)

    @Slot()
    def _throw_away(self) -> None:
        if files := self._files():
            self._takes.throw_away(files)

    @Slot()
    def _give_out(self) -> None:
        if files := self._files():
            self.give_out_wanted.emit(files)
