"""Finds another order of a song's parts: "the middle twice", "swap the verse and the chorus"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.composition.changing.asking.song import Found, Song
from engine.composition.changing.places import Place, find_places
from engine.composition.changing.rearranging import Rearrange
from engine.composition.score import Score
from engine.demands.demand import Span

__all__ = ["find_orders"]

_AGAIN = r"(?:again|twice|once more|one more time|two times|back|another time|a second time)"
_AT_END = (
    r"(?:(?:right )?(?:at|before|near|towards|to) the (?:very )?(?:end|ending|close)"
    r"|to (?:finish|close|end|round (?:it|things) off)(?: with)?|as (?:an|the) ending)"
)
_REPEAT = re.compile(
    r"\b(?:(?:add|insert|put in|write|give me)\s+(?:yet\s+)?(?:another|an(?:other)? extra"
    r"|an additional|one more)"
    r"|(?:one|two|three) more|copy|repeat|reprise|recall|replay|loop|double|bring back|(?:go"
    r"|come|return|get) back to"
    r"|return to)\s+$"
)
_BACK = re.compile(r"\b(?:back|return|finish with|end with|close with)\b")
_DO = re.compile(
    r"\b(?:play|do|have|hear|run|use|put|bring|let|want|like|sing|finish with|end with|close with)"
    r"(?: to hear| me hear| us hear)?\s+$|^\s*$"
)
_LATE = re.compile(
    r"\s+(?:(?:should|could|must|can|has to|ought to)\s+)?(?:(?:come|return|appear|be played"
    rf"|be repeated|repeat)s?\s+)?(?:in\s+)?(?:{_AGAIN}|(?P<thrice>three times|thrice))?"
    rf"(?:\s*,?\s*(?P<end>{_AT_END}))?"
)
_SWAP = re.compile(
    r"\b(?:swap|switch|exchange|flip|trade|reverse|turn)(?: round| around)?(?: the order of)?\s+$"
)
_BOTH = re.compile(
    r"\b(?:swap|switch|exchange|flip|trade|reverse)(?: round| around)?(?: the order of)?"
    r"\s+(?:the\s+)?(?:two|first two|both)?\s*(?P<what>parts|sections|verses|themes|halves)\b"
    r"(?:\s+(?:a?round|over))?"
)
_TO = re.compile(r"(?:with|to|from|for|of)\s+")  # what a place takes in of the words before it
_FIRST = re.compile(
    r"\s+(?P<goes>(?:should |could |must |can |has to )?(?:come|go|be|play) )?"
    r"(?:first|at the (?:very )?(?:start|beginning|front)|in front)\b"
)
_MOVE = re.compile(r"\b(?:put|move|play|take|have|bring)\s+$")
_BEGIN = re.compile(r"\b(?:start|begin|open)(?: off)? with\s+$")


def find_orders(song: Song) -> Iterator[Found]:
    """Find what comes twice, comes back, comes first, or changes places."""
    for both in _BOTH.finditer(song.plain):
        pair = _two_parts(song.score, both["what"])
        if pair is not None:
            yield Found((_swapped(*pair, song.score),), Span(*both.span()), is_sure=True)
    places = find_places(song.plain, song.score)
    if len(places) > 1 and (found := _find_swap(song, *places[:2])) is not None:
        yield found
        return
    for place in places:
        bars = _whole_sections(place, song.score)
        taken = _TO.match(place.name)
        start = place.span.start + (taken.end() if taken is not None else 0)
        before, after = song.plain[:start], song.plain[place.span.end :]
        if (found := _find_move(song.score, place, bars, before, after)) is not None:
            yield found
            return
        if (found := _find_repeat(song.score, place, bars, before, after)) is not None:
            yield found
            return


def _find_swap(song: Song, first: Place, second: Place) -> Found | None:
    between = song.plain[first.span.end : second.span.start]
    verb = _SWAP.search(song.plain[: first.span.start])
    if verb is None or not re.fullmatch(r"\s*(?:and|with|for|&)\s*(?:the\s+)?", between):
        return None
    bars = sorted(
        (_whole_sections(place, song.score) for place in (first, second)),
        key=lambda stretch: stretch.start,
    )
    if bars[0].stop > bars[1].start:
        return None
    edit = _swapped(bars[0], bars[1], song.score)
    return Found((edit,), Span(verb.start(), second.span.end), is_sure=True)


def _find_move(score: Score, place: Place, bars: range, before: str, after: str) -> Found | None:
    begin, verb, late = _BEGIN.search(before), _MOVE.search(before), _FIRST.match(after)
    goes = late is not None and late["goes"]
    if begin is None and (late is None or not (verb or goes)):
        return None
    rest = (range(bars.start), range(bars.stop, score.n_bars))
    start = (
        begin.start()
        if begin is not None
        else verb.start()
        if verb is not None
        else place.span.start
    )
    end = place.span.end + (late.end() if late is not None else 0)
    return Found((_in_order(bars, *rest),), Span(start, end), is_sure=True) if bars.start else None


def _find_repeat(score: Score, place: Place, bars: range, before: str, after: str) -> Found | None:
    verb, late = _REPEAT.search(before), _LATE.match(after)
    said = "" if late is None else late[0].strip()
    if verb is None:
        verb = _DO.search(before)
        if verb is None or not re.search(rf"\b(?:{_AGAIN}|thrice|three times)\b", said):
            return None
    edge = _ending(score)
    is_late = late is not None and late["end"] is not None
    # what stands at the end already comes twice there
    goes_last = bars.stop <= edge and (is_late or _BACK.search(verb[0]) is not None)
    is_thrice = late is not None and late["thrice"] is not None
    again = [bars] * (2 if is_thrice or verb[0].startswith("two") else 1)
    at = edge if goes_last else bars.stop
    edit = _in_order(range(at), *again, range(at, score.n_bars))
    return Found((edit,), Span(verb.start(), place.span.end + len(said) + 1), is_sure=True)


def _in_order(*stretches: range) -> Rearrange:
    return Rearrange(tuple(stretch for stretch in stretches if stretch))


def _swapped(first: range, second: range, score: Score) -> Rearrange:
    return _in_order(
        range(first.start), second, range(first.stop, second.start), first,
        range(second.stop, score.n_bars),
    )  # fmt: skip


def _ending(score: Score) -> int:
    """Give the bar before which what comes back at the end is put."""
    last = score.sections[-1]
    return last.first_bar if last.name == "ending" else score.n_bars


def _two_parts(score: Score, what: str) -> tuple[range, range] | None:
    """Give the first two parts that differ, or the halves of a song."""
    themes = [s for s in score.sections if s.name not in ("introduction", "ending")]
    if what == "halves" or len(themes) < 2:
        middle = score.n_bars // 2
        return (range(middle), range(middle, score.n_bars)) if middle else None
    first = themes[0]
    second = next((s for s in themes[1:] if s.name != first.name), themes[1])
    pair = (range(s.first_bar, s.first_bar + s.n_bars) for s in (first, second))
    return next(pair), next(pair)


def _whole_sections(place: Place, score: Score) -> range:
    """Take whole sections for a place, unless its bars are numbered."""
    if re.search(r"\b(?:bars?|measures?|half)\b", place.name):
        return place.bars
    spans = [range(s.first_bar, s.first_bar + s.n_bars) for s in score.sections]

    def shared(span: range) -> int:
        return len(range(max(span.start, place.bars.start), min(span.stop, place.bars.stop)))

    inside = [span for span in spans if 2 * shared(span) > len(span)]
    if not inside:
        inside = [max(spans, key=shared)]
    return range(inside[0].start, inside[-1].stop)
