"""What a feeling does to music: every number that leads from one to the other, and why.

Which cues carry which feeling is an old finding: tempo, mode, loudness, articulation and register
tell most, and they add up (Gabrielsson & Lindström, "The role of structure in the musical
expression of emotions", 2010; Juslin & Laukka, Psychological Bulletin 129, 2003; Eerola, Friberg &
Bresin, Frontiers in Psychology 4:487, 2013). Those five are taken over from labelled clips, by the
planner, into a section's `Expression` (`express`). What clips do not tell is in its `Manner`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from engine.composition.plan import Expression, Plan, PlannedSection
from engine.composition.planning.bearings import Bearing, bearing_of
from engine.composition.planning.nuances import Gait, Nuance, gait_of, nuance_of
from engine.composition.score import TICKS_PER_BEAT, Key, Metre

if TYPE_CHECKING:
    from engine.emotion.music_vectors import MusicVectors

__all__ = [
    "BRIDGE",
    "FEWEST_SLOWED",
    "FRAME_SHARE",
    "MELODY_ABOVE",
    "RITARDANDO",
    "SHORTEST_BRIDGED",
    "BassRhythm",
    "Beat",
    "Figure",
    "Manner",
    "express",
    "manner_of",
    "manner_of_piece",
    "outspokenness",
]

Figure = Literal["sustained", "pulse", "broken", "alberti", "offbeat", "rolling", "restless"]
"""How the chords of an accompaniment are broken."""
BassRhythm = Literal["held", "calm", "steady", "pushing", "bouncing", "driving"]
Beat = Literal["gentle", "strong", "driving"]
"""How drums play."""

_CONTRAST = (0.4, 1.25)
"""How far to go from usual music to the nearest clips, for no feeling and more for the strongest:
all the way or further for the most outspoken, for a mean of clips is blander than any of them."""
_OWN = 0.45
"""How far to go from there to the one clip that the seed draws: music of one feeling differs."""
_FARTHEST = 1 / (2 * 2.33)
"""Share of a cue's range, one standard deviation if it is normal, up to which that clip counts:
what lies farther off is often measured wrongly, such as a tempo heard doubled."""
_BUSIER, _LIGHTER = 0.7, 0.9
"""Gay music has more and shorter notes than the clips near it, most of which are pop songs."""
_KNEE = 0.15
"""Share of a cue's range at either end in which it bends towards its limit, never to reach it: what
is asked more strongly is always played more strongly."""
RITARDANDO = (0.96, 0.9, 0.82, 0.74)
"""Share of the tempo in the three quarter bars before the last bar, and in that: a final ritard is
parabolic, down to about two thirds (Friberg & Sundberg, as below)."""
BRIDGE = (0.0, 0.2, 0.45, 0.7)
"""How far, in the quarters of the last bar before another feeling, the tempo has gone to that of
the next one: listeners take a steady change as one motion (Madison, Music Perception 2009)."""
SHORTEST_BRIDGED = 2
"""Bars of two sections below which the last one of the first belongs to its own feeling."""
FEWEST_SLOWED = 4
"""Bars below which a piece is over before it could slow down."""
FRAME_SHARE = {"introduction": 0.85, "ending": 0.8}
"""Share of a section's density that its frame has: music begins before it moves, and comes to rest
(the final ritard and diminuendo of performances: Friberg & Sundberg, JASA 105, 1999)."""

MELODY_ABOVE = 3.0
"""Semitones from the highest notes of all onsets to the melody's alone."""

_DARKNESS = {"minor": 0.6, "major": 0.28}
"""Share of minor and diminished chords. Songs in minor have .46, in major .27 (Lieder) or .37
(POP909); here they lie further apart, for a mode that carries a feeling has to be heard."""
_DARKER = 0.16  # from a neutral feeling to the saddest: the songs of one mode spread by .12
_CHROMATIC = (0.02, 0.02, 0.3)
"""Share of notes outside the scale: usually (POP909: .02 in minor), and what gloom and tension add.

Dissonance is fear's and anger's; sadness is mostly diatonic (Gabrielsson & Lindström 2010)."""
_BORROWED = 0.08
"""Share of notes outside the scale that chords of the other mode bring, where it is all of the
mixture: a borrowed chord a phrase has two notes of twenty."""
_FIGURED = 0.33  # share from which on a second feeling has the figure of the accompaniment
_CHORDS = (0.95, 0.18)
"""Chords a bar, and more for each of its seconds: songs have 1.25 in bars of 1.8 s, 1.5 in those of
3 s and 1.75 in those of 4.5 s (POP909; Lieder .6 more)."""
_FEWEST_CHORDS, _MOST_CHORDS = 1.0, 1.8
_SEVENTHS = (0.2, 0.15)
"""Share of chords of four tones, fewer when aroused, for they soften (POP909: .07, Lieder: .3)."""
_MELODY_SHARE = (0.62, 0.1)
"""Share of all onsets at which the tune has one, more when aroused (POP909: .52 to .63)."""
_MELODY_DENSITIES = (0.5, 2.3)  # onsets a beat between which a tune can be sung
_THINNER = 0.25
"""How much fewer onsets tense music has than the labelled clips near it.

These are piano pieces, in which what is dense is dissonant; with drums, density sounds gay."""
_FULLNESS = (1.7, 0.3)
"""Notes an onset of the accompaniment: calm clips have fewer than aroused ones (1.7 and 2.2)."""
_MOTION = (2.2, 0.6)
"""Mean interval of a tune in semitones, wider when aroused (POP909 and Lieder: 2.3 to 2.5)."""
_OFFBEAT = (0.3, 0.1)
"""Share of onsets off the beat, eighths counted half, and more when aroused: they drive on."""
_SWELL = 22.0
"""Steps of velocity from the quietest bar of a piece to its climax: 4-bar means of POP909 span 17,
of EMOPIA 10; of this some is lost where parts rest."""
_DRY = 0.15  # seconds that notes last where articulation is 0.2; at 1 ten times as long
_LEAST_DRUMMED = (0.25, 84.0)
"""Arousal and tempo below which drums would push what wants to rest."""
_BEATS: tuple[tuple[float, Beat], ...] = ((0.7, "driving"), (0.4, "strong"), (-1.0, "gentle"))
"""From which arousal on drums play how."""
_LIVELY = 0.4  # arousal from which a bass plays every beat
_STILL = -0.2  # arousal below which it has one or two notes a bar
_CELLO = 8  # semitones that a sad bass lies higher: it sings like a cello

_FIGURES: dict[tuple[bool, bool], tuple[Figure, ...]] = {  # by valence and arousal above zero
    (True, True): ("rolling", "offbeat", "alberti", "pulse"),
    (False, True): ("pulse", "restless", "broken"),
    (False, False): ("broken", "alberti", "sustained"),
    (True, False): ("broken", "alberti", "rolling", "sustained"),
}
"""Even and flowing where calm, repeated and jagged where tense (Juslin & Laukka 2003, table 7)."""


@dataclass(frozen=True)
class Manner:
    """How a section's music goes, whoever writes and plays it.

    Attributes
    ----------
    density, melody_density
        Onsets a beat of all parts together, and of the tune.
    note_beats
        How long notes usually last.
    darkness, sevenths
        Shares of the chords that are minor or diminished, and that have four tones.
    chromatic
        Share of the notes outside the scale.
    chords_a_bar
        How often the harmony changes, the first chord counted.
    fullness
        Notes an onset of the accompaniment.
    motion
        Mean interval of the tune, in semitones.
    offbeat
        Share of the onsets that miss the beat.
    drums
        How drums play, None for none.
    stirs
        Whether it is so aroused that an orchestra's timpani may play.
    basses
        The bass's rhythm, plain and pushing before the beat.
    resting_bass
        Its rhythm where the music rests.
    bass_lift
        Semitones by which the bass lies higher than usual.
    is_tense
        Whether dissonances colour the chords, and the bass leads by semitones or insists.
    rings_out
        Whether few notes gather at the start of a chord and ring on.
    may_push
        Whether the accompaniment may come before its beats.
    may_be_pop
        Whether a pop song could carry the feeling; the lied carries all.
    figures
        That suit the accompaniment.
    gait
        How it walks, where its feeling is known by that.
    swell
        Steps of velocity from the quietest bar of a piece to its climax.
    bearing
        How its tune goes.
    """

    density: float
    melody_density: float
    note_beats: float
    darkness: float
    sevenths: float
    chromatic: float
    chords_a_bar: float
    fullness: float
    motion: float
    offbeat: float
    drums: Beat | None
    stirs: bool
    basses: tuple[BassRhythm, BassRhythm]
    resting_bass: BassRhythm
    bass_lift: int
    is_tense: bool
    rings_out: bool
    may_push: bool
    may_be_pop: bool
    figures: tuple[Figure, ...]
    gait: Gait
    swell: float
    bearing: Bearing


def express(
    feeling: tuple[float, float],
    nuance: Nuance,
    near: Mapping[str, float],
    drawn: Mapping[str, float],
    music: MusicVectors,
) -> Expression:
    """Take over from labelled clips the cues that tell a feeling.

    Parameters
    ----------
    feeling, nuance
        Valence and arousal, and what sets the feeling apart from others near that place.
    near, drawn
        Each cue's mean over the clips near the feeling, and in one of them.
    music
        All clips.
    """
    valence, arousal = feeling
    gain, usual, limits = outspokenness(feeling), music.usual, music.limits
    cues = {name: usual[name] + gain * (near[name] - usual[name]) for name in limits}
    for name, (low, high) in limits.items():
        reach = _FARTHEST * (high - low)
        cues[name] += _OWN * _between(drawn[name] - near[name], -reach, reach)
    gaiety = max(0.0, valence) * max(0.0, arousal)
    cues["density"] *= 1 + _BUSIER * gaiety
    cues["articulation"] -= _LIGHTER * gaiety
    for name in ("tempo", "density"):
        cues[name] *= getattr(nuance, name)
    for name in ("velocity", "articulation", "register"):
        cues[name] += getattr(nuance, name)
    return Expression(**{name: _bend(cues[name], *limits[name]) for name in limits})


def outspokenness(feeling: tuple[float, float]) -> float:
    """Say how far to go from usual music to that of the nearest clips, 1 being all the way."""
    return _CONTRAST[0] + _CONTRAST[1] * min(math.hypot(*feeling), 1.0)


def _bend(value: float, lowest: float, highest: float) -> float:
    """Keep a value between limits, softly: it comes nearer and nearer to them."""
    knee = _KNEE * (highest - lowest)
    if value > highest - knee:
        return highest - knee * math.exp((highest - knee - value) / knee)
    if value < lowest + knee:
        return lowest + knee * math.exp((value - lowest - knee) / knee)
    return value


def manner_of(section: PlannedSection, metre: Metre) -> Manner:
    """Say how a section's music goes; a second feeling lends it chords and a figure."""
    own, shade = _plain_manner(section, metre), section.shade
    if shade is None:
        return own
    alone = replace(
        section,
        valence=shade.valence,
        arousal=shade.arousal,
        key=Key(section.key.tonic, shade.mode),
        feelings=((shade.leading, 1.0),),
    )
    other = _plain_manner(alone, metre)

    def between(name: str) -> float:
        here, there = getattr(own, name), getattr(other, name)
        return float(here + shade.share * (there - here))

    borrowed = _BORROWED * shade.share * (shade.mode != section.key.mode)
    return replace(
        own,
        darkness=between("darkness"),
        sevenths=between("sevenths"),
        chromatic=between("chromatic") + borrowed,
        motion=between("motion"),
        offbeat=between("offbeat"),
        swell=between("swell"),
        figures=other.figures if shade.share >= _FIGURED else own.figures,
    )


def _plain_manner(section: PlannedSection, metre: Metre) -> Manner:
    valence, arousal, asked = section.valence, section.arousal, section.expression
    is_sad, is_tense = valence < 0 and arousal < 0, valence < 0 < arousal
    gloom = max(0.0, -valence)
    tension = gloom * max(0.0, arousal)
    nuance = nuance_of(dict(section.feelings))
    density = asked.density * 60 / asked.tempo * (1 - _THINNER * min(1.0, 4 * tension))
    return Manner(
        density=density,
        melody_density=_between(_rise(_MELODY_SHARE, arousal) * density, *_MELODY_DENSITIES),
        note_beats=_DRY * 10 ** ((asked.articulation - 0.2) / 0.8) * asked.tempo / 60,
        darkness=_between(
            _DARKNESS[section.key.mode] - _DARKER * valence + nuance.darkness, 0.0, 0.9
        ),
        sevenths=_SEVENTHS[0] - _SEVENTHS[1] * arousal,
        chromatic=max(
            0.0,
            _CHROMATIC[0] + _CHROMATIC[1] * gloom + _CHROMATIC[2] * tension + nuance.dissonance,
        ),
        chords_a_bar=_chords_a_bar(metre, asked.tempo, tension),
        fullness=_rise(_FULLNESS, arousal),
        motion=_rise(_MOTION, arousal),
        offbeat=_rise(_OFFBEAT, arousal),
        drums=_drums(arousal, asked.tempo) if section.is_drummed else None,
        stirs=arousal > _LEAST_DRUMMED[0],
        basses=_basses(arousal, is_sad=is_sad),
        resting_bass="held" if is_sad else "steady" if arousal >= _LIVELY else "calm",
        bass_lift=_CELLO if is_sad else 0,
        is_tense=is_tense,
        rings_out=is_sad,
        may_push=arousal > 0,
        may_be_pop=valence >= 0,
        figures=_FIGURES[valence >= 0, arousal >= 0],
        gait=gait_of(dict(section.feelings)),
        swell=_SWELL * nuance.swell,
        bearing=bearing_of(dict(section.feelings)),
    )


def manner_of_piece(plan: Plan) -> Manner:
    """Say how a piece goes as a whole, where something is chosen once for all its sections."""
    valence, arousal = (
        sum(getattr(section, name) * section.n_bars for section in plan.sections) / plan.n_bars
        for name in ("valence", "arousal")
    )
    usual = replace(plan.sections[0], valence=valence, arousal=arousal)
    return manner_of(usual, plan.metre)


def _rise(line: tuple[float, float], arousal: float) -> float:
    return line[0] + line[1] * arousal


def _between(value: float, lowest: float, highest: float) -> float:
    return min(max(value, lowest), highest)


def _chords_a_bar(metre: Metre, tempo: float, tension: float) -> float:
    seconds = metre.ticks_per_bar / TICKS_PER_BEAT * 60 / tempo
    return _between(_CHORDS[0] + _CHORDS[1] * seconds + tension, _FEWEST_CHORDS, _MOST_CHORDS)


def _drums(arousal: float, tempo: float) -> Beat | None:
    least, slowest = _LEAST_DRUMMED
    if arousal <= least or tempo < slowest:
        return None
    return next(beat for lowest, beat in _BEATS if arousal >= lowest)


def _basses(arousal: float, *, is_sad: bool) -> tuple[BassRhythm, BassRhythm]:
    """Give the bass more to do the more the music moves."""
    if arousal < _STILL:
        return ("held", "held") if is_sad else ("calm", "calm")
    if arousal < _LIVELY:
        return "steady", "pushing"
    return "driving", "bouncing" if arousal < _BEATS[0][0] else "driving"
