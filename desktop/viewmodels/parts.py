"""The parts of the song: who plays them, how loud they are, and which of them stay as they are."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from desktop.viewmodels.engine_words import in_words
from desktop.viewmodels.live_parts import LiveParts
from desktop.viewmodels.song import SongViewModel
from engine import Fader, Faders, Piece, Recast, name_program

__all__ = ["LEVELS", "Parts", "ShownPart", "instrument_of"]

LEVELS = (-24, 6)
"""Decibels that a part can be made softer and louder: below it is silent among the others."""

_PLAYERS = {
    "melody": (0, 24, 73, 40, 42, 60, 66, 56, 71, 52, 46, 80),
    "second": (48, 42, 71, 73, 60, 52),
    "chords": (0, 4, 24, 46, 48, 52, 19, 89),
    "bass": (32, 33, 43, 38, 58),
}
"""General MIDI programs that suit each part, one of each family."""

_NAMELESS = ("drums", "percussion", "effects")  # kits have no program, and a swell is a swell


@dataclass(frozen=True)
class ShownPart:
    """One part as it is shown.

    Attributes
    ----------
    level
        In decibels beside the usual mix.
    players
        Programs that could play it instead, by their names.
    """

    role: str
    name: str
    instrument: str
    level: float
    is_muted: bool
    is_solo: bool
    is_locked: bool
    players: tuple[tuple[str, int], ...]


class Parts(QObject):
    """What is done to a part is heard as soon as it is mixed; the notes stay."""

    changed = Signal(object)  # tuple[ShownPart, ...]
    recasting = Signal()  # another instrument is about to play

    def __init__(self, song: SongViewModel, live: LiveParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._song, self._live = song, live
        self._faders = Faders()
        self.parts: tuple[ShownPart, ...] = ()
        song.piece_changed.connect(self._on_piece)
        song.sound_changed.connect(self._on_piece)

    def mute(self, role: str, *, is_muted: bool) -> None:
        """Silence a part, or let it sound again."""
        self._move(role, dataclasses.replace(self._faders.of(role), is_muted=is_muted))

    def solo(self, role: str, *, is_solo: bool) -> None:
        """Hear a part alone, or beside others that are solo; or no longer."""
        self._move(role, dataclasses.replace(self._faders.of(role), is_solo=is_solo))

    def try_level(self, role: str, level: float) -> None:
        """Let a level be heard while its knob is still held."""
        self._live.move(
            self._faders.moved(role, dataclasses.replace(self._faders.of(role), level=level))
        )

    def set_level(self, role: str, level: float) -> None:
        """Make a part softer or louder, in decibels beside the usual mix."""
        self._move(role, dataclasses.replace(self._faders.of(role), level=level))

    def lock(self, role: str, *, is_locked: bool) -> None:
        """Keep a part's notes whatever is changed, or no longer."""
        self._song.locked = (self._song.locked | {role}) if is_locked else (
            self._song.locked - {role}
        )  # fmt: skip
        self.tell()

    def recast(self, role: str, program: int) -> None:
        """Let another instrument play a part."""
        self.recasting.emit()
        self._song.apply((Recast(**{role: program}),), in_words(name_program(program)))

    def _move(self, role: str, fader: Fader) -> None:
        piece = self._song.piece
        if piece is None or fader == self._faders.of(role):
            return
        self._faders = self._faders.moved(role, fader)
        self._song.move_faders(self._faders)
        self.tell()

    @Slot(object)
    def _on_piece(self, piece: Piece) -> None:
        self._faders = piece.render_options.mix.faders
        self.tell()

    def tell(self) -> None:
        """Say which parts there are, and how each is heard."""
        piece = self._song.piece
        tracks = () if piece is None else piece.score.tracks
        self.parts = tuple(
            ShownPart(
                track.role,
                _name(track.role),
                instrument_of(track.role, track.program),
                self._faders.of(track.role).level,
                self._faders.of(track.role).is_muted,
                self._faders.of(track.role).is_solo,
                track.role in self._song.locked,
                tuple((in_words(name_program(p)), p) for p in _PLAYERS.get(track.role, ())),
            )
            for track in tracks
        )
        self.changed.emit(self.parts)


def instrument_of(role: str, program: int) -> str:
    """Name what a part plays; nothing where the part's own name says enough."""
    return "" if role in _NAMELESS else in_words(name_program(program))


def _name(role: str) -> str:
    def tr(text: str) -> str:
        return QCoreApplication.translate("parts", text)

    names = {
        "melody": tr("Melody"),
        "second": tr("Second voice"),
        "counter": tr("Counter-melody"),
        "chords": tr("Chords"),
        "arpeggio": tr("Broken chords"),
        "pad": tr("Bed of chords"),
        "bass": tr("Bass"),
        "drums": tr("Drums"),
        "percussion": tr("Percussion"),
        "effects": tr("Swells"),
    }
    return names.get(role, role)
