"""Another chord in a place of the song: six that fit, each to be heard and to be put in."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from desktop.engine_client import EngineClient, Request
from desktop.viewmodels.playback import PlaybackViewModel
from desktop.viewmodels.song import SongViewModel
from desktop.viewmodels.song_playback import SongPlayback
from desktop.viewmodels.timeline import TimedChord
from engine import Chord, ChordJob, Function, Piece, Rechord, Waveform, chords_that_fit

__all__ = ["ChordChoice", "ShownOffer"]

MOST_KNOWN = 24
"""Chords whose sound is kept: two seconds each."""


@dataclass(frozen=True)
class ShownOffer:
    """A chord that fits, as it is shown; ``does`` is what it does there, in words."""

    symbol: str
    does: str
    chord: Chord


class ChordChoice(QObject):
    """Lets chords be heard while the song is silent, and puts one into it.

    Attributes
    ----------
    taster
        Plays single chords.
    """

    changing = Signal()  # another chord is being put in

    def __init__(
        self,
        client: EngineClient,
        song: SongViewModel,
        song_playback: SongPlayback,
        playback: PlaybackViewModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client, self._song = client, song
        self._song_playback, self._playback = song_playback, playback
        self.taster = playback.beside()
        self._request: Request | None = None
        self._wanted: tuple[Piece, Chord] | None = None
        self._known: list[tuple[Piece, Chord, Waveform]] = []
        playback.playing_changed.connect(self._on_playing)
        song.piece_changed.connect(self._on_piece)

    def offers(self, place: TimedChord) -> tuple[ShownOffer, ...]:
        """Give what could sound there instead, the best first."""
        piece = self._song.piece
        if piece is None:
            return ()
        fitting = chords_that_fit(piece.score, place.ticks.start, place.ticks.stop)
        return tuple(
            ShownOffer(offer.symbol, _name(offer.function), offer.chord) for offer in fitting
        )

    def sound(self, chord: Chord) -> None:
        """Let a chord be heard by itself; a song that sounds falls silent."""
        piece = self._song.piece
        if piece is None:
            return
        self._playback.pause()
        self._drop()
        for of, known, waveform in self._known:
            if of is piece and _is_alike(known, chord):
                self._play(waveform)
                return
        self._wanted = piece, chord
        self._request = self._client.submit(ChordJob(piece.silent, chord))
        self._request.finished.connect(self._on_sound)

    def put_in(self, place: TimedChord, offer: ShownOffer) -> None:
        """Let a chord sound there from now on; undo brings the old one back."""
        self._drop()
        self.taster.pause()
        self.changing.emit()
        self._song_playback.hear_from(place.ticks.start)
        chord = Rechord(place.ticks.start, place.ticks.stop, offer.chord.root, offer.chord.quality)
        self._song.apply((chord,), offer.symbol)

    def _drop(self) -> None:
        if self._request is not None:
            self._client.cancel(self._request)
            self._request = None

    @Slot(object)
    def _on_sound(self, waveform: Waveform) -> None:
        assert self._wanted is not None
        self._request = None
        self._known = [*self._known, (*self._wanted, waveform)][-MOST_KNOWN:]
        self._play(waveform)

    def _play(self, waveform: Waveform) -> None:
        self.taster.load(waveform, self._song_playback.loudspeaker)
        self.taster.play()

    @Slot(bool)
    def _on_playing(self, playing: bool) -> None:  # noqa: FBT001 - a signal's argument
        """Leave the ear to the song."""
        if playing:
            self._drop()
            self.taster.pause()

    @Slot()
    def _on_piece(self) -> None:
        self._drop()
        self._known.clear()


def _is_alike(one: Chord, other: Chord) -> bool:
    return (one.root, one.quality, one.bass) == (other.root, other.quality, other.bass)


def _name(function: Function) -> str:
    def tr(text: str) -> str:
        return QCoreApplication.translate("chords", text)

    names: dict[Function, str] = {
        "tonic": tr("at rest"),
        "subdominant": tr("moves away"),
        "dominant": tr("pulls home"),
        "applied": tr("pulls onward"),
        "borrowed": tr("another light"),
    }
    return names[function]
