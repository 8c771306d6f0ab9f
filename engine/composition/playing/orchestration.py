"""Sets a composed score as its plan's scoring asks: style, instruments, delivery, ending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.composition.plan import Plan
from engine.composition.planning.manner import manner_of_piece
from engine.composition.planning.named_chords import resolve_chord
from engine.composition.playing.comping import GROOVES, Groove, play_comping, play_groove
from engine.composition.playing.delivery import close, deliver
from engine.composition.playing.seating import add_second, seat, thin_out
from engine.composition.score import Chord, Score
from engine.composition.scoring import Scoring
from engine.composition.styles.style import Comping, style_called

__all__ = ["name_chords", "orchestrate"]

_SPARSE = 2.0  # onsets a second from which down an accompaniment is thinned out
_OFFBEAT = {"4/4": "..x...x...x...x.", "3/4": "..x...x...x.", "6/8": "....x.....x."}


def orchestrate(score: Score, plan: Plan) -> Score:
    """Set a score, or the beginning of one that ends with a section; as it is if nothing is asked.

    What is set of a beginning stays so when the rest is there.
    """
    scoring = plan.scoring
    if scoring == Scoring():
        return score
    if scoring.style:
        score = _comp(score, plan)
    if scoring.groove == "off the beat":
        score = _push(score, plan)
    groove = _groove(score, plan)
    if groove:
        score = play_groove(score, plan, groove)
    if scoring.density is not None and scoring.density <= _SPARSE:
        score = thin_out(score)
    score = seat(score, scoring)
    score = close(score, plan)
    return deliver(add_second(score, scoring), plan)


def _comp(score: Score, plan: Plan) -> Score:
    style = style_called(plan.scoring.style)
    return play_comping(score, plan, style.comping) if style.metre == score.metre else score


def _groove(score: Score, plan: Plan) -> Groove:
    """Choose the beat: the one asked for, the style's, or a plain one where drums have to play."""
    scoring, metre = plan.scoring, str(score.metre)
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
    is_forceful = manner_of_piece(plan).drums in ("strong", "driving")
    return GROOVES["strong" if is_forceful else "gentle"][metre]


def _push(score: Score, plan: Plan) -> Score:
    """Let the chords fall off the beat."""
    comping = Comping(chords=_OFFBEAT[str(score.metre)], length=2)
    return play_comping(score, plan, comping)


def name_chords(plan: Plan) -> tuple[Chord, ...]:
    """Give the chords of a plan whose progression is named, one a bar, the last one home."""
    names: Sequence[str] = plan.scoring.progression
    bar = plan.metre.ticks_per_bar
    chords = []
    for first, section in zip(plan.first_bars, plan.sections, strict=True):
        for number in range(first, first + section.n_bars):
            root, quality = resolve_chord(names[number % len(names)], section.key)
            chords.append(Chord(number * bar, bar, root, quality))
    root, quality = resolve_chord(names[0], plan.sections[-1].key)
    home = plan.sections[-1].key
    if root == home.tonic:
        chords[-1] = replace(chords[-1], root=root, quality=quality)
    return tuple(chords)
