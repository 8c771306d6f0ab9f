"""What is told to the user beside the work."""

from __future__ import annotations

from dataclasses import dataclass

from engine import Failure

__all__ = ["Notice"]


@dataclass(frozen=True)
class Notice:
    """A sentence, the next step, and the details for whoever wants them.

    Attributes
    ----------
    is_error
        Whether something failed; otherwise it is good or plain news.
    """

    message: str
    hint: str = ""
    details: str = ""
    is_error: bool = True

    @classmethod
    def of(cls, failure: Failure) -> Notice:
        """Show a failure: its message as a sentence."""
        message = failure.message[:1].upper() + failure.message[1:]
        if message and message[-1] not in ".!?…":
            message += "."
        return cls(message, failure.hint, failure.details)
