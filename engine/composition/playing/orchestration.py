"""Sets a composed score as its brief's scoring asks: style, instruments, delivery, ending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.composition.planning.brief import PieceBrief
from engine.composition.planning.named_chords import resolve_chord
from engine.composition.playing.comping import GROOVES, Groove, play_comping, play_groove
from engine.composition.playing.delivery import close, deliver
from engine.composition.playing.layers import join_in
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
    groove = _groove(score, brief)
    if groove:
        score = play_groove(score, brief, groove)
    if scoring.density is not None and scoring.density <= _SPARSE:
        score = thin_out(score)
    score = seat(score, scoring)
    score = close(score, brief)
    score = add_second(score, scoring) if scoring.second is not None else score
    return deliver(join_in(score, brief), brief)


def _comp(score: Score, brief: PieceBrief) -> Score:
    style = style_called(brief.scoring.style)
    return play_comping(score, brief, style.comping) if style.metre == score.metre else score


def _groove(score: Score, brief: PieceBrief) -> Groove:
    """Choose the beat: the one asked for, the style's, or a plain one where drums have to play."""
    scoring, metre = brief.scoring, str(score.metre)
    if scoring.drums != "yes":
        return ()
    if scoring.groove in GROOVES:
        return GROOVES[scoring.groove].get(metre, GROOVES["strong"][metre])
    if scoring.style:
        style = style_called(scoring.style)
        if style.groove and style.metre == score.metre:
            return style.groove
    if score.track("drums") is not None:
        return ()
    is_forceful = brief.manner.drums in ("strong", "driving")
    return GROOVES["strong" if is_forceful else "gentle"][metre]


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
