"""Sets a composed score as its brief's scoring asks: style, instruments, delivery, ending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.composition.planning.brief import PieceBrief
from engine.composition.planning.named_chords import resolve_chord
from engine.composition.playing.comping import play_comping
from engine.composition.playing.delivery import close, deliver
from engine.composition.playing.drums import STYLES
from engine.composition.playing.grooves import GROOVES
from engine.composition.playing.handover import change_players
from engine.composition.playing.joining_parts import join_in
from engine.composition.playing.kit import (
    ORCHESTRA,
    let_drummers_play,
    play_groove,
    play_orchestral,
)
from engine.composition.playing.seating import add_second, seat, thin_out
from engine.composition.score import Chord, Score
from engine.composition.scoring import Scoring
from engine.composition.styles.cards import style_called
from engine.composition.styles.style import Comping

__all__ = ["name_chords", "orchestrate"]

_SPARSE = 2.0  # onsets a second from which down an accompaniment is thinned out
_LOOP = 8
"""Chords up to which a progression begins anew with each section."""
_OFFBEAT = {"4/4": "..x...x...x...x.", "3/4": "..x...x...x.", "6/8": "....x.....x."}


def orchestrate(score: Score, brief: PieceBrief) -> Score:
    """Set a score, or the beginning of one that ends with a section; as it is if nothing is asked.

    What is set of a beginning stays so when the rest is there.
    """
    scoring = brief.scoring
    if scoring == Scoring():
        return score
    if scoring.style:
        score = _comp(score, brief)
    if scoring.groove == "off the beat":
        score = _push(score, brief)
    if scoring.drums == "yes":
        score = _drum(score, brief)
    if scoring.density is not None and scoring.density <= _SPARSE:
        score = thin_out(score)
    score = seat(score, scoring)
    score = close(change_players(score, brief), brief)
    score = add_second(score, scoring) if scoring.second is not None else score
    return deliver(join_in(score, brief), brief)


def _comp(score: Score, brief: PieceBrief) -> Score:
    style = style_called(brief.scoring.style)
    return play_comping(score, brief, style.comping) if style.metre == score.metre else score


def _drum(score: Score, brief: PieceBrief) -> Score:
    """Play the beat that is asked for, the style's, or a plain one where drums have to play."""
    scoring, metre = brief.scoring, str(score.metre)
    if scoring.groove in GROOVES:
        grids = GROOVES[scoring.groove]
        return play_groove(score, brief, grids.get(metre, GROOVES["strong"][metre]))
    styled = _drum_style(score, brief) if scoring.style else None
    if styled is not None or score.track("drums") is not None:
        return styled or score
    beat = brief.manner.drums or "gentle"
    plain = GROOVES["gentle" if beat == "gentle" else "strong"][metre]
    played = let_drummers_play(score, brief, STYLES[beat, brief.manner.is_tense])
    return played or play_groove(score, brief, plain)


def _drum_style(score: Score, brief: PieceBrief) -> Score | None:
    """Play as the style's card says; None where it says nothing for this metre."""
    style = style_called(brief.scoring.style)
    if style.kit == ORCHESTRA:
        return play_orchestral(score, brief)
    if style.metre != score.metre:
        return None
    played = let_drummers_play(score, brief, style.drummers, style.groove, style.kit)
    if played is None and style.groove:
        return play_groove(score, brief, style.groove, style.kit)
    return played


def _push(score: Score, brief: PieceBrief) -> Score:
    """Let the chords fall off the beat."""
    comping = Comping(chords=_OFFBEAT[str(score.metre)], length=2)
    return play_comping(score, brief, comping)


def name_chords(brief: PieceBrief) -> tuple[Chord, ...]:
    """Give the chords of a piece whose progression is named, one a bar, the last one home.

    A theme other than the first has its own where there are any. What is as long as a chorus goes
    on through the piece; shorter ones begin anew with each section.
    """
    scoring, bar = brief.scoring, brief.metre.ticks_per_bar
    chords = []
    for section in brief.sections:
        names = scoring.bridge if section.contrasts and scoring.bridge else scoring.progression
        begins = 0 if len(names) > _LOOP else section.first_bar
        for number in range(section.first_bar, section.end_bar):
            root, quality = resolve_chord(names[(number - begins) % len(names)], section.key)
            chords.append(Chord(number * bar, bar, root, quality))
    return tuple(_come_home(chords, brief))


def _come_home(chords: Sequence[Chord], brief: PieceBrief) -> list[Chord]:
    """End on the tonic, where the progression has it; a style's comes to it from its dominant."""
    home = brief.sections[-1].key
    known = [resolve_chord(name, home) for name in brief.scoring.progression]
    tonics = [quality for root, quality in known if root == home.tonic]
    if not tonics:
        return list(chords)
    *before, last = chords
    fifth = (home.tonic + 7) % 12
    dominants = [quality for root, quality in known if root == fifth]
    if brief.scoring.style and before and before[-1].root == home.tonic and dominants:
        before[-1] = replace(before[-1], root=fifth, quality=dominants[0])
    return [*before, replace(last, root=home.tonic, quality=tonics[0])]
