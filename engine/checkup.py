"""Whether each part that the main job needs is there and works, and what to do if not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine import resources
from engine.composition.composers import COMPOSERS, list_composers, load_composer
from engine.errors import EngineError
from engine.options import RenderOptions
from engine.packages import missing_package
from engine.synthesis.synthesizer import load_synthesizer

__all__ = ["Finding", "check_all"]


@dataclass(frozen=True)
class Finding:
    """The state of one part.

    Attributes
    ----------
    part
        Such as ``"microphone"``.
    works
        Whether it is present and did its work just now.
    is_needed
        Whether the main job fails without it; a wish can be typed and a song exported, so
        microphone and loudspeaker are not.
    state
        What was found, or what is wrong.
    hint
        What to do; empty if it works.
    """

    part: str
    works: bool
    is_needed: bool
    state: str
    hint: str = ""


def check_all() -> list[Finding]:
    """Try every part in turn."""
    tries: list[tuple[str, bool, Callable[[], str]]] = [
        ("microphone", False, _microphone),
        ("loudspeaker", False, _loudspeaker),
        ("speech recognition", True, _speech),
        ("end of speech", True, _endpointing),
        ("shipped files", True, _files),
        ("reading emotion", True, _reading),
        *((f"composer {name}", name in COMPOSERS, _composing(name)) for name in list_composers()),
        ("soundfont", True, _sound),
    ]
    return [_try(part, is_needed, attempt) for part, is_needed, attempt in tries]


def _try(part: str, is_needed: bool, attempt: Callable[[], str]) -> Finding:  # noqa: FBT001 - a row of the table above
    try:
        return Finding(part, works=True, is_needed=is_needed, state=attempt())
    except ImportError as error:
        found: EngineError = missing_package(error)
    except EngineError as error:
        found = error
    return Finding(part, works=False, is_needed=is_needed, state=str(found), hint=found.hint)


def _microphone() -> str:
    from engine.audio.devices import default_microphone  # noqa: PLC0415 - loads the sound library

    return default_microphone().name


def _loudspeaker() -> str:
    from engine.audio.devices import default_loudspeaker  # noqa: PLC0415

    return default_loudspeaker().name


def _speech() -> str:
    from engine.speech.recognizer import Recognizer  # noqa: PLC0415 - loads torch

    Recognizer().warm_up()
    return "Whisper base, loaded"


def _endpointing() -> str:
    from engine.speech.endpointing import Endpointer  # noqa: PLC0415 - loads NumPy

    Endpointer()
    return "Silero VAD, loaded"


def _files() -> str:
    broken = [error for error in resources.verify_all().values() if error]
    if broken:
        raise broken[0]
    return f"{len(resources.manifest())} files, all as shipped"


def _reading() -> str:
    from engine.emotion.reader import Reader  # noqa: PLC0415 - loads the vectors

    return f"'joy' reads as {Reader().read('joy').quadrant}"


def _composing(name: str) -> Callable[[], str]:
    def attempt() -> str:
        load_composer(name)
        return "model loaded"

    return attempt


def _sound() -> str:
    return load_synthesizer(RenderOptions()).describe()
