"""What counts as a word: letters, an emoji, and words of scripts that write without spaces."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.emotion.foreign import foreign_words

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Word", "find_words", "name_emoji"]

_EMOJI = "\u2600-\u27bf\U0001f300-\U0001faff"
_WORD = re.compile(
    rf"[^\W\d_]+(?:['’][^\W\d_]+)*|([{_EMOJI}])[\ufe0f\u200d\U0001f3fb-\U0001f3ff]*\1*"
)
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_LONGEST = 8  # characters of a word without spaces

_PICTURE = """
    face faces with sign symbol eyes mouth hand hands person man woman heavy black white big open
    closed medium small of and the a red orange yellow green blue brown purple musical note notes
    multiple score squared button selector skin tone object cat over up down right left pointing
    backhand index half tightly looking loudly slightly on from no
"""
_NO_MOOD = frozenset(_PICTURE.split())
"""Words in the names of emoji that describe the picture alone."""

_MEANT = {
    name: meaning
    for line in """
    laughing: 😂 🤣 😹 😆
    happy: 🙂 😊 ☺ 😀 😃 😄 😁
    sad: 🙁 ☹ 😞 😔 🥀 😥 😿
    bittersweet: 🥲
    pleading: 🥺
    exciting: 🔥 ⚡ 🚀 🤩 💥
    magical: ✨ 🌟 💫 🪄 🦄
    love: ❤ ♥ 💕 💖 💗 💘 💝 💞 💓 😍 🥰 😘 💑 💏 🧡 💛 💚 💙 💜 🤍 🫶 💌
    heartbroken: 💔
    melancholy: 🖤 🍂 🍁
    grief: ⚰ 🪦 ⚱
    grateful: 🙏
    triumphant: 🏆 🥇 👑 🏅 💪
    celebration: 🎉 🎊 🥳 🎂 🎈 🍾 🥂 🎁
    dancing: 💃 🕺 🪩
    cool: 😎
    angry: 😤 😠 😡 🤬 👿 💢 👊
    fear: 😱 😨 😰 🫣
    nervous: 😬 😓 😟 😧 😖 😣 😩 😫
    spooky: 👻 🎃 🕷 🕸 🧟 🧛
    sinister: 😈 💀 ☠ 🔪 🐍
    astonished: 🤯 😲 😮 😯
    disgusting: 🤢 🤮 💩
    sleepy: 😴 💤 🥱 😪 🛌
    calm: 😌 🧘 🍵 🌿 🌊 🕯 🛁 🌅 🌾
    peaceful: 🕊 ☮
    dreamy: 🌙 🌌 ☁ 🌛 🌜
    hopeful: 🌈 🌱 🌤
    sunny: ☀ 🌞 🌻 🏖 🌴
    rain: 🌧 ☔
    storm: ⛈ 🌩 🌪
    lonely: 😶 🏚
    annoyed: 🙄 😒 😑 😾
    playful: 😜 😝 🤪 😛 🤡 🐒 😺
    flirty: 😏 😉
    tender: 🤗 🫂 🌸 🌷 🧸 🐣
    proud: 🫡
    confused: 😕 🤔 🙃
    solemn: ⛪ 🕍 🛐 ✝
    """.strip().splitlines()
    for meaning, _, names in (line.strip().partition(": "),)
    for name in names.split()
}
"""What people mean by emoji whose name says something else, or too little."""


@dataclass(frozen=True)
class Word:
    """A word of a text at characters ``start`` to ``end``.

    Attributes
    ----------
    meaning
        What an emoji stands for; None for a word that is written out.
    """

    text: str
    start: int
    end: int
    meaning: str | None = None


def find_words(text: str) -> Iterator[Word]:
    """Find the words of a text, in order."""
    for match in _WORD.finditer(text):
        if match[1]:
            yield Word(match[0], match.start(), match.end(), name_emoji(match[1]))
        elif _DENSE.search(match[0]):
            yield from _split_dense(match[0], match.start())
        else:
            yield Word(match[0], match.start(), match.end())


def name_emoji(emoji: str) -> str:
    """Say in plain words what an emoji stands for; empty for mere pictures of music."""
    if emoji in _MEANT:
        return _MEANT[emoji]
    words = re.findall(r"[a-z]+", unicodedata.name(emoji, "").lower())
    return " ".join(word for word in words if word not in _NO_MOOD)


@functools.cache
def _dense_words() -> frozenset[str]:
    return frozenset(word for word in foreign_words() if _DENSE.search(word))


def _split_dense(run: str, offset: int) -> Iterator[Word]:
    """Split letters without spaces at the words of the dictionary, the longest at each place."""
    first = place = 0
    while place < len(run):
        lengths = range(min(_LONGEST, len(run) - place), 0, -1)
        length = next((n for n in lengths if run[place : place + n] in _dense_words()), 0)
        if length and first < place:
            yield Word(run[first:place], offset + first, offset + place)
        if length:
            yield Word(run[place : place + length], offset + place, offset + place + length)
        place += length or 1
        first = place if length else first
    if first < place:
        yield Word(run[first:], offset + first, offset + len(run))
