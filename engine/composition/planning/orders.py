"""From what a wish asks of the music to what the plan does: obeyed, or answered otherwise.

Options of the command beat the wish, the wish beats its style, a later word beats an earlier one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.composition.planning.constraints import Constraints
from engine.composition.planning.ledger import Ledger
from engine.composition.planning.measures import Measures, Pace
from engine.composition.planning.setting import FindStyle, Setting
from engine.composition.scoring import Scoring
from engine.composition.styles.style import Style
from engine.demands.answer import Answer
from engine.demands.demand import Demands, Span

if TYPE_CHECKING:
    from engine.options import ComposeOptions

__all__ = ["FindStyle", "Orders", "Pace", "take_orders"]

_THIN = 2.0
"""Onsets a second below which nobody joins in."""
_QUICKER = {"faster": 1.15, "slower": 0.89}
"""How much more music passes than at the first tempo: see `playing.delivery`."""


@dataclass(frozen=True)
class Orders:
    """What a plan has to do.

    Attributes
    ----------
    fixed
        Key, tempo, metre and length.
    paces
        Tempos within limits, in the order said.
    scoring
        How it is set and played.
    style
        Its card, if a style is asked for.
    is_open
        Whether anybody may play: no instrument is named, and no part is silenced.
    has_introduction
        False where the tune has to begin at once.
    changes
        Of key on the way: ``"key up"``, ``"minor to major"``, ``"major to minor"``.
    answers
        One for each demand, in the order said.
    """

    fixed: Constraints
    paces: tuple[Pace, ...] = ()
    scoring: Scoring = field(default_factory=Scoring)
    style: Style | None = None
    is_open: bool = True
    has_introduction: bool = True
    changes: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()

    def pace(self, span: Span) -> Pace | None:
        """Give the tempos that the words of a feeling ask for, else those asked for last."""
        own = [pace for pace in self.paces if pace.span.touches(span)] or self.paces
        return own[-1] if own else None


def take_orders(
    demands: Demands,
    options: ComposeOptions,
    find_style: FindStyle,
    parts: Sequence[Style | None] = (),
) -> Orders:
    """Decide what of a wish's demands and the options' is done.

    Parameters
    ----------
    parts
        The style of each feeling, where styles are said of single ones; see `part_styles`. One that
        the options name is for all.
    """
    ledger = Ledger(demands, options)
    ledger.obey(*demands.of("scene"))  # what it is like is in the feelings
    measures, setting = Measures(ledger), Setting(ledger)
    own = [style for style in parts if style is not None and not options.style]
    style = None if own else setting.style(find_style)
    if own:
        setting.answer_styles(find_style, own)
    fixed, paces = measures.take(style, own[0] if own else style)
    scoring = replace(setting.scoring(style), metre=measures.turned)
    if measures.turned is not None and measures.turned.denominator == 8:
        scoring = replace(scoring, swing=0.5)  # its quavers lie otherwise already
    if fixed.seconds is not None:
        fixed = replace(fixed, seconds=fixed.seconds * _QUICKER.get(scoring.pace, 1.0))
    return Orders(
        fixed,
        tuple(paces),
        scoring,
        style,
        is_open=_is_open(demands, scoring),
        has_introduction=setting.has_introduction,
        changes=tuple(setting.changes()),
        answers=tuple(sorted(ledger.answers, key=lambda answer: answer.demand.span)),
    )


def _is_open(demands: Demands, scoring: Scoring) -> bool:
    wanted = [d for d in demands.of("instruments") if d.manner != "unwanted"]
    is_thin = scoring.density is not None and scoring.density < _THIN
    return not wanted and not scoring.silent and not is_thin
