"""Hands the parts over where a piece feels otherwise: each feeling has its own players."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from engine.composition.planning.brief import PieceBrief, SectionBrief
from engine.composition.playing.seating import fit_compass
from engine.composition.score import Note, ProgramChange, Role, Score, Track
from engine.composition.styles.cards import style_called

__all__ = ["change_players", "handed_over", "in_sections", "percussion_of", "swing_of"]

_EVEN = 0.5  # share of a beat that the first of two quavers has


def percussion_of(section: SectionBrief, brief: PieceBrief) -> str:
    """Name the card whose drummers a section has; empty where its feeling alone says."""
    scene = brief.scoring.scene(section.scene)
    return section.style or (scene.percussion if scene else brief.scoring.percussion)


def swing_of(section: SectionBrief, brief: PieceBrief) -> float:
    """Give the place of the off-beat quaver: as asked, or as the section's style has it."""
    own = style_called(section.style).swing if section.style else _EVEN
    return brief.scoring.swing if brief.scoring.swing != _EVEN else own


def in_sections(
    score: Score, played: Score, sections: Sequence[SectionBrief], roles: Collection[Role]
) -> Score:
    """Take some parts of some sections from another playing of the same score."""
    bar = score.metre.ticks_per_bar
    spans = [(section.first_bar * bar, section.end_bar * bar) for section in sections]

    def is_inside(note: Note) -> bool:
        return any(start <= note.start < end for start, end in spans)

    def mixed(track: Track) -> Track:
        other = played.track(track.role)
        taken = [note for note in (other.notes if other else ()) if is_inside(note)]
        kept = [note for note in track.notes if not is_inside(note)]
        notes = sorted([*kept, *taken], key=lambda note: (note.start, note.pitch))
        return replace(track, notes=tuple(notes))

    return replace(score, tracks=tuple(mixed(t) if t.role in roles else t for t in score.tracks))


def change_players(score: Score, brief: PieceBrief) -> Score:
    """Let tune, chords and bass of each section be played by its own players, where they reach."""
    if not brief.scoring.scenes:
        return score
    tracks = tuple(
        _hand_over(track, score, brief) if track.role in ("melody", "chords", "bass") else track
        for track in score.tracks
    )
    return _hush(replace(score, tracks=tracks), brief)


def _hush(score: Score, brief: PieceBrief) -> Score:
    """Leave out of each section whom its scene silences."""
    for section in brief.sections:
        scene = brief.scoring.scene(section.scene)
        if scene and scene.silent:
            silence = replace(score, tracks=())
            score = in_sections(score, silence, [section], scene.silent)
    return replace(score, tracks=tuple(t for t in score.tracks if t.notes or not t.is_drum))


def _hand_over(track: Track, score: Score, brief: PieceBrief) -> Track:
    bar = score.metre.ticks_per_bar
    notes: list[Note] = []
    players: list[tuple[int, int]] = []
    for section in brief.sections:
        scene = brief.scoring.scene(section.scene)
        own_program: int | None = getattr(scene, track.role) if scene else None
        program = track.program if own_program is None else own_program
        start, end = section.first_bar * bar, section.end_bar * bar
        own = [note for note in track.notes if start <= note.start < end]
        notes += own if program == track.program else fit_compass(own, program)
        players.append((section.first_bar, program))
    return handed_over(replace(track, notes=tuple(notes)), players)


def handed_over(track: Track, players: list[tuple[int, int]]) -> Track:
    """Give a track its programs by the bars from which on they play; the first has all before."""
    first = players[0][1]
    changes: list[ProgramChange] = []
    for bar, program in players[1:]:
        if program != (changes[-1].program if changes else first):
            changes.append(ProgramChange(bar, program))
    return replace(track, program=first, changes=tuple(changes))
