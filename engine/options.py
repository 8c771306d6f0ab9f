"""The choices a user has, one frozen dataclass per stage, with their defaults."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import itemgetter

from engine.errors import OptionError

__all__ = [
    "DEFAULT_COMPOSER",
    "LANGUAGES",
    "SPACES",
    "VECTOR_SETS",
    "ComposeOptions",
    "ExportOptions",
    "Fader",
    "Faders",
    "HumOptions",
    "ListenOptions",
    "MixOptions",
    "ReadOptions",
    "RenderOptions",
    "list_vector_sets",
]

MAX_SEED = 2**31 - 1
DEFAULT_COMPOSER = "transformer"
VECTOR_SETS = ("open", "emopia")
"""The sets of music vectors that ship, the usual one first."""

LANGUAGES = {
    "en": "English",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "pt": "Portuguese",
}
"""The languages that are understood when spoken, as when typed, by ISO 639-1 code."""


def list_vector_sets() -> list[str]:
    """Name the sets of music vectors, the usual one first."""
    return list(VECTOR_SETS)


def _check_range(name: str, value: float, low: float, high: float, unit: str = "") -> None:
    if not low <= value <= high:
        raise OptionError(
            f"{name} is {value:g}{unit}, expected {low:g} to {high:g}{unit}",
            hint=f"Choose {name} between {low:g} and {high:g}{unit}.",
        )


@dataclass(frozen=True)
class ListenOptions:
    """How a wish is recorded.

    Attributes
    ----------
    device
        Name of the microphone, or None for the system's own choice.
    silence
        Seconds of silence that end the recording at most, 0.5 to 10; a wish that sounds complete
        is waited for less.
    longest
        Seconds after which recording ends in any case, 1 to 600.
    """

    device: str | None = None
    silence: float = 2.0
    longest: float = 60.0

    def __post_init__(self) -> None:
        _check_range("silence", self.silence, 0.5, 10, " s")
        _check_range("longest", self.longest, 1, 600, " s")


@dataclass(frozen=True)
class HumOptions(ListenOptions):
    """How a tune is recorded.

    As nobody's words tell whether it is complete, `engine.speech.completeness.patience` makes
    three seconds of silence of the four: people breathe and think of what comes next.
    """

    silence: float = 4.0
    longest: float = 180.0


@dataclass(frozen=True)
class ReadOptions:
    """How a wish is read.

    Attributes
    ----------
    vectors
        The music that words are compared with, one of `VECTOR_SETS`.
    uses_voice
        Whether it counts how a wish was said, besides its words.
    language
        What is spoken, one of `LANGUAGES`; None finds out.
    """

    vectors: str = VECTOR_SETS[0]
    uses_voice: bool = True
    language: str | None = None

    def __post_init__(self) -> None:
        if self.vectors not in VECTOR_SETS:
            raise OptionError(
                f"no music vectors are called {self.vectors!r}",
                hint=f"Choose {' or '.join(VECTOR_SETS)}.",
            )
        if self.language is not None and self.language not in LANGUAGES:
            raise OptionError(
                f"the language {self.language!r} is not understood",
                hint=f"Choose one of {', '.join(LANGUAGES)}.",
            )


_READ = ReadOptions()


@dataclass(frozen=True)
class ComposeOptions:
    """How a piece is composed.

    Attributes
    ----------
    seconds
        Asked length, 5 to 300; None where ``n_bars``, or else the wish, decides.
    usual_seconds
        Length where nobody asks for one, 5 to 300.
    seed
        0 to 2³¹ − 1; the same wish, seed and version give the same notes.
    composer
        A name from `engine.composition.composers.COMPOSERS`.
    key
        Such as ``"D minor"``, or ``"D"`` to leave the mode to the wish; None leaves both to it.
    tempo
        Quarter notes a minute, 40 to 200, or None.
    metre
        Such as ``"3/4"``, or None.
    n_bars
        1 to 300, or None.
    reading
        How the wish is read.
    style
        Name of a style card, or None.
    """

    seconds: float | None = None
    seed: int = 0
    composer: str = DEFAULT_COMPOSER
    key: str | None = None
    tempo: float | None = None
    metre: str | None = None
    n_bars: int | None = None
    reading: ReadOptions = _READ
    style: str | None = None
    usual_seconds: float = 60.0

    def __post_init__(self) -> None:
        if self.seconds is not None:
            _check_range("seconds", self.seconds, 5, 300, " s")
        _check_range("usual_seconds", self.usual_seconds, 5, 300, " s")
        _check_range("seed", self.seed, 0, MAX_SEED)
        if self.tempo is not None:
            _check_range("tempo", self.tempo, 40, 200, " BPM")
        if self.n_bars is not None:
            _check_range("bars", self.n_bars, 1, 300)


@dataclass(frozen=True)
class Fader:
    """How loud the user wants one part: ``level`` in dB, −60 to 12, beside the usual mix."""

    level: float = 0.0
    is_muted: bool = False
    is_solo: bool = False

    def __post_init__(self) -> None:
        _check_range("level", self.level, -60, 12, " dB")


_USUAL = Fader()


@dataclass(frozen=True)
class Faders:
    """A fader for each part that was touched; where one is solo, those that are not are silent.

    Attributes
    ----------
    touched
        Pairs of a part's role and its fader, sorted, one a role.
    """

    touched: tuple[tuple[str, Fader], ...] = ()

    def of(self, role: str) -> Fader:
        """Give the fader of a part."""
        return dict(self.touched).get(role, _USUAL)

    def moved(self, role: str, fader: Fader) -> Faders:
        """Give the same faders but for one."""
        return Faders(tuple(sorted({**dict(self.touched), role: fader}.items(), key=itemgetter(0))))

    def gain(self, role: str | None) -> float:
        """Give a factor for a part, 0 for one that is silent; None is a mix of others."""
        fader = self.of(role or "")
        someone = any(fader.is_solo for _, fader in self.touched)
        if fader.is_muted or (someone and not fader.is_solo):
            return 0.0
        return float(10 ** (fader.level / 20))


@dataclass(frozen=True)
class MixOptions:
    """How the parts of a piece are brought together.

    Attributes
    ----------
    faders
        The user's.
    loudness
        Of the whole in LUFS, −30 to −9.
    """

    faders: Faders = Faders()
    loudness: float = -16.0

    def __post_init__(self) -> None:
        _check_range("loudness", self.loudness, -30, -9, " LUFS")


_MIX = MixOptions()
SPACES = ("dry", "room", "stage", "hall", "cathedral")
"""Where music may sound, the smallest first."""


@dataclass(frozen=True)
class RenderOptions:
    """How a score becomes sound.

    Attributes
    ----------
    synthesizer
        A name from `engine.synthesis.synthesizer.SYNTHESIZERS`.
    soundfont
        Path of an SF2 or SF3 file, or None for the one that ships.
    sample_rate
        In Hz, 8,000 to 96,000.
    library
        Path of a FluidSynth library, or None for the one that is pinned.
    space
        Where it sounds, one of `SPACES`; None as the piece asks for.
    mix
        How its parts are brought together.
    """

    synthesizer: str = "fluidsynth"
    soundfont: str | None = None
    sample_rate: int = 44_100
    library: str | None = None
    space: str | None = None
    mix: MixOptions = _MIX

    def __post_init__(self) -> None:
        _check_range("sample_rate", self.sample_rate, 8_000, 96_000, " Hz")
        if self.space is not None and self.space not in SPACES:
            raise OptionError(
                f"no space is called {self.space!r}", hint=f"Choose one of: {', '.join(SPACES)}."
            )

    @property
    def unmixed(self) -> RenderOptions:
        """The same without what only the mix asks: these parts sound alike."""
        return replace(self, mix=_MIX)

    def with_faders(self, faders: Faders) -> RenderOptions:
        """Give the same with other faders."""
        return replace(self, mix=replace(self.mix, faders=faders))


@dataclass(frozen=True)
class ExportOptions:
    """How a piece is written to files.

    Attributes
    ----------
    bits
        Of a sample in WAV (16, 24, or 32 for floating point) and FLAC (16 or 24).
    is_constant
        Whether an MP3 has 320 kbit/s throughout, instead of as many as the sound needs.
    is_quantised
        Whether notes stand on the grid as written, instead of as they are performed.
    is_full
        Whether a sheet has every part, instead of the tune with chord symbols.
    date
        ISO date for the tags of sound files; empty for none, so that the bytes stay the same.
    """

    bits: int = 24
    is_constant: bool = False
    is_quantised: bool = False
    is_full: bool = False
    date: str = ""

    def __post_init__(self) -> None:
        if self.bits not in (16, 24, 32):
            raise OptionError(
                f"{self.bits} bits are no depth of sound", hint="Choose 16, 24 or 32."
            )
