"""What can be asked of a MIDI file: ``key=D minor``, ``has=choir or organ``, ``fade`` and so on.

A predicate is a name, and after ``=`` its values; between values ``or`` or a comma (``only``,
``count``) stands. A range is written ``60..80``, ``..68`` or ``92..``.
"""

from __future__ import annotations

import io
import itertools
import re
from dataclasses import dataclass
from statistics import mean, median

import pretty_midi

from engine.composition.planning.constraints import parse_key
from engine.composition.score import Key

__all__ = ["FAMILIES", "Music", "holds"]

FAMILIES: dict[str, tuple[int, ...]] = {
    "piano": tuple(range(4)), "epiano": (4, 5), "harpsichord": (6,), "celesta": (8,),
    "glockenspiel": (9,), "musicbox": (10,), "vibraphone": (11,), "marimba": (12,),
    "xylophone": (13,), "bells": (14,), "dulcimer": (15,), "organ": tuple(range(16, 21)),
    "accordion": (21, 23), "harmonica": (22,), "guitar": tuple(range(24, 32)),
    "acoustic-guitar": (24, 25), "electric-guitar": tuple(range(26, 32)),
    "distorted-guitar": (29, 30), "bass": tuple(range(32, 40)), "acoustic-bass": (32, 43),
    "violin": (40, 110), "viola": (41,), "cello": (42,), "contrabass": (43,), "harp": (46,),
    "timpani": (47,), "strings": tuple(range(40, 52)), "choir": (52, 53, 54), "trumpet": (56, 59),
    "trombone": (57,), "tuba": (58,), "horn": (60,), "brass": tuple(range(56, 64)),
    "sax": tuple(range(64, 68)), "oboe": (68,), "bassoon": (70,), "clarinet": (71,),
    "flute": (72, 73), "recorder": (74,), "pan-flute": (75,), "whistle": (78,),
    "synth": tuple(range(80, 104)), "sitar": (104,), "banjo": (105,), "kalimba": (108,),
    "bagpipe": (109,), "fiddle": (40, 110), "steel-drum": (114,),
}  # fmt: skip
"""Programs of General MIDI, from 0, by family."""

_LEAST = 4  # notes with which a part counts as playing


@dataclass(frozen=True)
class _Hit:
    start: float
    end: float
    pitch: int
    velocity: int
    program: int
    is_drum: bool
    part: str


class Music:
    """A MIDI file, read as anybody would.

    Parameters
    ----------
    content
        The file's bytes.
    """

    def __init__(self, content: bytes) -> None:
        self.midi = pretty_midi.PrettyMIDI(io.BytesIO(content))
        self.hits = sorted(
            (
                _Hit(n.start, n.end, n.pitch, n.velocity, i.program, i.is_drum, i.name)
                for i in self.midi.instruments
                for n in i.notes
            ),
            key=lambda hit: hit.start,
        )
        self.pitched = [hit for hit in self.hits if not hit.is_drum]
        self.melody = [hit for hit in self.pitched if hit.part == "melody"]
        signature = self.midi.time_signature_changes[0]
        self.numerator, self.denominator = signature.numerator, signature.denominator
        self.end = self.midi.get_end_time()
        times, tempos = self.midi.get_tempo_changes()
        self.tempos = list(zip(times.tolist(), tempos.tolist(), strict=True))
        self.markers = _markers(content)

    @property
    def bar_beats(self) -> float:
        """Quarter notes in a bar."""
        return self.numerator * 4 / self.denominator

    def beat(self, seconds: float) -> float:
        """Give the place of a time, in quarter notes."""
        return float(self.midi.time_to_tick(seconds)) / self.midi.resolution

    def plays(self, family: str) -> int:
        """Count the notes of a family, or of the drums."""
        if family == "drums":
            return sum(hit.is_drum for hit in self.hits)
        return sum(hit.program in FAMILIES[family] for hit in self.pitched)

    def key(self, *, last: bool = False) -> Key:
        """Give the key that the file signs at its start, or at its end."""
        changes = self.midi.key_signature_changes
        number = changes[-1 if last else 0].key_number
        return Key(number % 12, "major" if number < 12 else "minor")


def _markers(content: bytes) -> list[str]:
    import mido  # noqa: PLC0415

    midi = mido.MidiFile(file=io.BytesIO(content))
    return [m.text for track in midi.tracks for m in track if m.type == "marker"]


def holds(music: Music, predicate: str) -> bool:
    """Say whether a predicate holds for a file."""
    name, _, value = (part.strip() for part in predicate.partition("="))
    if " or " in name and not value:
        return any(holds(music, part) for part in name.split(" or "))
    values = [part.strip() for part in re.split(r"\s+or\s+", value)]
    return _TESTS[name](music, values)


def _in(value: float, limits: str, slack: float = 0.0) -> bool:
    low, _, high = limits.partition("..")
    if ".." not in limits:
        low = high = limits
    return (not low or value >= float(low) * (1 - slack)) and (
        not high or value <= float(high) * (1 + slack)
    )


def _key(music: Music, values: list[str]) -> bool:
    tonic, mode = parse_key(values[0])
    assert mode is not None
    key = Key(tonic, mode)
    scale = {*key.scale, *([(tonic + 11) % 12] if mode == "minor" else [])}
    inside = sum(hit.pitch % 12 in scale for hit in music.pitched)
    return music.key() == key and inside >= 0.8 * len(music.pitched)


def _tempo(music: Music, values: list[str]) -> bool:
    main = max(_spans(music), key=lambda pair: pair[1])[0]
    tempos = [main, main / 1.5] if music.denominator == 8 else [main]
    slack = 0.0 if ".." in values[0] else 0.03
    return any(_in(tempo, v, slack) for tempo in tempos for v in values)


def _spans(music: Music) -> list[tuple[float, float]]:
    ends = [time for time, _ in music.tempos[1:]] + [music.end]
    return [(tempo, end - time) for (time, tempo), end in zip(music.tempos, ends, strict=True)]


def _bars(music: Music, values: list[str]) -> bool:
    n_bars = round(music.beat(music.end) / music.bar_beats + 0.3)
    return any(_in(n_bars, value) for value in values)


def _only(music: Music, values: list[str]) -> bool:
    families = [family.strip() for family in values[0].split(",")]
    allowed = {p for family in families if family != "drums" for p in FAMILIES[family]}
    drums = "drums" in families or not any(hit.is_drum for hit in music.hits)
    return drums and all(hit.program in allowed for hit in music.pitched)


def _lead(music: Music, values: list[str]) -> bool:
    own = sum(hit.program in FAMILIES[v] for hit in music.melody for v in values)
    return bool(music.melody) and own > len(music.melody) / 2


def _count(music: Music, values: list[str]) -> bool:
    wanted, _, names = values[0].partition(" of ")
    families = [family.strip() for family in names.split(",")]
    return sum(music.plays(family) >= _LEAST for family in families) >= int(wanted)


def _loud(music: Music, values: list[str]) -> bool:
    return _in(mean(hit.velocity for hit in music.hits), values[0])


def _density(music: Music, values: list[str]) -> bool:
    onsets = {round(hit.start, 3) for hit in music.hits}
    return _in(len(onsets) / music.end, values[0])


def _voices(music: Music, _: list[str]) -> bool:
    pairs = itertools.pairwise(music.pitched)
    return all(after.start >= before.end - 0.02 for before, after in pairs)


def _places(music: Music, part: str) -> list[float]:
    """Give the distinct onsets of a part, in quarter notes."""
    return sorted({round(music.beat(h.start), 3) for h in music.pitched if h.part == part})


def _drum_places(music: Music, pitches: tuple[int, ...]) -> dict[int, set[float]]:
    bars: dict[int, set[float]] = {}
    for hit in music.hits:
        if hit.is_drum:
            bar, place = divmod(round(music.beat(hit.start), 2), music.bar_beats)
            bars.setdefault(int(bar), set())
            if hit.pitch in pitches:
                bars[int(bar)].add(round(place, 2))
    return bars


def _kick(music: Music, _: list[str]) -> bool:
    bars = _drum_places(music, (35, 36))
    beats = [float(beat) for beat in range(int(music.bar_beats))]
    struck = sum(any(abs(p - beat) < 0.1 for p in bar) for bar in bars.values() for beat in beats)
    return bool(bars) and struck >= 0.8 * len(bars) * len(beats)


def _snare(music: Music, _: list[str]) -> bool:
    bars = _drum_places(music, (37, 38, 39, 40))
    return bool(bars) and sum(bool(bar) for bar in bars.values()) >= len(bars) / 2


def _offbeat(music: Music, _: list[str]) -> bool:
    places = _places(music, "chords")
    off = sum(abs(place - round(place)) > 0.1 for place in places)
    return bool(places) and off >= len(places) / 2


def _oompah(music: Music, _: list[str]) -> bool:
    bass, chords = (_by_bar(music, _places(music, part)) for part in ("bass", "chords"))
    good = sum(
        any(p < 0.1 for p in bass.get(bar, ())) and all(p > 0.5 for p in places) and len(places) > 0
        for bar, places in chords.items()
    )
    return bool(chords) and good >= len(chords) / 2


def _by_bar(music: Music, places: list[float]) -> dict[int, list[float]]:
    bars: dict[int, list[float]] = {}
    for place in places:
        bars.setdefault(int(place // music.bar_beats), []).append(place % music.bar_beats)
    return bars


def _swing(music: Music, _: list[str]) -> bool:
    places = [music.beat(hit.start) % 1 for hit in music.hits]
    inner = [place for place in places if 0.4 < place < 0.8]
    return bool(inner) and 0.56 <= median(inner) <= 0.72


def _sevenths(music: Music, pattern: str, share: float) -> bool:
    chords = [m for m in music.markers if not m.startswith("[")]
    found = sum(re.fullmatch(pattern, chord.partition("/")[0]) is not None for chord in chords)
    return bool(chords) and found >= share * len(chords)


def _jazz(music: Music, values: list[str]) -> bool:
    return _swing(music, values) or _sevenths(music, r"[A-G][#b]?(?:m|maj|dim)?7(?:b5)?", 0.3)


def _blues(music: Music, values: list[str]) -> bool:
    return _swing(music, values) or _sevenths(music, r"[A-G][#b]?7", 0.25)


def _third(music: Music, number: int) -> list[_Hit]:
    low, high = music.end * number / 3, music.end * (number + 1) / 3
    return [hit for hit in music.hits if low <= hit.start < high]


def _rise(music: Music, _: list[str]) -> bool:
    first, last = _third(music, 0), _third(music, 2)
    louder = mean(h.velocity for h in last) - mean(h.velocity for h in first) >= 8
    return louder or len(last) >= 1.4 * len(first)


def _between(music: Music, first: float, last: float) -> float:
    own = [h.velocity for h in music.hits if first * music.end <= h.start < last * music.end]
    return mean(own) if own else 0.0


def _fade(music: Music, _: list[str]) -> bool:
    return _between(music, 1 / 3, 2 / 3) - _between(music, 5 / 6, 1) >= 12


def _finish(music: Music, _: list[str]) -> bool:
    last_beat = music.beat(max(hit.start for hit in music.pitched))
    bar = int(last_beat // music.bar_beats)
    close = [h for h in music.hits if music.beat(h.start) >= (bar - 1) * music.bar_beats - 0.01]
    start = max(hit.start for hit in music.pitched)
    chord = [h for h in music.pitched if h.start <= start + 0.05 and h.end > start + 0.02]
    louder = mean(h.velocity for h in close) - mean(h.velocity for h in music.hits)
    return louder >= 4 and len(chord) >= 4


def _loop(music: Music, _: list[str]) -> bool:
    end = music.beat(music.end)
    steady = music.tempos[-1][1] >= 0.97 * music.tempos[0][1]
    n_bars = round(end / music.bar_beats + 0.2)
    last = [h for h in music.hits if music.beat(h.start) >= (n_bars - 1) * music.bar_beats - 0.01]
    moves = len({round(hit.start, 2) for hit in last}) > 1
    return steady and moves and abs(end - n_bars * music.bar_beats) < 1.1


def _intro(music: Music, _: list[str]) -> bool:
    return bool(music.melody) and music.beat(music.melody[0].start) < music.bar_beats


def _accel(music: Music, _: list[str]) -> bool:
    def tempo(first: float, last: float) -> float:
        low, high = first * music.end, last * music.end
        return (music.beat(high) - music.beat(low)) / (high - low) * 60

    return tempo(2 / 3, 1) >= 1.08 * tempo(0, 1 / 3)


def _keychange(music: Music, _: list[str]) -> bool:
    first = [c for c in music.midi.key_signature_changes if c.time < music.end / 2]
    return bool(first) and music.key(last=True) != music.key()


def _chords(music: Music, values: list[str]) -> bool:
    chart = [m.partition("/")[0] for m in music.markers if not m.startswith("[")]
    wanted = values[0].split()
    grams = [chart[n : n + len(wanted)] for n in range(len(chart))]
    return sum(gram == wanted for gram in grams) >= 2


def _gate(music: Music, values: list[str]) -> bool:
    pairs = [(a, b) for a, b in itertools.pairwise(music.melody) if b.start > a.start]
    return bool(pairs) and _in(
        median((a.end - a.start) / (b.start - a.start) for a, b in pairs), values[0]
    )


def _register(music: Music, values: list[str]) -> bool:
    return bool(music.melody) and _in(mean(hit.pitch for hit in music.melody), values[0])


_TESTS = {
    "key": _key,
    "mode": lambda music, values: music.key().mode in values,
    "tempo": _tempo,
    "metre": lambda music, values: f"{music.numerator}/{music.denominator}" in values,
    "seconds": lambda music, values: _in(music.end, values[0]),
    "bars": _bars,
    "has": lambda music, values: any(music.plays(family) >= _LEAST for family in values),
    "no": lambda music, values: not any(music.plays(family) for family in values),
    "lead": _lead, "only": _only, "count": _count, "loud": _loud, "density": _density,
    "voices": _voices, "kick": _kick, "snare": _snare, "offbeat": _offbeat, "oompah": _oompah,
    "swing": _swing, "jazz": _jazz, "blues": _blues, "rise": _rise, "fade": _fade,
    "finish": _finish, "loop": _loop, "intro": _intro, "accel": _accel, "keychange": _keychange,
    "chords": _chords, "gate": _gate, "register": _register,
}  # fmt: skip
"""Each takes the file and the values."""
