"""British and American spellings of the same word, by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["other_spellings"]

_RULES = (
    (r"^(?!scour)(\w{2,})our(s|ed|ing|ful\w*|less\w*|able|ably|ite\w*|ly|er|ers)?$", r"\1or\2"),
    (r"^(\w{2,})or(s|ed|ing|ful\w*|less\w*|able|ably|ite\w*|ly|er|ers)?$", r"\1our\2"),
    (r"^(\w{3,})is(e|es|ed|ing|ingly|er|ers|ation|ations)$", r"\1iz\2"),
    (r"^(\w{3,})iz(e|es|ed|ing|ingly|er|ers|ation|ations)$", r"\1is\2"),
    (r"^(\w+)ys(e|es|ed|ing)$", r"\1yz\2"),
    (r"^(\w+)yz(e|es|ed|ing)$", r"\1ys\2"),
    (r"^(?!timbre)(\w+[bcdgtv])re(s|ly|d)?$", r"\1er\2"),
    (r"^(?!timber)(\w+[bcdgtv])er(s|ly|d)?$", r"\1re\2"),
    (r"^(\w*[aeiou]\w+[aeiouy])ll(ed|ing|er|ers|ous\w*|en|ist|ity)$", r"\1l\2"),
    (r"^(\w*[aeiou]\w+[aeiouy])l(ed|ing|er|ers|ous\w*|ist|ity)$", r"\1ll\2"),
    (r"^(woo|ski|wi|fulfi|enro)ll(en|ful\w*|ment|s)?$", r"\1l\2"),
    (r"^(woo|ski|wi|fulfi|enro)l(en|ful\w*|ment|s)?$", r"\1ll\2"),
    (r"^(\w{3,})ogue(s|d)?$", r"\1og\2"),
    (r"^(\w{3,})og(s|d)?$", r"\1ogue\2"),
    (r"^(def|off|pret|lic)ence(\w*)$", r"\1ense\2"),
    (r"^(def|off|pret|lic)ense(\w*)$", r"\1ence\2"),
)
"""Of British to American and back; what they make counts only where it is a word."""
_PAIRS = (
    ("grey", "gray"), ("mould", "mold"), ("smoulder", "smolder"), ("plough", "plow"),
    ("sulph", "sulf"), ("cosy", "cozy"), ("cosi", "cozi"), ("sceptic", "skeptic"),
    ("pyjama", "pajama"), ("moustache", "mustache"), ("jewellery", "jewelry"), ("ageing", "aging"),
    ("manoeuvr", "maneuver"), ("anaesth", "anesth"), ("archaeo", "archeo"), ("foetal", "fetal"),
    ("foetus", "fetus"), ("aeroplane", "airplane"), ("tranquillis", "tranquiliz"),
)  # fmt: skip
"""Beginnings of single words that differ."""
_LONGEST = 24  # letters; nothing longer differs, and patterns take long on what is endless
_COMPILED = tuple((re.compile(pattern), other) for pattern, other in _RULES)


def other_spellings(word: str) -> Iterator[str]:
    """Give how a word, in lower case, may be spelt across the ocean; most of it is no word."""
    if len(word) > _LONGEST:
        return
    for pattern, other in _COMPILED:
        if pattern.match(word):
            yield pattern.sub(other, word)
    for british, american in _PAIRS:
        for one, other in ((british, american), (american, british)):
            if word.startswith(one):
                yield other + word[len(one) :]
