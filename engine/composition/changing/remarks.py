"""Tells questions and grunts, which ask for nothing, from what asks for a change."""

from __future__ import annotations

import re

__all__ = ["apart", "asks_for_same", "asks_something", "is_grunt", "is_question", "last_thought"]

_ASKS = re.compile(
    r"(?:why|what's|what is|what are|who|which|where|when|how (?:come|long|many|fast|loud)"
    r"|is it|is this|is that|are you|does it|did you|do you)\b"
)
_QUESTION = re.compile(
    r"(?:why|who|where|when|how (?:come|long|many|fast|loud|old)"
    r"|what(?:'s| is) (?:it|this|that|the)|what (?:did|do|does|has|have|was|were) "
    r"(?:you|it|this|that|the|we)"
    r"|what (?:key|tempo|metre|meter|style|instrument)s?|(?:is|are|was|does|did|has) "
    r"(?:it|this|that|there|the [a-z]+|these|those|anybody|anyone))\b"
)
_COMPLAINT = re.compile(
    r"\b(?:so|too|no|not|have to|has to|need|needs|instead|more|less|never)\b|n't\b"
)
_GRUNT = re.compile(
    r"(?:hello|hi|hey|cool|nice|awesome|perfect|brilliant|fantastic|excellent|thanks|wow"
    r"|interesting|bravo|aha|oh|meh+|nah+|ugh+|yuck|ew+|huh|boo+|whatever|yikes|hmm+|erm*"
    r"|eh+|phew)[\s.!?]*"
)
_REPAIR = re.compile(
    r"\b(?:no,? wait|wait,? no|no,? sorry|sorry,? no|no,? i mean(?:t)?|i mean(?:t)?"
    r"|scratch that|or rather"
    r"|no,? actually|actually,? no|no no|sorry,? i mean(?:t)?)\b[,.]?\s*"
)
_JOINED = re.compile(
    r"\b(make|turn|play|take|bring|slow|speed|keep|loop|save|stop|let|put)(it|this|that)\b"
)
_SAME = re.compile(
    r"\b(?:the )?same (?:(?:thing|song|one|piece|tune|music|melody)\b"
    r"|(?:again,? )?but\b)|^(?:this|that|it),? but\b"
)


def is_question(bare: str) -> bool:
    """Whether somebody wants to know something of the song: "why is it so slow" complains."""
    return _QUESTION.match(bare) is not None and _COMPLAINT.search(bare) is None


def asks_something(plain: str) -> bool:
    """Whether words begin as questions do, complaints among them."""
    return _ASKS.match(plain) is not None


def asks_for_same(plain: str) -> bool:
    """Whether the song that is there is to stay, but for something: "the same thing but slower"."""
    return _SAME.search(plain) is not None


def is_grunt(plain: str) -> bool:
    """Whether words judge and say nothing else: "meh"."""
    return _GRUNT.fullmatch(plain) is not None


def last_thought(plain: str) -> str:
    """Give what is said after taking back: "slower, no sorry, faster"; all where nothing is."""
    *before, last = _REPAIR.split(plain)
    return last if before and before[0].strip() and last.strip() else plain


def apart(plain: str) -> str:
    """Write apart what was typed as one: "makeit"."""
    return _JOINED.sub(r"\1 \2", plain)
