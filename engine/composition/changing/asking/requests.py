"""Finds what words ask of a song that is there, each finder its own kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from engine.composition.changing.asking import anew, form, measures, moving, parts
from engine.composition.changing.asking.song import Found, Song
from engine.composition.changing.editing import Edit
from engine.composition.changing.places import Place, find_place
from engine.composition.score import Score
from engine.demands.demand import Span
from engine.demands.parser import find_demands

__all__ = ["Request", "find_requests"]

_FINDERS: Sequence[Callable[[Song], Iterator[Found]]] = (
    form.find_orders, measures.find_times, measures.find_lengths, measures.find_steps,
    measures.find_clicks, measures.find_keys, parts.find_swaps, anew.find_parts_anew,
    anew.find_place_anew,
    moving.find_phrases, moving.find_balance, moving.find_levels, parts.find_out, parts.find_in,
    parts.find_instrument,
    measures.find_styles, moving.find_qualities, moving.find_comparatives,
    measures.find_measures, parts.find_with, parts.find_alone, anew.find_another,
    anew.find_place_alone, moving.find_feelings,
)  # fmt: skip
"""The particular ones first: what one has found no other takes."""


@dataclass(frozen=True)
class Request:
    """All that was found.

    Attributes
    ----------
    edits
        In the order said.
    spans
        The characters that said it.
    is_sure, is_asked
        As of some `Found`.
    """

    edits: tuple[Edit, ...] = ()
    spans: tuple[Span, ...] = ()
    is_sure: bool = False
    is_asked: bool = False


def find_requests(said: str, score: Score, seed: int, chosen: range | None = None) -> Request:
    """Find all that words ask of a song.

    Parameters
    ----------
    seed
        Of what is to be written anew.
    chosen
        Bars, from 0, that are meant where the words name none.
    """
    plain = said.lower()
    place = find_place(plain, score)
    if place is None and chosen is not None:
        place = Place(chosen, Span(0, 0))
    song = Song(plain, score, place, seed, find_demands(said))
    kept: list[Found] = []
    for finder in _FINDERS:
        for found in finder(song):
            if not any(found.span.touches(other.span) for other in kept):
                kept.append(found)
    kept.sort(key=lambda found: found.span)
    spans = [found.span for found in kept]
    if song.place is not None and kept:
        spans.append(song.place.span)
    return Request(
        tuple(dict.fromkeys(edit for found in kept for edit in found.edits)),
        tuple(sorted(spans)),
        is_sure=any(found.is_sure for found in kept),
        is_asked=any(found.is_asked for found in kept),
    )
