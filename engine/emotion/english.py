"""Words that steer feeling without having any: general knowledge of English, as data.

Nothing here says what a word feels like; that is learned (`engine.emotion.word_affect`).
"""

from __future__ import annotations

__all__ = [
    "CONTRASTS",
    "FILLERS",
    "FUNCTION_WORDS",
    "INTENSITIES",
    "NEGATORS",
    "ORDER_MARKS",
    "REPAIRS",
    "REQUEST_WORDS",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """Split at commas and line ends, then into words."""
    phrases = text.replace("\n", ",").split(",")
    return tuple(tuple(phrase.split()) for phrase in phrases if phrase.strip())


FILLERS = _words("""
    um umm uh uhh uhm er erm ehm hmm hm mm mhm ah oh eh huh well okay ok yeah yes so
""")

FUNCTION_WORDS = _words("""
    a an the this that these those such same other another each every either both all any some few
    many much more most less least several enough own
    i me my mine myself you your yours yourself he him his himself she her hers herself it its
    itself
    we us our ours ourselves they them their theirs themselves one ones
    who whom whose which what where when why how whoever whatever whenever wherever
    someone somebody something somewhere anyone anybody anything anywhere everyone everybody
    everything everywhere thing things stuff
    am is are was were be been being do does did done doing have has had having
    will would shall should can could may might must ought gonna wanna gotta
    and or nor but if then than because as until while of at by for with about against between into
    through during before after above below to from up down in out on off over under again further
    once upon onto within along across behind beyond near around toward towards among amid per via
    here there now just also too only even still yet already ever perhaps maybe quite rather
    please hello hi hey thanks thank
    zero two three four five six seven eight nine ten eleven twelve hundred thousand million
    first second third next last
    get gets got getting go goes going went gone come comes coming came let lets
""")

REQUEST_WORDS = _words("""
    want wants wanted wish wishes need needs like likes would make makes making made give gives
    play plays playing create compose write generate hear listen
    music musical song songs piece pieces tune tunes melody melodies track tracks soundtrack
    composition theme score sound sounds sounding version style kind type sort way
    feel feels feeling feelings felt emotion emotions mood moods vibe vibes atmosphere
    start starts starting begin begins beginning end ends ending finish become becomes
    turn turns turning fade fades fading
    piano guitar violin cello strings orchestra band instrument instruments
    sec secs minute minutes seconds
""")
"""What every wish for music says, whatever it feels like."""

NEGATORS = _words("""
    not no never neither nor none nobody nothing nowhere without cannot cant dont doesnt didnt isnt
    arent wasnt werent wont wouldnt shouldnt couldnt aint hasnt havent hardly scarcely
    avoid skip minus
""")

INTENSITIES: dict[tuple[str, ...], float] = {
    **dict.fromkeys(
        _phrases("""
            very, really, extremely, incredibly, tremendously, deeply, totally, utterly, absolutely
            completely, terribly, awfully, insanely, super, highly, intensely, profoundly, so, too
            truly, overwhelmingly, unbearably
        """),
        1.4,
    ),
    **dict.fromkeys(
        _phrases("""
            slightly, somewhat, mildly, barely, faintly, vaguely, a bit, a little, a touch, a tad
            a hint of, a touch of, a bit of, kind of, sort of, fairly, rather
        """),
        0.5,
    ),
}
"""How much more or less than the bare word; a small intensity never turns a feeling round."""

CONTRASTS = _phrases("""
    but also, but then also, but, and also, as well as, mixed with, together with, combined with
    yet also, although, though, however, blended with, and at the same time, at the same time
""")
"""Marks between feelings that sound together."""

ORDER_MARKS = _phrases("""
    but then, and then, then, and later, later, after that, and finally, finally, eventually
    and end, and ends, and ending, ending, until, before it, fades into, fading into, fade into
    fade to, turns into, turning into, turn into, turns to, turning to, becoming, becomes
    growing into, grows into, grow into, moves to, moving to, changes to, changes into, into
""")
"""Marks between feelings that follow one another."""

REPAIRS = _phrases("""
    no wait, wait no, no no, no sorry, sorry no, i mean, scratch that, make that, or rather
    no actually, actually no, wait actually
""")
"""Marks after which what was just said is taken back."""
