"""Which part of a wish its styles are said of: after a lullaby, a storm is no lullaby any more."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from engine.composition.styles.style import Style
from engine.demands.demand import Span

if TYPE_CHECKING:
    from engine.composition.styles.nearest import StyleMatch
    from engine.emotion.reading import EmotionReading, Segment

__all__ = ["find_styles", "span_of"]

_FAR = 0.9
"""Distance in the plane from which on a card cannot carry a feeling that it was not named for: a
waltz may be sad and then gay, a lullaby that has become a storm is none."""
_RESISTED = 0.3  # share of feelings that a card resists


def find_styles(
    reading: EmotionReading,
    feelings: Sequence[Segment],
    find_style: Callable[[str], StyleMatch | None],
) -> tuple[Style | None, ...]:
    """Give the style of each of several feelings that follow each other.

    Returns
    -------
    tuple
        One for each feeling, None where none is asked for; empty where one style, or none, is asked
        for all of them.
    """
    if all(feeling.kind == "mix" for feeling in feelings[1:]):
        return ()
    named = [
        (demand.span, found.style)
        for demand in reading.demands.of("style")
        if demand.manner != "unwanted" and (found := find_style(demand.value)) is not None
    ]
    spans = [span_of(feeling, reading) for feeling in feelings]
    own = [next((s for at, s in named if at.touches(span)), None) for span in spans]
    owners = [number for number, style in enumerate(own) if style is not None]
    if not owners:
        return ()
    if len(owners) == 1:
        number = owners[0]
        at = next(at for at, _ in named if at.touches(spans[number]))
        if number == 0 and _is_said_of_all(at, feelings[0], reading):
            return ()
    carried: list[Style | None] = []
    for style, feeling in zip(own, feelings, strict=True):
        before = carried[-1] if carried else None
        goes_on = before is not None and _carries(before, feeling)
        carried.append(style or (before if goes_on else None))
    return () if len({style and style.name for style in carried}) == 1 else tuple(carried)


def span_of(feeling: Segment, reading: EmotionReading) -> Span:
    """Give the characters of the wish that say a feeling."""
    words = reading.words[feeling.first_word : feeling.last_word + 1]
    return Span(words[0].start, words[-1].end) if words else Span(0, len(reading.text))


def _is_said_of_all(style: Span, first: Segment, reading: EmotionReading) -> bool:
    """Whether a style comes before all that is felt, as in "a waltz, first sad, then happy"."""
    words = reading.words[first.first_word : first.last_word + 1]
    felt = [w for w in words if w.weight > 0 and not style.touches(Span(w.start, w.end))]
    return bool(felt) and all(word.start >= style.end for word in felt)


def _carries(style: Style, feeling: Segment) -> bool:
    """Whether a style that was asked for a feeling goes on under the next one."""
    resisted = math.fsum(feeling.feelings.get(name, 0.0) for name in style.resists)
    apart = math.dist(style.feeling, (feeling.valence, feeling.arousal))
    return resisted < _RESISTED and apart < _FAR
