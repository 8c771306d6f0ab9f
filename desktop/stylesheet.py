"""How our widgets look: style sheet rules over Fusion, with ``$colour`` and ``$size`` names."""

from __future__ import annotations

__all__ = ["STYLESHEET"]

STYLESHEET = """
QMainWindow, QDialog { background: $window; }
QFrame[card="true"] { background: $surface; border: 1px solid $border; border-radius: 16px; }
QLabel { background: transparent; }
QScrollArea, QWidget#column { background: transparent; }
QLabel[role="title"] { font-size: ${title}pt; font-weight: 600; }
QLabel[role="heading"] { font-size: ${heading}pt; font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="caption"] { color: $muted; font-size: ${caption}pt; }
QLabel[role="value"] { font-weight: 600; }

QPushButton { background: $surface; border: 1px solid $border; border-radius: 10px;
  padding: 7px 14px; min-height: 1.5em; }
QPushButton:hover { background: $sunken; }
QPushButton:pressed { background: $border; }
QPushButton:focus { border: 2px solid $accent; padding: 6px 13px; }
QPushButton:disabled { color: $muted; background: $sunken; border-color: $sunken; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border-color: $accent;
  font-weight: 600; }
QPushButton[role="primary"]:hover { background: $accent_hover; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled { color: $muted; background: $sunken; border-color: $sunken; }
QPushButton[role="quiet"] { background: transparent; border-color: transparent; }
QPushButton[role="quiet"]:hover { background: $sunken; }
QPushButton[role="quiet"]:focus { border: 2px solid $accent; }
QPushButton[role="tool"] { background: transparent; border: 2px solid transparent;
  border-radius: 8px; padding: 3px; min-height: 1.35em; }
QPushButton[role="tool"]:hover { background: $sunken; }
QPushButton[role="tool"]:checked { background: $accent_soft; border-color: $accent; }
QPushButton[role="tool"]:focus { border-color: $accent; }
QPushButton[role="round"] { background: $accent; border: 3px solid $accent; border-radius: 26px;
  min-width: 46px; min-height: 46px; max-width: 46px; max-height: 46px; padding: 0; }
QPushButton[role="round"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="round"]:focus { border: 3px solid $text; padding: 0; }
QPushButton[role="round"]:disabled { background: $sunken; border-color: $sunken; }
QPushButton[role="chip"], QPushButton[role="refused"] { background: $sunken;
  border: 2px solid $sunken; border-radius: 13px; padding: 2px 10px; min-height: 1.35em; }
QPushButton[role="chip"]:hover { border-color: $border; }
QPushButton[role="chip"]:focus, QPushButton[role="refused"]:focus { border-color: $accent; }
QPushButton[role="chip"]:checked { background: $accent_soft; border-color: $accent_soft; }
QPushButton[role="refused"] { background: $error_soft; border-color: $error_soft; color: $error; }
QLabel#changes_where { padding: 5px 0; }
QPushButton[role="bare"] { background: transparent; border: 2px solid transparent;
  border-radius: 6px; padding: 1px 3px; min-height: 1.2em; }
QPushButton[role="bare"]:hover { background: $border; }
QPushButton[role="bare"]:focus { border-color: $accent; }
QPushButton[role="bare"]:disabled { background: transparent; border-color: transparent;
  color: $text; }
QPushButton[role="bare"]::menu-indicator { image: none; width: 0; }
QFrame[role="part"] { background: $sunken; border-radius: 13px; }
QSlider::groove:horizontal { background: $border; height: 4px; border-radius: 2px; }
QSlider::handle:horizontal { background: $text; width: 10px; height: 10px; margin: -3px 0;
  border-radius: 5px; }
QSlider:focus { border: 1px solid $accent; border-radius: 6px; }
QPushButton[role="example"] { background: $surface; text-align: left; padding: 12px 16px;
  border-radius: 12px; }
QPushButton[role="example"]:hover { background: $accent_soft; border-color: $accent; }
QPushButton[role="example"]:focus { border: 2px solid $accent; padding: 11px 15px; }

QTextEdit, QLineEdit { background: $sunken; border: 2px solid $sunken; border-radius: 10px;
  selection-background-color: $accent; selection-color: $on_accent; }
QTextEdit { padding: 8px 10px; border-radius: 12px; }
QTextEdit#wish { font-size: ${wish}pt; }
QLineEdit { padding: 6px 10px; min-height: 1.5em; }
QTextEdit:focus, QLineEdit:focus { border-color: $accent; background: $surface; }
QComboBox, QAbstractSpinBox { background: $sunken; border: 2px solid $sunken;
  border-radius: 10px; padding: 5px 10px; min-height: 1.65em; }
QComboBox:focus, QAbstractSpinBox:focus { border-color: $accent; background: $surface; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus { background: transparent;
  border: none; padding: 0 0 0 8px; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow, QAbstractSpinBox::down-arrow { image: url("$icons/down.svg"); width: 14px;
  height: 14px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $border; outline: none;
  selection-background-color: $accent_soft; selection-color: $text; padding: 4px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; background: none;
  width: 26px; }
QAbstractSpinBox::up-arrow { image: url("$icons/up.svg"); width: 14px; height: 14px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QDialogButtonBox QPushButton { min-width: 72px; }
QTextBrowser { background: transparent; border: none; padding: 0; }
QTextBrowser:focus { background: transparent; border: none; }

QTabWidget::pane { border: 1px solid $border; border-radius: 12px; background: $surface; }
QTabBar::tab { background: transparent; border: 2px solid transparent; border-radius: 8px;
  padding: 6px 14px; margin: 0 4px 6px 0; }
QTabBar::tab:selected { background: $accent_soft; font-weight: 600; }
QTabBar::tab:focus { border-color: $accent; }
QTabBar::tab:hover:!selected { background: $sunken; }
QTreeView { background: transparent; border: 2px solid transparent; border-radius: 10px;
  outline: none; show-decoration-selected: 0; selection-background-color: transparent; }
QTreeView:focus { border-color: $accent; }
QTreeView::item { border: none; }
QTreeView::branch, QTreeView::branch:selected { background: transparent; border-image: none;
  image: none; }

QProgressBar { background: $sunken; border: none; border-radius: 3px; max-height: 6px;
  min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QFrame[role="notice"] { background: $accent_soft; border-radius: 12px; }
QFrame[role="error"] { background: $error_soft; border-radius: 12px; }
QFrame[role="error"] QLabel[role="value"] { color: $error; }

QMenuBar { background: $window; padding: 2px 8px; }
QMenuBar::item { padding: 5px 10px; border-radius: 6px; background: transparent; }
QMenuBar::item:selected { background: $accent_soft; }
QFrame[role="popup"] { background: $surface; border: 1px solid $border; border-radius: 12px; }
QMenu { background: $surface; border: 1px solid $border; padding: 5px; }
QMenu::item { padding: 6px 24px 6px 14px; border-radius: 6px; }
QMenu::item:selected { background: $accent_soft; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: 5px 8px; }
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: 5px 7px; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: $border; border-radius: 5px; min-height: 24px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
"""
