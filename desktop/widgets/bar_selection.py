"""Bars chosen one by one from an anchor on, as text is chosen from where the cursor stood."""

from __future__ import annotations

__all__ = ["BarSelection"]


class BarSelection:
    """Grows and shrinks at its head; its anchor stays."""

    def __init__(self) -> None:
        self._anchor = self._head = 0
        self.bars: range | None = None
        """What is chosen, counted from 0."""

    def begin(self, bar: int) -> None:
        """Choose one bar, from which the choice grows to either side."""
        self._anchor = bar
        self.reach(bar)

    def reach(self, bar: int) -> None:
        """Let the choice go from the anchor to a bar, both included."""
        self._head = bar
        self.bars = range(min(self._anchor, bar), max(self._anchor, bar) + 1)

    def step(self, by: int, start: int, n_bars: int) -> None:
        """Move the head by a bar; where nothing is chosen, begin with bar ``start``."""
        if self.bars is None:
            self.begin(start)
        else:
            self.reach(min(max(self._head + by, 0), n_bars - 1))

    def set(self, bars: range | None) -> None:
        """Take over what somebody else has chosen."""
        if bars != self.bars:
            self.bars = bars
            if bars is not None:
                self._anchor, self._head = bars.start, bars.stop - 1
