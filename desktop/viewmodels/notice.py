"""What is told to the user beside the work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine import Failure

__all__ = ["Notice", "Offer"]


@dataclass(frozen=True)
class Offer:
    """What can be done about a notice with one click."""

    label: str
    accept: Callable[[], None]


@dataclass(frozen=True)
class Notice:
    """A sentence, the next step, and the details for whoever wants them.

    Attributes
    ----------
    is_error
        Whether something failed; otherwise it is good or plain news.
    offers
        What can be done about it; three at most.
    """

    message: str
    hint: str = ""
    details: str = ""
    is_error: bool = True
    offers: tuple[Offer, ...] = ()

    @classmethod
    def of(cls, failure: Failure) -> Notice:
        """Show a failure: its message as a sentence."""
        return cls(_sentence(failure.message), failure.hint, failure.details)

    @classmethod
    def of_remarks(cls, remarks: Iterable[str]) -> Notice:
        """Show what is not as it should be though it goes on."""
        return cls(" ".join(map(_sentence, remarks)), is_error=False)


def _sentence(text: str) -> str:
    """Write a message as a sentence."""
    text = text[:1].upper() + text[1:]
    return text + "." if text and text[-1] not in ".!?…" else text
