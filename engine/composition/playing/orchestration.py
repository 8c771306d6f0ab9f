"""Sets a composed score as its brief's scoring asks: style, instruments, delivery, ending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.composition.planning.brief import PieceBrief, SectionBrief
from engine.composition.planning.named_chords import resolve_chord
from engine.composition.playing.clearance import clear_score
from engine.composition.playing.comping import play_comping
from engine.composition.playing.delivery import close, deliver
from engine.composition.playing.drums import STYLES, pick_up
from engine.composition.playing.gaits import SOFT_GAITS
from engine.composition.playing.grooves import GROOVES
from engine.composition.playing.handover import (
    change_players,
    handed_over,
    in_sections,
    percussion_of,
)
from engine.composition.playing.joining_parts import join_in
from engine.composition.playing.kit import (
    ORCHESTRA,
    let_drummers_play,
    play_groove,
    play_orchestral,
    roll_away,
)
from engine.composition.playing.seating import add_second, seat, thin_out
from engine.composition.score import Chord, Note, Score, Track
from engine.composition.scoring import Scoring
from engine.composition.styles.cards import style_called
from engine.composition.styles.style import Comping, Style

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
    score = _comp(score, brief)
    if scoring.groove == "off the beat":
        score = _push(score, brief)
    score = _drum(score, brief) if scoring.drums == "yes" else _drum_by_cards(score, brief)
    if scoring.density is not None and scoring.density <= _SPARSE:
        score = thin_out(score)
    score = seat(score, scoring)
    score = clear_score(close(change_players(score, brief), brief))
    score = add_second(score, scoring) if scoring.second is not None else score
    return deliver(join_in(score, brief), brief)


def _comp(score: Score, brief: PieceBrief) -> Score:
    """Let each style that is asked for accompany its own sections."""
    sections = brief.sections[: len(score.sections)]
    for name in dict.fromkeys(section.style for section in sections if section.style):
        style, own = style_called(name), [s for s in sections if s.style == name]
        if style.metre == score.metre:
            played = play_comping(score, brief, style.comping)
            score = in_sections(score, played, own, ("chords", "bass"))
    return score


def _drum(score: Score, brief: PieceBrief) -> Score:
    """Play the beat that is asked for, the style's, or a plain one where drums have to play."""
    scoring, metre = brief.scoring, str(score.metre)
    if scoring.groove in GROOVES:
        grids = GROOVES[scoring.groove]
        return play_groove(score, brief, grids.get(metre, GROOVES["strong"][metre]))
    style = style_called(scoring.style) if scoring.style else None
    styled = _drum_style(score, brief, style) if style else None
    if styled is not None or score.track("drums") is not None:
        return styled or score
    beat = brief.manner.drums or "gentle"
    plain = GROOVES["gentle" if beat == "gentle" else "strong"][metre]
    played = let_drummers_play(score, brief, STYLES[beat, brief.manner.is_tense])
    return played or play_groove(score, brief, plain)


def _drum_by_cards(score: Score, brief: PieceBrief) -> Score:
    """Let the drummers of each section's card play it, as far as it is to be drummed at all.

    Nobody drums to a string quartet; an orchestra has its timpani where others have a kit.
    """
    bar = score.metre.ticks_per_bar
    notes: list[Note] = []
    kits: list[tuple[int, int]] = []
    played: dict[str, Score] = {}
    for number, section in enumerate(brief.sections[: len(score.sections)]):
        if section.wakes:
            kit, strokes = _announce(score, brief, section, brief.sections[number + 1])
            notes += strokes
            kits += [(section.first_bar, kit)] if strokes else []
            continue
        name = percussion_of(section, brief)
        source: Score | None = score
        if name and section.manner.gait not in SOFT_GAITS:
            card = style_called(name)
            if name not in played:
                played[name] = _drum_style(score, brief, card) or score
            source = played[name] if _is_drummed(section, card) else None
        track = source.track("drums") if source is not None else None
        if track is not None:
            start, end = section.first_bar * bar, section.end_bar * bar
            notes += [note for note in track.notes if start <= note.start < end]
            kits.append((section.first_bar, track.program))
    tracks = tuple(track for track in score.tracks if track.role != "drums")
    if notes:
        tracks = (*tracks, handed_over(Track("drums", 0, tuple(notes)), kits))
    return replace(score, tracks=tracks)


def _announce(
    score: Score, brief: PieceBrief, section: SectionBrief, after: SectionBrief
) -> tuple[int, list[Note]]:
    """Let those who play the next feeling lead into it: a fill, or an orchestra's roll.

    Timpani roll also into what is tense and undrummed; into a quartet's joy they do not.
    """
    name = percussion_of(after, brief)
    card = style_called(name) if name else None
    if card is None or card.kit == ORCHESTRA or after.manner.is_tense > _is_drummed(after, card):
        return ORCHESTRA, roll_away(section, score)
    if not _is_drummed(after, card):
        return 0, []
    styles = card.drummers or STYLES["strong", after.manner.is_tense]
    return card.kit, pick_up(section, after, score.metre, brief.seed, styles)


def _is_drummed(section: SectionBrief, card: Style) -> bool:
    if card.kit == ORCHESTRA:
        return section.manner.stirs
    asked = card.drums == "yes" and bool(section.style)
    return asked or (card.drums != "no" and section.manner.drums is not None)


def _drum_style(score: Score, brief: PieceBrief, style: Style) -> Score | None:
    """Play as a style's card says; None where it says nothing for this metre."""
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
