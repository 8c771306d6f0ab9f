"""Teaching: a folder, a name, a curve while it learns, and a button to stop and keep."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.viewmodels.lesson import Lesson, LessonKind, LessonStep
from desktop.viewmodels.lesson_words import found_text, left_out_text, time_left
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.learning_curve import LearningCurve
from desktop.widgets.naming import named

__all__ = ["LessonView"]


class LessonView(QWidget):
    """Shows a `Lesson`; a folder can be dropped on it."""

    folder_wanted = Signal()

    def __init__(self, lesson: Lesson, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lesson = lesson
        self.setAcceptDrops(True)
        self._composer = _kind("teach_composer", self.tr("A composer: songs like this music"))
        self._mood = _kind("teach_mood", self.tr("A mood: wishes may call music like this by name"))
        self.choose = named(QPushButton(self.tr("Choose a folder…")), "choose_folder")
        self._folder = named(QLabel(wordWrap=True), "lesson_folder")
        self._left_out = named(QLabel(wordWrap=True), "lesson_left_out", role="caption")
        self._name = named(QLineEdit(), "lesson_name", says=self.tr("Name"))
        self._name_label = QLabel(self.tr("&Name"))
        self._name_label.setBuddy(self._name)
        self._objection = named(QLabel(wordWrap=True), "lesson_objection", role="caption")
        self._begin = named(QPushButton(self.tr("Learn")), "lesson_begin", role="primary")
        self.stop = named(QPushButton(), "lesson_stop")
        self._bar = named(QProgressBar(maximum=1000, textVisible=False), "lesson_bar")
        self._bar.setAccessibleName(self.tr("How far it is"))
        self._left = named(QLabel(), "lesson_left", role="caption")
        self.curve = named(LearningCurve(), "lesson_curve")
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        kinds = QWidget()
        flow = FlowLayout(kinds, spacing=16)
        kinds.setSizePolicy(FlowLayout.policy())
        flow.addWidget(self._composer)
        flow.addWidget(self._mood)
        folder_row = QHBoxLayout()
        folder_row.addWidget(self.choose)
        folder_row.addWidget(self._folder, 1)
        self._name_row = QWidget()
        name_row = QHBoxLayout(self._name_row)
        name_row.setContentsMargins(0, 0, 0, 0)
        name_row.addWidget(self._name_label)
        name_row.addWidget(self._name, 1)
        name_row.addWidget(self._begin)
        stop_row = QHBoxLayout()
        stop_row.addWidget(self._bar, 1)
        stop_row.addWidget(self._left)
        stop_row.addWidget(self.stop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(kinds)
        layout.addLayout(folder_row)
        layout.addWidget(self._left_out)
        layout.addWidget(self._name_row)
        layout.addWidget(self._objection)
        layout.addLayout(stop_row)
        layout.addWidget(self.curve)

    def _connect(self) -> None:
        lesson = self._lesson
        self.choose.clicked.connect(self.folder_wanted)
        self._composer.clicked.connect(self._on_kind)
        self._mood.clicked.connect(self._on_kind)
        self._name.textEdited.connect(lesson.call)
        self._name.returnPressed.connect(self._on_begin)
        self._begin.clicked.connect(self._on_begin)
        self.stop.clicked.connect(lesson.stop)
        lesson.changed.connect(self._show)
        lesson.curve_changed.connect(self.curve.show_points)
        self.curve.show_points(lesson.points)

    @Slot()
    def _on_kind(self) -> None:
        is_composer = self._composer.isChecked()
        self._lesson.choose_kind(LessonKind.COMPOSER if is_composer else LessonKind.MOOD)

    @Slot()
    def _on_begin(self) -> None:
        """Learn; the keyboard is on what can be pressed then."""
        self._lesson.begin()
        if self._lesson.is_busy:
            self.stop.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _show(self) -> None:
        """Show how far the lesson is."""
        lesson, step = self._lesson, self._lesson.step
        is_composer = lesson.kind is LessonKind.COMPOSER
        self._composer.setChecked(is_composer)
        self._mood.setChecked(not is_composer)
        for widget in (self._composer, self._mood, self.choose, self._name):
            widget.setEnabled(not lesson.is_busy)
        self._folder.setText(self._about_folder())
        left_out = left_out_text(lesson.found) if lesson.found else ""
        self._left_out.setText(left_out)
        self._left_out.setVisible(bool(left_out))
        self._name_row.setVisible(step is not LessonStep.ASKING)
        if self._name.text() != lesson.name:
            self._name.setText(lesson.name)
        self._show_objection()
        self._begin.setEnabled(lesson.is_ready)
        self._begin.setVisible(not lesson.is_busy)
        self._show_progress()
        self.curve.setVisible(is_composer and (lesson.is_busy or bool(lesson.points)))

    def _show_objection(self) -> None:
        objection = self._lesson.objection
        text = "" if objection is None else f"{objection.message}. {objection.hint}"
        self._objection.setText(text[:1].upper() + text[1:])
        self._objection.setVisible(bool(text))

    def _show_progress(self) -> None:
        lesson, step = self._lesson, self._lesson.step
        is_reading, is_mood = step is LessonStep.READING, lesson.kind is LessonKind.MOOD
        for widget in (self._bar, self._left, self.stop):
            widget.setVisible(is_reading or lesson.is_busy)
        self._bar.setValue(round(1000 * lesson.share))
        self.stop.setText(self.tr("Cancel") if is_reading or is_mood else self.tr("Stop and keep"))
        self.stop.setEnabled(step is not LessonStep.STOPPING)
        if is_reading:
            self._left.setText(self.tr("Reading"))
        elif step is LessonStep.STOPPING:
            self._left.setText(self.tr("Keeping what it has learned …"))
        else:
            self._left.setText(time_left(lesson.seconds_left))

    def _about_folder(self) -> str:
        lesson = self._lesson
        if lesson.folder is None:
            return self.tr("Or drop one here: MIDI files of songs, a handful or thousands.")
        if lesson.found is None:
            return str(lesson.folder)
        return self.tr("{found} in {folder}").format(
            found=found_text(lesson.found), folder=lesson.folder.name
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a folder."""
        if self._folder_in(event) is not None and not self._lesson.is_busy:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look into the folder that is dropped."""
        folder = self._folder_in(event)
        if folder is not None:
            event.acceptProposedAction()
            self._lesson.choose_folder(folder)

    @staticmethod
    def _folder_in(event: QDropEvent) -> Path | None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        return paths[0] if len(paths) == 1 and paths[0].is_dir() else None


def _kind(name: str, text: str) -> QRadioButton:
    return named(QRadioButton(text), name)
