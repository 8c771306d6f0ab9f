"""What there is to choose from."""

from __future__ import annotations

import argparse

from engine.composition.planning.casting import name_program
from engine.composition.styles.cards import list_styles
from engine.composition.styles.style import Style
from engine.terminal import tell, tell_json

__all__ = ["styles"]


def styles(options: argparse.Namespace) -> int:
    """List the styles with what makes each."""
    if options.json:
        tell_json({"styles": [_facts(style) for style in list_styles()]})
    else:
        tell("\n".join(_describe(style) for style in list_styles()))
    return 0


def _facts(style: Style) -> dict[str, object]:
    return {
        "name": style.name,
        "words": list(style.words),
        "metre": str(style.metre),
        "tempo": list(style.tempo),
        "drums": style.drums,
        "instruments": [name_program(program) for program in _programs(style)],
        "suits": list(style.suits),
        "source": style.source,
    }


def _programs(style: Style) -> list[int]:
    """Give each program once, those of the tune first, who joins in last."""
    joining = [program for layer in style.layers for program in layer.programs[:1]]
    return list(dict.fromkeys((*style.melody, *style.chords, *style.bass, *joining)))


def _describe(style: Style) -> str:
    low, high = style.tempo
    players = ", ".join(dict.fromkeys(name_program(program) for program in _programs(style)))
    drums = {"yes": ", drums", "no": "", "as felt": ", perhaps drums"}[style.drums]
    return f"{style.name}: {style.metre}, {low:.0f}-{high:.0f} BPM, {players}{drums}"
