"""Feelings and music in plain words."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from desktop.viewmodels.edit_wording import name_edits
from desktop.viewmodels.engine_words import in_words
from engine import (
    EmotionReading,
    Piece,
    Plan,
    Score,
    SynthesizerChoice,
    Take,
)

__all__ = [
    "clock",
    "composer_name",
    "facts",
    "feeling",
    "heard_tune",
    "mood",
    "origins",
    "pace_name",
    "section_name",
    "sentence",
    "sketch",
    "sound_note",
    "take_name",
    "voice",
]

FAINT = 0.08
"""Below this distance from the middle of the plane a word has no feeling worth naming."""

USUAL = 0.15
"""Below this a voice is as usual."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("wording", text)


def feeling(valence: float, arousal: float) -> str:
    """Name a place on the emotion plane, such as ``"tense"`` or ``"a little sad"``."""
    names = (
        _tr("pleasant"),
        _tr("happy"),
        _tr("excited"),
        _tr("restless"),
        _tr("tense"),
        _tr("unpleasant"),
        _tr("sad"),
        _tr("still"),
        _tr("calm"),
    )
    starts = (-20.0, 20.0, 50.0, 80.0, 105.0, 165.0, 200.0, 255.0, 290.0)
    strength = math.hypot(valence, arousal)
    if strength < FAINT:
        return _tr("neutral")
    angle = (math.degrees(math.atan2(arousal, valence)) + 20.0) % 360.0 - 20.0
    name = names[max(i for i, start in enumerate(starts) if angle >= start)]
    return _tr("a little {name}").format(name=name) if strength < 0.25 else name


def mood(reading: EmotionReading | None) -> str:
    """Say what a whole wish feels like."""
    if reading is None:
        return _tr("The feelings of your words appear here.")
    if reading.quadrant is None:
        return _tr("No feeling found in these words yet.")
    return _tr("The whole wish (ring): {feeling}, {sure}").format(
        feeling=_feeling_of(reading), sure=_sureness(reading)
    )


def _feeling_of(reading: EmotionReading) -> str:
    return feeling(reading.valence, reading.arousal)


def _sureness(reading: EmotionReading) -> str:
    return _tr("{percent} % sure").format(percent=round(reading.confidence * 100))


def clock(seconds: float) -> str:
    """Write a time as ``1:05``."""
    whole = max(int(seconds), 0)
    return f"{whole // 60}:{whole % 60:02d}"


def voice(reading: EmotionReading | None) -> str:
    """Say what the voice added, and how much it counted; empty for a wish that was typed."""
    if reading is None or reading.voice is None:
        return ""
    cue = reading.voice
    if abs(cue.arousal) < USUAL:
        manner = _tr("as usual")
    else:
        manner = _tr("livelier than usual") if cue.arousal > 0 else _tr("calmer than usual")
    return _tr("Your voice: {manner} ({arousal:+.2f}, counts {weight:.0%})").format(
        manner=manner, arousal=cue.arousal, weight=cue.weight
    )


def section_name(name: str) -> str:
    """Name a section for people who have never composed."""
    known = {
        "introduction": _tr("Introduction"),
        "opening": _tr("Beginning"),  # where a tune that was given sounds already
        "ending": _tr("Ending"),
        "close": _tr("Ending"),
    }
    return known.get(name, _tr("Part {letter}").format(letter=name))


def pace_name(tempo: float) -> str:
    """Name a tempo."""
    for limit, name in ((66, _tr("very slow")), (86, _tr("slow")), (112, _tr("walking pace"))):
        if tempo < limit:
            return name
    return _tr("fast") if tempo < 144 else _tr("very fast")


def _scale(mode: str) -> str:
    return _tr("brighter scale") if mode == "major" else _tr("darker scale")


def _beat(numerator: int) -> str:
    if numerator == 3:
        return _tr("like a waltz")
    if numerator in {6, 9, 12}:
        return _tr("like a boat")
    return _tr("like a march")


def sketch(plan: Plan) -> str:
    """Say what is being composed."""
    return _tr("Composing in {key}, {pace}").format(
        key=in_words(str(plan.key)), pace=pace_name(plan.tempo)
    )


def heard_tune(tune: Score) -> str:
    """Say what was heard of a tune, such as ``"Heard 30 notes in G major, 4/4."``."""
    n_notes = sum(len(track.notes) for track in tune.tracks)
    return _tr("Heard {n} notes in {key}, {metre}.").format(
        n=n_notes, key=in_words(str(tune.key)), metre=tune.metre
    )


def facts(piece: Piece) -> tuple[tuple[str, str, str], ...]:
    """Give key, tempo, beat and feeling, each as a name, a value and what it means."""
    score = piece.score
    tempo = round(score.tempo)
    return (
        (_tr("Key"), in_words(str(score.key)), _scale(score.key.mode)),
        (_tr("Beats a minute"), str(tempo), pace_name(score.tempo)),
        (_tr("Beat"), str(score.metre), _beat(score.metre.numerator)),
        (
            _tr("Feeling"),
            _feeling_of(piece.reading),
            _last_change(piece) or _sureness(piece.reading),
        ),
    )


def _last_change(piece: Piece) -> str:
    """Say what was changed last, such as "then sadder"; nothing if it is as composed."""
    # the words of an old file are English, whatever the window's language
    words = [*piece.told_edits, *(name_edits([edit]) for edit in piece.edits)]
    return _tr("then {change}").format(change=words[-1]) if words else ""


def sentence(piece: Piece) -> str:
    """Describe a piece in one line, such as ``"Few notes in a low voice, softly played"``."""
    expression = piece.plan.sections[len(piece.plan.sections) // 2].expression
    height = _tr("low") if expression.register < 60 else _tr("high")
    if 60 <= expression.register <= 72:
        height = _tr("middle")
    texture = _tr("few") if expression.density < 3 else _tr("many")
    if 3 <= expression.density <= 6:
        texture = _tr("flowing")
    loud = _tr("softly") if expression.velocity < 60 else _tr("strongly")
    if 60 <= expression.velocity <= 85:
        loud = _tr("clearly")
    told = _tr("{texture} notes in a {height} voice, {loud} played").format(
        texture=texture.capitalize(), height=height, loud=loud
    )
    n_works = len(piece.works)
    return told + (_tr("; fragments of {n} songs, joined").format(n=n_works) if n_works else "")


def take_name(take: Take) -> str:
    """Name a take: as the user calls it, or by its number and what was changed."""
    if take.name:
        return take.name
    number = _tr("Take {n}").format(n=take.number)
    return f"{number} · {take.change}" if take.change else number


def origins(piece: Piece) -> str:
    """Name the works that fragments were taken from, with their bars; nothing for other pieces."""
    return "\n".join(
        _tr("{work}, from bar {bars}").format(work=work, bars=", ".join(map(str, bars)))
        for work, bars in piece.works.items()
    )


def composer_name(name: str) -> str:
    """Name a composer; one that the user has trained keeps the name it was given."""
    known = {
        "rbm": _tr("Boltzmann machine"),
        "concatenative": _tr("Fragments of scores"),
        "transformer": _tr("Transformer"),
    }
    return known.get(name, name)


def sound_note(choice: SynthesizerChoice, seconds: float | None) -> str:
    """Say what a slow synthesizer does, and how long it takes once that is known."""
    if not choice.is_slow:
        return ""
    note = _tr(
        "A neural network writes every sample: piano, electric piano and bass, up to 8\u00a0kHz."
    )
    if seconds is None:
        return note
    expected = _tr("For this song it takes about {n} s.").format(n=max(round(seconds), 1))
    return f"{note} {expected}"
