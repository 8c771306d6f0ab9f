"""What a composer has learned: its filters, and how noise settles into a bar."""

from __future__ import annotations

import functools

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.theme import colours_of
from desktop.viewmodels.composers import ComposersViewModel
from desktop.viewmodels.lesson_words import filter_text, walk_text
from desktop.viewmodels.wording import composer_name
from desktop.widgets.naming import named
from desktop.widgets.roll_gallery import RollGallery, ShownRoll
from desktop.widgets.roll_images import bar_image, filter_image
from engine import Insight

__all__ = ["InsightView"]

STEPS = (0, 1, 2, 3, 5, 10, 20, 40)
"""Of the chain that are shown: most happens at first."""

N_FILTERS = 16


class InsightView(QWidget):
    """Shows the insight of a `ComposersViewModel`, or that it is on its way."""

    def __init__(self, composers: ComposersViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composers = composers
        self._title = named(QLabel(wordWrap=True), "insight_title", role="heading")
        settling = QLabel(
            self.tr(
                "From noise to a bar: the machine changes all notes at once, step after step, "
                "until they suit each other. Upwards is higher, to the right is later."
            )
        )
        filters = QLabel(
            self.tr(
                "What it listens for: each unit calls for the notes in red and speaks against "
                "those in blue. Below: holding on, silence."
            )
        )
        self.strip = named(RollGallery(len(STEPS)), "settling", says=self.tr("From noise to a bar"))
        self.filters = named(RollGallery(8), "filters", says=self.tr("What it listens for"))
        self._pictures = QWidget()
        pictures = QVBoxLayout(self._pictures)
        layout = QVBoxLayout(self)
        layout.addWidget(self._title)
        layout.addWidget(self._pictures)
        for box in (layout, pictures):
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(8)
        for words, gallery in ((settling, self.strip), (filters, self.filters)):
            words.setWordWrap(True)
            words.setProperty("role", "caption")
            pictures.addWidget(words)
            pictures.addWidget(gallery)
        composers.insight_changed.connect(self._show)
        self._show(composers.insight)

    @Slot(object)
    def _show(self, insight: Insight | None) -> None:
        self._pictures.setVisible(insight is not None)
        name = composer_name(self._composers.shown)
        if insight is None:
            self._title.setText(self.tr("Looking into {name} …").format(name=name))
            return
        self._title.setText(self.tr("Inside {name}").format(name=name))
        self.strip.show_rolls(functools.partial(self._walk, insight))
        self.filters.show_rolls(functools.partial(self._units, insight))

    def _walk(self, insight: Insight) -> list[ShownRoll]:
        colours = colours_of(self.palette())
        captions = {0: self.tr("noise"), STEPS[-1]: self.tr("a bar")}
        return [
            ShownRoll(
                bar_image(insight.steps[step, 0], colours),
                captions.get(step, str(step)),
                walk_text(insight, step),
            )
            for step in STEPS
            if step < len(insight.steps)
        ]

    def _units(self, insight: Insight) -> list[ShownRoll]:
        colours = colours_of(self.palette())
        return [
            ShownRoll(
                filter_image(insight.filters[index], colours), "", filter_text(insight, index)
            )
            for index in range(min(N_FILTERS, len(insight.filters)))
        ]
