"""Every error that Affetto raises on purpose.

::

    EngineError
    ├── SpeechError         recording understood as nothing, damaged weights
    ├── EmotionError        a wish that cannot be read
    ├── CompositionError    a plan that cannot be composed
    ├── SynthesisError      a score that cannot be turned into sound
    ├── ExportError         a file that cannot be written
    ├── DeviceError         microphone or loudspeaker missing or lost
    ├── ResourceError       a file of ours missing or damaged
    ├── OptionError         a choice outside its range
    └── JobCancelledError   the user asked to stop
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "CompositionError",
    "DeviceError",
    "EmotionError",
    "EngineError",
    "ExportError",
    "Failure",
    "JobCancelledError",
    "OptionError",
    "ResourceError",
    "SpeechError",
    "SynthesisError",
]


class EngineError(Exception):
    """What went wrong, and in ``hint`` what the person can do about it.

    Parameters
    ----------
    message
        One sentence with the offending value, no trailing advice.
    hint
        One sentence: the next step.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    def __reduce__(self) -> tuple[type[EngineError], tuple[str], dict[str, str]]:
        """Keep the hint when the error crosses a process border."""
        return type(self), (str(self),), {"hint": self.hint}


class SpeechError(EngineError):
    """Speech could not be heard or understood."""


class EmotionError(EngineError):
    """A wish could not be read."""


class CompositionError(EngineError):
    """A score could not be composed or read."""


class SynthesisError(EngineError):
    """A score could not be turned into sound."""


class ExportError(EngineError):
    """A file could not be written."""


class DeviceError(EngineError):
    """A microphone or loudspeaker is missing or was lost."""


class ResourceError(EngineError):
    """A file that belongs to the application is missing or damaged."""


class OptionError(EngineError):
    """A choice lies outside its range."""


class JobCancelledError(EngineError):
    """The user asked to stop."""


@dataclass(frozen=True)
class Failure:
    """An error in the form that travels between processes and is shown to a person.

    Attributes
    ----------
    kind
        Name of the error's class, such as ``"DeviceError"``.
    message, hint
        What went wrong; what to do next (may be empty).
    details
        A traceback for the log, empty for errors raised on purpose.
    """

    kind: str
    message: str
    hint: str = ""
    details: str = ""

    def is_a(self, kind: type[EngineError]) -> bool:
        """Whether it was an error of exactly that class."""
        return self.kind == kind.__name__

    @classmethod
    def of(cls, error: BaseException, details: str = "") -> Failure:
        """Describe any exception."""
        if isinstance(error, EngineError):
            return cls(type(error).__name__, str(error), error.hint, details)
        return cls(
            type(error).__name__,
            f"something unexpected happened: {error or type(error).__name__}",
            "Try again; if it happens again, report it with the details.",
            details,
        )
