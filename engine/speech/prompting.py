"""What Whisper is told stood before: a text that makes the words of a wish likelier."""

from __future__ import annotations

from collections.abc import Callable, Iterable

__all__ = ["write_prompt"]

_WISHES = {
    "en": "A wish for music in three-four time, in D minor or C major, happy, angry, sad or calm",
    "de": "Ein Wunsch: Musik im Dreivierteltakt, in d-Moll oder C-Dur, fröhlich, wütend, traurig "
    "oder ruhig, Klavier, Geige, Chor",
    "es": "Un deseo: música en re menor o do mayor, alegre, furiosa, triste o tranquila, piano, "
    "violín, coro",
    "fr": "Un souhait : musique en ré mineur ou do majeur, joyeuse, furieuse, triste ou calme, "
    "piano, violon, chœur",
    "it": "Un desiderio: musica in re minore o do maggiore, allegra, furiosa, triste o calma, "
    "piano, violino, coro",
    "pt": "Um desejo: música em ré menor ou dó maior, alegre, furiosa, triste ou calma, piano, "
    "violino, coro",
}
"""What any wish would say: metre, key, a feeling of each quadrant."""

_RARE = 3  # pieces from which on a word is put together, and easily from others


def write_prompt(language: str, names: Iterable[str], n_pieces: Callable[[str], int]) -> str:
    """Say what a wish may be about; the names that Whisper has to spell are added.

    Whatever it has a token for it knows well; but "lullaby" comes in three pieces, and was heard
    as "love I am".

    Parameters
    ----------
    language
        Code of one of `engine.options.LANGUAGES`.
    names
        English ones, such as those of styles.
    n_pieces
        Into how many tokens Whisper cuts a word.
    """
    spelt = [name for name in names if name.isalpha() and n_pieces(name) >= _RARE]
    if language != "en" or not spelt:
        return f"{_WISHES[language]}."
    return f"{_WISHES[language]}: {', '.join(spelt)}."
