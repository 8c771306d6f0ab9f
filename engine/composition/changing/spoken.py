"""What is said while a song is there: a change to it, a command, another wish, or none of these.

A grammar looks for all that a change can ask for; what it finds, and whether the words speak of the
song that is there ("it", "the drums") or of one that is not ("a song"), decides. Adjectives that
nobody listed are taken by what they feel like, and sayings that no grammar has by the nearest one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.composition.changing import abroad
from engine.composition.changing.asking.requests import Request, find_requests
from engine.composition.changing.asking.song import A_BIT, INSTRUMENT, PART, parts_called
from engine.composition.changing.editing import Edit, Feel, Recompose
from engine.composition.changing.places import Place, find_place
from engine.composition.changing.remarks import (
    apart,
    asks_for_same,
    asks_something,
    is_grunt,
    is_question,
    last_thought,
)
from engine.composition.changing.respelling import respelt
from engine.composition.planning.moves import MOVES
from engine.composition.score import Score
from engine.demands.words import plain_words, read_words

if TYPE_CHECKING:
    from engine.composition.changing.paraphrases import Paraphrases

__all__ = ["Said", "unclear", "understand"]

Kind = Literal["change", "command", "wish", "unclear"]


@dataclass(frozen=True)
class Said:
    """What was meant.

    Attributes
    ----------
    confidence
        Probability that it is right, 0 to 1.
    edits
        Of a change, in the order to be made.
    command
        A name in ``resources/words/commands.tsv``, such as ``"play"``.
    target
        Of saving or exporting: the format or the name that was said.
    candidates
        Where it is unclear: what could be meant, in words that are understood.
    is_doubtful
        Whether whoever knows paraphrases may know better.
    """

    kind: Kind
    confidence: float
    edits: tuple[Edit, ...] = ()
    command: str = ""
    target: str = ""
    candidates: tuple[str, ...] = ()
    is_doubtful: bool = False


_POLITE = re.compile(
    r"^(?:(?:ok(?:ay)?|well|hmm+|um+|uh+|hey|no|yes|yeah|right|alright|great|good|nice|thanks"
    r"|thank you|pls|plz|oops"
    r"|now|and|so|but|please|can you|could you|would you|will you|can we|could we|let's|lets|let us"
    r"|i want you to|i'd like you to|i would like you to|just|actually|maybe|perhaps)\b[,.!]?\s*)+"
)
_PLEASE = re.compile(
    r"[\s,]*\b(?:please|thanks|thank you|pls|plz|thx|cheers|ta|for me|now|will you|can you)"
    r"[\s.!?]*$"
)
_COMMANDS = {row["name"]: re.compile(row["pattern"]) for row in read_words("commands")}

_HERE = re.compile(
    r"\b(?:it|its|it's|this|that|these|those|the|same|instead|again|here|there|more|less|fewer"
    r"|too|rest"
    r"|version|keep|but|only|back)\b"
)
_SONG = (
    r"\b(?:an?|some|another|any)\s+(?:[a-z'-]+\s+){0,4}?(?:song|songs|piece|music|tune|track"
    r"|melody|ballad|waltz"
    r"|lullaby|march|anthem|jingle|soundtrack|symphony|theme|loop|beat|hymn"
    r"|serenade)\b(?!\s+(?:longer|shorter|higher|lower))"
    r"|\b(?:compose|write|create|generate)\b(?! (?:it|that|this|the|another))"
    r"|\bsing (?:me|us|an?)\b"
)
_TELLING = (
    r"\b(?:i feel|i'm feeling|i am feeling|i felt|i was|we were|i am|i'm|my|our|his|her|when i"
    r"|he|she|they|i miss|(?<!can )(?<!could )(?<!shall )we(?! (?:need|want|could|should|can))"
    r"|(?:make|let|help) (?:me|us) (?:feel|forget|dream|sleep|believe)"
    r"|(?:give|bring|lend) me (?!(?:an?|the|that|this|it|more|less|some|another|one|new|fewer"
    r"|back)\b)"
    r"|something|music for|a song about|music (?:that|like|to))\b"
)
_NEW_SONG, _NEW = re.compile(_SONG), re.compile(f"{_SONG}|{_TELLING}")
_NOT_NEW = re.compile(
    r"\b(?:(?:make|turn|play|do|have) (?:it|this|that)|more like|what (?:if|would)|how would"
    r"|the same|keep(?:ing)? the"
    r"|i'm (?:not (?:happy|sure)|bored)|i am not happy|when i said|i was hoping"
    r"|my (?:taste|ears?|liking))\b"
)
_REMARK = re.compile(
    r"\b(?:i (?:don't|do not|really don't|hate|dislike|love|like)|it (?:sounds|feels|is|isn't"
    r"|doesn't|could|should|needs)"
    r"|it's|that's|that is|that was|this is|not (?:quite|what|really|good|right)|what|why|how|who"
    r"|which|where"
    r"|can you|better|worse|wrong|bad|terrible|awful|boring|meh|hmm)\b"
)
_PLAYER = re.compile(rf"(?<!\ba )(?<!\ban )\b(?:{PART}|{INSTRUMENT})\b(?! of\b)")
_PLAYERS = {
    "drummer": "drums", "percussionist": "percussion", "bassist": "bass", "guitarist": "guitar",
    "pianist": "piano", "violinist": "violin", "cellist": "cello", "flautist": "flute",
    "flutist": "flute", "organist": "organ", "harpist": "harp", "trumpeter": "trumpet",
    "clarinettist": "clarinet", "saxophonist": "saxophone", "singers": "choir", "singer": "melody",
}  # fmt: skip
_WHO_PLAYS = re.compile(
    rf"\b(?:(?<!my )(?:{'|'.join(_PLAYERS)})|({PART}|{INSTRUMENT}) player)\b", re.IGNORECASE
)
_SLIPS = re.compile(r"\b([a-g](?: flat| sharp)?) miner\b", re.IGNORECASE)
"""What Whisper makes of a mode that it does not expect."""
_NOISE = plain_words("change")
"""Words that a request for a change may hold beside what it asks."""
# Probability of the likeliest meaning, by the development sets. Words that point at the song that
# is there, such as "it" and "the drums", change it at the first; "more" and the like point faintly.
_POINTED, _FAINT, _SURER, _LOOSE, _COMMANDED = 0.35, 0.5, 0.6, 0.7, 0.45
_WISHED, _WISHED_LOOSE, _WISHED_AFTER_ALL, _WISHED_NO_CHANGE = 0.5, 0.4, 0.9, 0.8
_NEVER = 1.1
_NOTHING_KNOWN = 0.9  # that words without a feeling or a demand are no wish
_GUESS = 0.45  # below it, what points at nothing is a wish
_AND = re.compile(r"\s*(?:[,;]|\b(?:and|but|then|while|whereas)\b)\s*")
_SEVERAL = 2  # pieces with a place from which on each is understood by itself
_SURE_PIECES = 0.9
_FAINTLY = re.compile(r"\b(?:more|less|fewer|too|but|only|back|there|keep|rest|again|here)\b")
_COMPARED = re.compile(
    r"\bno more\b|\b[a-z]+ than (?!this|that|it|now|before|the (?:first|last|one))"
)
_SAYING = 3  # words that have to be left beside a place to be compared without it
_MOST_LEFT = 3  # words that a change may hold beside what is understood of it


def understand(  # noqa: PLR0911 - one case a kind of answer
    text: str,
    score: Score,
    seed: int = 0,
    chosen: range | None = None,
    paraphrases: Paraphrases | None = None,
) -> Said:
    """Say what was meant by words that are said while a song is there.

    Parameters
    ----------
    score
        Of the song: its sections, parts, instruments, key, tempo and length.
    seed
        Of what a change writes anew.
    chosen
        Bars, from 0, that a change keeps to where the words name none.
    paraphrases
        Whom to ask where the grammar finds neither a change nor a command.
    """
    text = _as_played(text)
    said = _in_any_language(text, score, seed, chosen)
    if paraphrases is None or not said.is_doubtful:
        return said
    plain = " ".join(text.replace("’", "'").lower().split())
    place = find_place(plain, score)
    near = paraphrases.find(_wordings(plain, place), score)
    if near.is_wish and near.probability >= _least_wish(plain, said, score):
        return Said("wish", near.probability)
    if said.kind == "change" and not _is_loose(said.edits, plain):
        return said
    least = _least(plain, score)
    is_compared = least == _LOOSE and _COMPARED.search(plain) is not None
    if near.command and near.probability >= min(least, _COMMANDED):
        return Said("command", near.probability, command=near.command)
    if said.kind == "change":  # in doubt about a feeling of several words
        least = max(least, _SURER)
    if near.is_change and near.probability >= least and not is_compared:
        where = "" if place is None else f" {place.name}"
        phrase = f"{_degree_words(plain, near.means)}{near.means}{where}"
        edits = _surest_edits((text, phrase), score, seed, chosen)
        if edits:
            return Said("change", near.probability, edits)
    is_guess = least == _LOOSE and (near.probability < _GUESS or is_compared)
    if said.kind == "change" or (said.kind == "wish" and is_guess):
        return said  # nothing else is likelier
    usual = said.candidates or _candidates(plain, score)
    offers = tuple(dict.fromkeys([*near.others[:3], *usual]))[:5]
    return Said("unclear", near.probability, candidates=offers)


def unclear(text: str, score: Score) -> Said:
    """Say that words are not understood, and what could be meant."""
    return Said("unclear", _NOTHING_KNOWN, candidates=_candidates(text.lower(), score))


def _surest_edits(
    wordings: tuple[str, str], score: Score, seed: int, chosen: range | None
) -> tuple[Edit, ...]:
    """Give what the grammar finds in words themselves, or else in the phrase that they mean.

    That they ask for a change, the model knows better; opposites it tells apart less well.
    """
    own, meant = (find_requests(wording, score, seed, chosen).edits for wording in wordings)
    is_known = own and not any(isinstance(edit, Feel | Recompose) for edit in own)
    return own if is_known else meant


def _least(plain: str, score: Score) -> float:
    """Say how likely a change has to be, by how the words point at the song."""
    if _NEW.search(plain) is not None and not _NOT_NEW.search(plain):
        return _LOOSE
    if plain.startswith("no more "):
        return _LOOSE
    if _HERE.search(_FAINTLY.sub("", plain)) or _names_who_plays(plain, score):
        return _POINTED
    return _FAINT if _speaks_of_song(plain) else _LOOSE


def _least_wish(plain: str, said: Said, score: Score) -> float:
    if asks_something(plain) or asks_for_same(plain):
        return _NEVER
    if said.kind == "unclear":  # a remark
        return _WISHED_AFTER_ALL
    if said.kind == "change":
        return _WISHED_NO_CHANGE if _least(plain, score) == _POINTED else _WISHED
    return _WISHED_LOOSE if _least(plain, score) == _LOOSE else _WISHED


def _as_played(text: str) -> str:
    """Name what is played for who plays it, and modes as they are: "the drummer" is the drums."""
    text = _SLIPS.sub(r"\1 minor", text)
    return _WHO_PLAYS.sub(lambda found: _PLAYERS.get(found[0].lower(), found[1]), text)


def _wordings(plain: str, place: Place | None) -> list[str]:
    """Give words as they were said, and without politeness and place if enough is left."""
    if place is None:
        return [_bare(plain) or plain]
    bare = _bare(f"{plain[: place.span.start]}{plain[place.span.end :]}")
    return [_bare(plain) or plain, bare] if len(bare.split()) >= _SAYING else [_bare(plain)]


def _degree_words(plain: str, means: str) -> str:
    """Say how much of a move is asked, as the grammar understands it."""
    if means not in MOVES:
        return ""
    return "a bit " if re.search(rf"\b{A_BIT}", f"{plain} ") else ""


def _in_any_language(text: str, score: Score, seed: int, chosen: range | None) -> Said:
    """Understand English, or else what is known word for word in another language, or misspelt."""
    said = _by_grammar(text, score, seed, chosen)
    if said.kind in ("change", "command"):
        return said
    plain = text.lower()
    others = (abroad.in_english(text), last_thought(apart(plain)), respelt(apart(plain)))
    for other in others:
        if other is not None and other not in (text, plain):
            tried = _by_grammar(other, score, seed, chosen)
            if tried.kind in ("change", "command") and tried.confidence >= _SURE_PIECES:
                return tried
    return said


def _by_grammar(text: str, score: Score, seed: int, chosen: range | None) -> Said:
    said = " ".join(text.replace("’", "'").split())
    plain = said.lower()
    bare = _bare(plain)
    if (known := _at_once(plain, bare, score, seed)) is not None:
        return known
    request = find_requests(said, score, seed, chosen)
    left = _count_left(plain, request)
    names_part = _names_who_plays(plain, score) and not _NEW_SONG.search(plain)
    if request.edits and _is_change(plain, request, left, names_part=names_part):
        # every word that nothing understood may have meant something else
        sure = 0.97 if left == 0 else 0.9 - 0.1 * left
        return Said(
            "change", sure, request.edits, is_doubtful=left > 0 or _is_loose(request.edits, plain)
        )
    is_remark = _is_remark(plain) and not _NEW.search(plain)
    says_little = not bare or is_grunt(plain) or _only_names(plain, score)
    if says_little or is_remark:
        offers = _candidates(plain, score)
        is_doubtful = " " in plain and not (says_little and len(plain.split()) <= _MOST_LEFT)
        return Said("unclear", 0.7, candidates=offers, is_doubtful=is_doubtful)
    if request.edits and not _NEW.search(plain) and _speaks_of_song(plain):
        return Said("unclear", 0.5, candidates=_candidates(plain, score), is_doubtful=True)
    # one word alone has nothing to be compared by: a mood
    is_new = _NEW_SONG.search(plain) is not None or " " not in plain
    return Said("wish", 0.9 if left else 0.7, is_doubtful=not is_new)


def _at_once(plain: str, bare: str, score: Score, seed: int) -> Said | None:
    """Understand what needs no look at single words: commands, questions, several places."""
    if (command := _find_command(bare)) is not None:
        return command
    if is_question(bare):
        return Said("unclear", 0.9, candidates=_candidates(plain, score))
    return _by_pieces(plain, score, seed)


def _by_pieces(plain: str, score: Score, seed: int) -> Said | None:
    """Understand what is asked of several places: "the first half quiet and the second loud"."""
    pieces = [piece for piece in _AND.split(plain) if piece.strip()]
    if sum(find_place(piece, score) is not None for piece in pieces) < _SEVERAL:
        return None
    edits: list[Edit] = []
    for piece in pieces:
        tried = (piece, f"make {piece}") if edits else (piece,)
        found = (find_requests(wording, score, seed) for wording in tried)
        own = next((r.edits for r in found if r.edits and not _count_left(piece, r)), None)
        if own is None:
            return None
        edits += own
    return Said("change", _SURE_PIECES, tuple(dict.fromkeys(edits)))


def _bare(plain: str) -> str:
    """Leave out what only makes words polite."""
    bare = plain.strip(" .!?,;:")
    while (shorter := _PLEASE.sub("", _POLITE.sub("", bare)).strip(" .!?,;:")) != bare:
        if not shorter:
            return "" if bare in _NOISE else bare
        bare = shorter
    return bare


def _find_command(bare: str) -> Said | None:
    for name, pattern in _COMMANDS.items():
        found = pattern.fullmatch(bare)
        if found is not None:
            groups = found.groupdict()
            target = groups.get("format") or groups.get("name") or ""
            return Said("command", 0.95, command=name, target=target)
    return None


def _count_left(plain: str, request: Request) -> int:
    """Count the words that nothing understood, and that say something."""
    words = re.finditer(r"[a-z'0-9♯♭#/-]+", plain)
    return sum(
        word[0] not in _NOISE and not any(word.start() in span for span in request.spans)
        for word in words
    )


def _is_change(plain: str, request: Request, left: int, *, names_part: bool) -> bool:
    """Whether what was found is asked of the song that is there."""
    is_new = _NEW.search(plain) is not None and not _NOT_NEW.search(plain)
    if request.is_sure and left <= (_MOST_LEFT if names_part else 1):
        return True
    if is_new:
        return False
    if left == 0:
        return request.is_asked or _speaks_of_song(plain)
    return _speaks_of_song(plain) and left <= _MOST_LEFT


def _is_loose(edits: tuple[Edit, ...], plain: str) -> bool:
    """Whether words are taken for a feeling of all because nothing else knew them or their part."""
    feelings = [edit for edit in edits if isinstance(edit, Feel)]
    is_named = _PLAYER.search(plain) is not None
    return any(" " in edit.words or is_named for edit in feelings)


def _names_who_plays(plain: str, score: Score) -> bool:
    """Whether a part of the song is named as one that is there: "the drums", not "a drum"."""
    return any(
        parts_called(name[0], score)[0] & {track.role for track in score.tracks}
        for name in _PLAYER.finditer(plain)
    )


def _speaks_of_song(plain: str) -> bool:
    return _HERE.search(plain) is not None


def _is_remark(plain: str) -> bool:
    """Whether somebody judges or asks, without a wish."""
    words = re.findall(r"[a-z']+", plain)
    contents = [word for word in words if word not in _NOISE]
    if re.match(
        r"(?:it|this|that)(?:'s| is| was) (?:an?|the|my|our) (?!bit|little|tad|song|piece)", plain
    ):
        return False
    refers = re.search(r"\b(?:it|it's|this|that|that's|the (?:song|music|piece|part))\b", plain)
    if re.match(r"(?:what|why|how|who|which|where|is|are|does|did)\b", plain):
        return True
    if not contents or re.fullmatch(
        r"not (?:good|great|nice|right|bad|enough)", plain.strip(" .!")
    ):
        return True
    return bool(_REMARK.search(plain) and refers and len(contents) <= 2 * _MOST_LEFT)


def _only_names(plain: str, score: Score) -> bool:
    """Whether nothing but a part, an instrument or a place is named: "the drums"."""
    place = find_place(plain, score)
    rest = plain if place is None else plain.replace(place.name, " ")
    rest = re.sub(rf"\b(?:{PART}|{INSTRUMENT})\b", " ", rest)
    left = [word for word in re.findall(r"[a-z']+", rest) if word not in _NOISE]
    return rest != plain and not left


def _candidates(plain: str, score: Score) -> tuple[str, ...]:
    """Offer what could be meant: of the part or place that is named, or the most usual changes."""
    roles = [track.role for track in score.tracks if track.role in plain]
    offers = [offer for role in roles for offer in (f"new {role}", f"no {role}")]
    if re.search(r"\b(?:end|ending|close)\b", plain):
        offers += ["make the ending softer", "rewrite the ending"]
    if re.search(r"\b(?:begin|beginning|start|intro)\b", plain):
        offers += ["rewrite the beginning", "no intro"]
    usual = ["make it sadder", "make it happier", "slower", "louder", "another song", "undo"]
    if score.track("drums") is not None:
        usual.insert(4, "no drums")
    return tuple(dict.fromkeys([*offers, *usual]))[:5]
