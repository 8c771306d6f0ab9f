"""What a wish asks for, told apart from the state that it tells of: "I'm sad, cheer me up"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.emotion.phrase_lists import find_phrases, index_phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.emotion.tokens import Token

__all__ = ["find_states"]

_ASKS = """
i want, i need, we want, we need, give me, give us, help me, make me, let me, get me, keep me
play me, bring me, take me, i'd like, i would like, i'd love, i would love, i wanna, i wish for
calm me, cheer me, lift me, pick me, wake me, hold me, put me, slow me, talk me, set me, pump me
hype me, psych me, fire me up, snap me, drag me, pull me, soothe me, comfort me, something to
something that, music to, music that, songs to, songs that, a song to, a song that, play something
play some, give it, give my, soothe my, calm my, ease my, lift my, brighten my, take my, make it
what i need is, i just want, i just need, i only want, i only need, can you, could you, i have to
please play, help it, help us, bring it, take it, shake me, surprise me, turn it, make this, send me
carry me, move me, warm me, fill me, free me, save me, rock me, sing me, distract me, remind me
"""
_SPEAKER = "i i'm i've me my myself we we're our us im ive"
_STATE = frozenset(_SPEAKER.split())
_PHRASES = (phrase for phrase in _ASKS.replace("\n", ", ").split(", ") if phrase)
_INDEX = index_phrases({tuple(phrase.split()): True for phrase in _PHRASES})


def find_states(tokens: Sequence[Token]) -> tuple[set[int], set[int]]:
    """Find the words of the clauses that ask, and of those that tell of the speaker's state.

    Returns
    -------
    set, set
        Indices of words; both empty where the wish does not do both.
    """
    words = [token.text.lower().replace("’", "'") for token in tokens]
    heads = {found.first for found in find_phrases(words, _INDEX)}
    clauses: dict[int, list[int]] = {}
    for index, token in enumerate(tokens):
        clauses.setdefault(token.clause, []).append(index)
    asking = {clause for clause, own in clauses.items() if heads.intersection(own)}
    telling = {
        clause
        for clause, own in clauses.items()
        if clause not in asking
        and (_STATE.intersection(words[n] for n in own) or words[own[0]] in ("after", "from"))
    }
    if not asking or not telling:
        return set(), set()
    return (
        {n for clause in asking for n in clauses[clause]},
        {n for clause in telling for n in clauses[clause]},
    )
