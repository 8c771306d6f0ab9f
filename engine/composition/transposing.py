"""Takes music to other keys, modes and chords without writing it anew.

A melody keeps its scale degrees and so its shape; an accompaniment keeps which tone of the chord it
plays. Minor is the natural one, but for the leading tone over a chord that holds it.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from engine.composition.plan import Plan
from engine.composition.score import QUALITIES, Chord, Key, Note, Score, Track

__all__ = ["follow_chords", "plan_to_keys", "to_keys"]

_LEADING = 11  # semitones above the tonic: the tone that wants to become it
_QUALITY_OF = {intervals: quality for quality, intervals in reversed(QUALITIES.items())}


def to_keys(score: Score, new_key: Callable[[Key], Key]) -> Score:
    """Take every section to another key.

    Parameters
    ----------
    new_key
        Gives the key that a key becomes, the same for equal ones.
    """
    sections = tuple(replace(part, key=new_key(part.key)) for part in score.sections)
    moved = replace(score, key=new_key(score.key), sections=sections)
    chords = tuple(
        _move_chord(chord, score.key_at(_bar(score, chord.start)), new_key)
        for chord in score.chords
    )
    moved = replace(moved, chords=chords, tracks=())
    return replace(moved, tracks=tuple(_move_track(track, score, moved) for track in score.tracks))


def plan_to_keys(plan: Plan, new_key: Callable[[Key], Key]) -> Plan:
    """Take a plan's sections to other keys, their registers along with the tonic."""
    sections = []
    for section in plan.sections:
        key = new_key(section.key)
        register = section.expression.register + _distance(section.key, key)
        expression = replace(section.expression, register=register)
        sections.append(replace(section, key=key, expression=expression))
    return replace(plan, key=new_key(plan.key), sections=tuple(sections))


def follow_chords(notes: Iterable[Note], old: Sequence[Chord], new: Sequence[Chord]) -> list[Note]:
    """Let an accompaniment play the same tones of other chords, each as near as can be.

    What was no tone of its chord becomes the nearest one that is.
    """
    followed: dict[tuple[int, int], Note] = {}
    for note in notes:
        before, after = _sounding(old, note.start), _sounding(new, note.start)
        pitch = note.pitch
        if before is not None and after is not None:
            pitch = _follow(note.pitch, before.pitch_classes, after.pitch_classes)
        followed.setdefault((note.start, pitch), replace(note, pitch=pitch))
    return [followed[place] for place in sorted(followed)]


def _follow(pitch: int, before: Sequence[int], after: Sequence[int]) -> int:
    if pitch % 12 in before:
        index = before.index(pitch % 12)
        return _nearest(pitch, [after[index] if index < len(after) else after[0]])
    return _nearest(pitch, after)


def _nearest(pitch: int, classes: Iterable[int]) -> int:
    """Give the nearest pitch of some pitch classes, of two the lower one."""
    offsets = [(step - pitch + 6) % 12 - 6 for step in classes]
    found = pitch + min(offsets, key=lambda offset: (abs(offset), offset))
    return found if 0 <= found <= 127 else pitch


def _sounding(chords: Sequence[Chord], tick: int) -> Chord | None:
    index = bisect.bisect_right(chords, tick, key=lambda chord: chord.start) - 1
    return chords[index] if index >= 0 and tick < chords[index].end else None


def _move_chord(chord: Chord, old: Key, new_key: Callable[[Key], Key]) -> Chord:
    key = new_key(old)
    intervals = QUALITIES[chord.quality]
    root, bass = _move_class(chord.root, old, key), chord.bass
    if bass is not None:
        bass = _move_class(bass, old, key)
    step = (chord.root - old.tonic) % 12
    if old.mode == key.mode or step not in _steps(old) or _is_dominant(step, chord.quality):
        return replace(chord, root=root, bass=bass)
    # a tone of the scale stays one; a chord that is then none of ours keeps its triad, or itself
    tones = tuple(
        sorted((_move_class(chord.root + tone, old, key) - root) % 12 for tone in intervals)
    )
    quality = _QUALITY_OF.get(tones, _QUALITY_OF.get(tones[:3], chord.quality))
    return replace(chord, root=root, quality=quality, bass=bass)


def _is_dominant(step: int, quality: str) -> bool:
    """Whether the chord is the dominant with its leading tone, which both modes share."""
    return step == 7 and quality in ("", "7")


def _move_track(track: Track, old: Score, new: Score) -> Track:
    if track.is_drum:
        return track
    if track.role == "melody":
        return replace(track, notes=tuple(_move_note(note, old, new) for note in track.notes))
    same_mode = all(
        a.key.mode == b.key.mode for a, b in zip(old.sections, new.sections, strict=True)
    )
    if same_mode:  # parallel motion keeps every voicing
        notes = tuple(
            replace(note, pitch=_within(note.pitch + _distance(*_keys(note.start, old, new))))
            for note in track.notes
        )
        return replace(track, notes=notes)
    return replace(track, notes=tuple(follow_chords(track.notes, old.chords, new.chords)))


def _move_note(note: Note, old: Score, new: Score) -> Note:
    """Keep a note's scale degree."""
    before, after = _keys(note.start, old, new)
    if before == after:  # or a natural seventh would follow its chord
        return note
    chord = _sounding(new.chords, note.start)
    step = _move_class(note.pitch, before, after)
    leading = (after.tonic + _LEADING) % 12
    if after.mode == "minor" and (step + 1) % 12 == leading and chord is not None:
        step = leading if leading in chord.pitch_classes else step
    wanted = note.pitch + _distance(before, after)
    return replace(note, pitch=_within(_nearest(wanted, [step])))


def _keys(tick: int, old: Score, new: Score) -> tuple[Key, Key]:
    bar = _bar(old, tick)
    return old.key_at(bar), new.key_at(bar)


def _bar(score: Score, tick: int) -> int:
    return tick // score.metre.ticks_per_bar


def _steps(key: Key) -> tuple[int, ...]:
    return Key(0, key.mode).scale


def _move_class(pitch: int, old: Key, new: Key) -> int:
    """Give the pitch class on the same degree; what is outside the scale stays as far outside."""
    step = (pitch - old.tonic) % 12
    if old.mode != new.mode and step in _steps(old):
        step = _steps(new)[_steps(old).index(step)]
    return (new.tonic + step) % 12


def _distance(old: Key, new: Key) -> int:
    """Give the shortest way from tonic to tonic, in semitones."""
    return (new.tonic - old.tonic + 5) % 12 - 5


def _within(pitch: int) -> int:
    while pitch > 127:
        pitch -= 12
    while pitch < 0:
        pitch += 12
    return pitch
