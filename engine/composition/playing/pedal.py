"""Changes the pedal where a tone would ring on beside another one, as pianists do."""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.composition.playing.dynamics import Played
from engine.composition.score import TICKS_PER_BEAT, Note, Role

__all__ = ["change_pedal"]

_RUBS = (1, 13)  # semitones: what lies a seventh or a second of two apart may ring
_BEFORE = 4 * TICKS_PER_BEAT  # ticks for which a note that still sounds may have begun before


def change_pedal(parts: Mapping[Role, Sequence[Played]]) -> dict[Role, list[Played]]:
    """Let no note ring beyond its written end while another one sounds a semitone away.

    A song's accompaniment passes through foreign tones, which its player does not hold: of the
    fragments' half bars of Lieder half would rub if everything rang on to the end of its chord.
    """
    notes = sorted((played.note for own in parts.values() for played in own), key=_begin)
    starts = [note.start for note in notes]

    def until(played: Played) -> int:
        note, stop = played.note, played.note.start + played.longest
        near = range(
            bisect.bisect_left(starts, note.start - _BEFORE), bisect.bisect_left(starts, stop)
        )
        rubbing = (notes[at] for at in near if abs(notes[at].pitch - note.pitch) in _RUBS)
        first = min((other.start for other in rubbing if other.end > note.start), default=stop)
        return max(note.duration, min(first, stop) - note.start)

    return {
        role: [replace(played, longest=until(played)) for played in own]
        for role, own in parts.items()
    }


def _begin(note: Note) -> int:
    return note.start
