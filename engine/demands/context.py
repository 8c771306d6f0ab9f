"""Whether a word means the music that is asked for, or something in a story that is told.

"Rock, please" asks; "the rock fell on my foot" tells. A clause tells from the point on where a
person does something other than ask.
"""

from __future__ import annotations

import re

from engine.demands.numbers import NUMBER

__all__ = ["Wish"]

_BREAK = re.compile(
    r"[.,;:!?\n()–—]|\s-\s"
    r"|\b(?:and|but|so|because|since|while|when|until|after|before|although|as|if)\s+"
    r"(?=(?:i|we|he|she|they|you|it|my|our|his|her|their|everyone|everybody|nobody|someone)\b)"
)
_ASKS = (
    r"(?:want|wanna|need|would|will|shall|should|could|can|may|might|must|like|prefer|rather|sooner|wish|hope"
    r"|imagine|picture|think|thinking|hear|am after|am looking|looking|fancy|crave|hate|dislike"
    r"|request|ask|love(?= (?:some|a|to hear|it if))|feel(?:ing)? like|in the mood)"
)
_FILLER = r"(?:just|really|also|still|always|now|do|don't|do not|dont|did|am|'m|'d|actually|only)"
_PERSON = r"(?:i|we|he|she|they|you|everyone|everybody|nobody|someone|somebody)"
_TELLING = re.compile(
    r"\b(?:was|were) [a-z]+ing\b|"
    rf"(?<!can )(?<!could )(?<!would )(?<!will )\b{_PERSON}\b(?:'m|'d"
    rf"|'ll)?\s+(?:{_FILLER}\s+)*(?!{_ASKS}\b|{_FILLER}\b)[a-z']+"
    rf"|\b{_PERSON}(?:'re|'ve|'s)\b(?!\s+(?:looking|thinking|after|in the mood))"
)
_PAST = (
    r"(?:is|are|was|were|has|had|have|did|does|came|went|fell|left|lost|died|said|says|told|took"
    r"|gave|got|ran|sat|stood|hit|broke|made|saw|met|knew|felt|feels|kept|grew|began|won|sang"
    r"|played|danced|called|moved|stopped|lived|loved|hated|cried|laughed|walked|worked|closed"
    r"|plays|sings|lives|loves|works|says|goes|comes|makes|takes|keeps|gives|knows|sleeps|wants"
    r"|opened|burned|burnt|sank|flew|drove|swam|slept|woke|rang|showed|turned|started|ended)"
)
_MUSIC = (
    r"(?:music|song|songs|track|tracks|piece|tune|tunes|melody|number|beat|beats|groove|theme"
    r"|ballad|style|sound|vibe|vibes|feel|rhythm|score|soundtrack|composition|instrumental"
    r"|jingle|anthem|loop|riff|version|arrangement|background|bit|something|intro|introduction"
    r"|verses?|chorus|bridge|outro|finale|interlude|breakdown)"
)
_THEIRS = re.compile(  # "my song is" and "the drums are" ask, "my heart is" tells
    rf"\b(?:my|our|his|her|their|the|this|that|these|those|{NUMBER})\s+"
    rf"(?!(?:[a-z'-]+\s+){{0,2}}?(?:{_MUSIC}|tempo|key|drums?|bass|mood|ending|end|beginning|intro"
    rf"|first|second|verse|chorus|whole|melody|harmony|instruments?)\b)"
    rf"(?:[a-z'-]+\s+){{1,3}}?{_PAST}\b"
)
_OWNED = re.compile(r"\b(?:my|our|his|her|their|your|whose|[a-z]+'s)\s+(?:[a-z-]+\s+)?$")
_THING = re.compile(
    r"\b(?:an?|the|this|that|my|our|his|her|their|your|each|every|one)\s+(?:[a-z-]+,?\s+){0,2}$"
)
_PLACE = re.compile(
    r"\b(?:on|at|under|by|into|onto|from|behind|near|inside|through|over|across|against|about)\s+"
    r"(?:the\s+|an?\s+)?$"
)
_ENDS = re.compile(
    r"\s*(?:$|[.,;:!?\n()–—&/-]"
    r"|(?:and|or|but|with|at|for|in|on|that|which|please|from|about|to|like|where|played|as"
    r"|without|plus|because|so|about|full|is|of|then|first|later|finally|turning"
    r"|turns|becoming|becomes)\b)"
)
_BEFORE_MUSIC = re.compile(rf"[\s-]+(?:[a-z0-9-]+\s+){{0,2}}?{_MUSIC}\b")


class Wish:
    """A wish as the parser looks at it.

    Attributes
    ----------
    text
        As said.
    plain
        In lower case, quotation marks and dashes as on a keyboard, character by character.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = "".join(_plain(character) for character in text)

    def clause_before(self, place: int) -> str:
        """Give what its clause says before a place."""
        starts = [found.end() for found in _BREAK.finditer(self.plain, 0, place)]
        return self.plain[starts[-1] if starts else 0 : place]

    def is_told(self, place: int) -> bool:
        """Whether somebody does or did something in the clause before a place."""
        said = self.clause_before(place)
        return _TELLING.search(said) is not None or _THEIRS.search(said) is not None

    def is_owned(self, start: int) -> bool:
        """Whether a word is somebody's: "my keys", "grandfather's drum"."""
        return _OWNED.search(self.plain[max(0, start - 40) : start]) is not None

    def is_thing(self, start: int) -> bool:
        """Whether a word follows an article: "the rock", "a grey house"."""
        return _THING.search(self.plain[max(0, start - 40) : start]) is not None

    def is_place(self, start: int) -> bool:
        """Whether a word follows a preposition of place: "at the club"."""
        return _PLACE.search(self.plain[max(0, start - 20) : start]) is not None

    def ends_phrase(self, end: int) -> bool:
        """Whether no other noun follows: "rock, loud", not "rock climbing"."""
        return _ENDS.match(self.plain, end) is not None

    def is_of_music(self, end: int) -> bool:
        """Whether a word for music follows soon: "rock song", "country love song"."""
        return _BEFORE_MUSIC.match(self.plain, end) is not None


def _plain(character: str) -> str:
    """Write one character as on a keyboard, in lower case; always one character."""
    lower = character.lower()
    return {"’": "'", "\u2018": "'", "\u2011": "-", "\u00a0": " ", "\t": " "}.get(
        character, lower if len(lower) == 1 else character
    )
