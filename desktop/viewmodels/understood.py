"""What was understood of a wish, in chips: each says one thing and what it could be instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from desktop.viewmodels.engine_words import in_words
from desktop.viewmodels.song import SongViewModel
from desktop.viewmodels.wish import WishViewModel
from desktop.viewmodels.wording import clock, feeling, pace_name
from engine import (
    PLACES,
    Edit,
    EmotionReading,
    Extend,
    Feel,
    Piece,
    Recast,
    Recompose,
    Rekey,
    Retempo,
    Shorten,
    list_styles,
    name_program,
    tell_refused,
)

__all__ = ["TONICS", "Chip", "Other", "Understood", "chips_of"]

_LEAST_SHARE = 0.15
"""Of a wish's feeling; what has less is not named."""
_MOST_FEELINGS = 4
_INSTRUMENTS = (0, 24, 73, 40, 42, 60, 66, 56, 71, 52, 46, 80)
"""General MIDI programs that carry a tune well, one of each family, the piano first."""
_TEMPOS = (50, 60, 72, 84, 96, 108, 120, 140, 160)
_METRES = ("2/4", "3/4", "4/4", "5/4", "6/8", "7/8")
_LENGTHS = (20, 30, 60, 90, 120, 180, 300)
TONICS = ("C", "D♭", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B")


def _tr(text: str) -> str:
    return QCoreApplication.translate("understood", text)


@dataclass(frozen=True)
class Other:
    """What it could be instead.

    Attributes
    ----------
    edit
        Gives the change, from a seed.
    """

    label: str
    edit: Callable[[int], Edit]


@dataclass(frozen=True)
class Chip:
    """One thing that was understood.

    Attributes
    ----------
    kind
        ``"feeling"``, ``"style"``, ``"instrument"``, ``"tempo"``, ``"key"``, ``"metre"``,
        ``"length"`` or ``"refused"``.
    says
        More of it, for tool tips and screen readers.
    others
        What it could be instead; nothing where there is no song to correct yet.
    place
        Valence and arousal of a feeling.
    """

    kind: str
    text: str
    says: str = ""
    others: tuple[Other, ...] = ()
    place: tuple[float, float] | None = None


class Understood(QObject):
    """Follows the wish while it is typed, and the song once there is one."""

    chips_changed = Signal(object)  # tuple[Chip, ...]
    correcting = Signal()  # the song is about to be changed

    def __init__(
        self, wish: WishViewModel, song: SongViewModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._wish, self._song = wish, song
        self.chips: tuple[Chip, ...] = ()
        wish.reading_changed.connect(self.tell)
        song.piece_changed.connect(self.tell)
        song.making.grew.connect(self._on_growing)

    def correct(self, other: Other) -> None:
        """Make the song what the user says it should be."""
        self.correcting.emit()
        self._song.apply((other.edit(self._song.new_seed()),), other.label)

    @Slot()
    def tell(self) -> None:
        """Say what was understood of the present wish and song."""
        piece = self._song.piece
        reading = self._wish.reading
        if piece is not None and (reading is None or reading.text == piece.reading.text):
            self._show(chips_of(piece.reading, piece))
        else:
            self._show(() if reading is None else chips_of(reading))

    @Slot(object)
    def _on_growing(self, piece: Piece) -> None:
        self._show(chips_of(piece.reading, piece))

    def _show(self, chips: tuple[Chip, ...]) -> None:
        self.chips = chips
        self.chips_changed.emit(chips)


def chips_of(reading: EmotionReading, piece: Piece | None = None) -> tuple[Chip, ...]:
    """Say what was understood, and of a piece what it has become."""
    chips = list(_feelings(reading, is_there=piece is not None))
    if piece is None:
        values = dict.fromkeys(demand.value for demand in reading.demands)
        return (*chips, *(Chip("demand", value) for value in values))
    chips += [_style(piece), _instrument(piece), _tempo(piece), _key(piece), _metre(piece)]
    return (*chips, _length(piece), *_refused(piece))


def _feelings(reading: EmotionReading, *, is_there: bool) -> Iterator[Chip]:
    """Name the feelings in their order, with their shares where there are several."""
    felt = [segment for segment in reading.segments if segment.quadrant is not None]
    found = [
        (share * segment.share, name, segment.kind == "then" and number == 0)
        for segment in felt
        for number, (name, share) in enumerate(_largest_first(segment.feelings))
        if number == 0 or share * segment.share >= _LEAST_SHARE
    ]
    if not found and reading.quadrant is not None:
        place = reading.valence, reading.arousal
        yield Chip("feeling", feeling(*place), others=_other_feelings() * is_there, place=place)
    keep = sorted((share for share, _, _ in found), reverse=True)[:_MOST_FEELINGS]
    found = [entry for entry in found if entry[0] >= min(keep)]
    whole = sum(share for share, _, _ in found)
    for share, name, follows in found:
        said = in_words(name)
        text = said if len(found) == 1 else f"{said} {share / whole:.0%}"
        yield Chip(
            "feeling",
            f"▸ {text}" if follows else text,
            _tr("then {feeling}").format(feeling=text) if follows else text,
            _other_feelings() * is_there,
            PLACES.get(name),
        )


def _largest_first(feelings: dict[str, float]) -> list[tuple[str, float]]:
    """Sort shares: those of a take that was kept come back in the order of their names."""
    return sorted(feelings.items(), key=lambda entry: -entry[1])


def _other_feelings() -> tuple[Other, ...]:
    def nearer(name: str) -> Other:
        told = _tr("more {feeling}").format(feeling=in_words(name))
        return Other(told, lambda seed: Feel(name, 1.0, seed))

    return tuple(map(nearer, sorted(PLACES)))


def _style(piece: Piece) -> Chip:
    def other(name: str) -> Other:
        return Other(in_words(name), lambda _seed: Recompose(style=name))

    name = piece.plan.scoring.style
    others = tuple(other(style.name) for style in list_styles() if style.name != name)
    return Chip("style", in_words(name) if name else _tr("no style"), _tr("Style"), others)


def _instrument(piece: Piece) -> Chip:
    def other(program: int) -> Other:
        return Other(in_words(name_program(program)), lambda _seed: Recast(melody=program))

    leads = [track for track in piece.score.tracks if track.role == "melody"] or [
        track for track in piece.score.tracks if track.role != "drums"
    ]
    name = in_words(name_program(leads[0].program)) if leads else _tr("drums")
    others = tuple(map(other, _INSTRUMENTS))
    return Chip("instrument", name, _tr("Plays the tune"), others)


def _tempo(piece: Piece) -> Chip:
    def other(tempo: int) -> Other:
        label = _tr("{n} bpm, {pace}").format(n=tempo, pace=pace_name(tempo))
        return Other(label, lambda _seed: Retempo(float(tempo)))

    tempo = piece.score.tempo
    text = _tr("{n} bpm").format(n=round(tempo))
    return Chip("tempo", text, pace_name(tempo).capitalize(), tuple(map(other, _TEMPOS)))


def _key(piece: Piece) -> Chip:
    def other(name: str) -> Other:
        return Other(in_words(name), lambda _seed: Rekey(name))

    key = piece.score.key
    modes = [key.mode, *({"major", "minor"} - {key.mode})]
    names = [f"{tonic} {mode}" for mode in modes for tonic in TONICS]
    others = tuple(other(name) for name in names if name != str(key))
    return Chip("key", in_words(str(key)), _tr("Key"), others)


def _metre(piece: Piece) -> Chip:
    def other(name: str) -> Other:
        return Other(name, lambda _seed: Recompose(metre=name))

    metre = str(piece.score.metre)
    return Chip("metre", metre, _tr("Beat"), tuple(other(m) for m in _METRES if m != metre))


def _length(piece: Piece) -> Chip:
    now = piece.score.duration

    def other(seconds: int) -> Other:
        change = seconds - now

        def edit(seed: int) -> Edit:
            return Extend(change, seed) if change > 0 else Shorten(-change)

        return Other(clock(seconds), edit)

    others = tuple(other(seconds) for seconds in _LENGTHS if abs(seconds - now) > 8)
    return Chip("length", clock(now), _tr("Length"), others)


def _refused(piece: Piece) -> Iterator[Chip]:
    for answer in piece.plan.answers:
        if not answer.obeyed:
            text = _tr("not: {what}").format(what=answer.demand.value)
            told = tell_refused((answer,))
            yield Chip("refused", text, _tr("This could not be done: {what}").format(what=told))
