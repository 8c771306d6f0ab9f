"""Words that steer feeling without having any: general knowledge of English, as data.

Nothing here says what a word feels like; that is learned (`engine.emotion.word_affect`).
"""

from __future__ import annotations

__all__ = [
    "AFFIRMATIONS",
    "COMPARED",
    "CONTRASTS",
    "ENDED",
    "ENDINGS",
    "FILLERS",
    "FUNCTION_WORDS",
    "INTENSITIES",
    "INTERJECTIONS",
    "JOINTS",
    "LAYERS",
    "MISHAPS",
    "NEGATIONS",
    "NEGATORS",
    "OPENINGS",
    "ORDER_MARKS",
    "PADDING",
    "PASSING",
    "REPAIRS",
    "REQUEST_WORDS",
    "SECTIONS",
    "TWO_SIDED",
    "WITHIN",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """Split at commas and line ends, then into words."""
    phrases = text.replace("\n", ",").split(",")
    return tuple(tuple(phrase.split()) for phrase in phrases if phrase.strip())


FILLERS = _words("""
    um umm uh uhh uhm er erm ehm hmm hm mm mhm ah oh eh huh well okay ok yeah yes so
    basically right anyway actually honestly literally
""")

PADDING = _phrases("""
    would love, would really love, would like, would really like, love to hear, love to have
    dunno, full of, filled with, a sense of
    you know, i guess, i think, i suppose, let me think, let me see, as i said, and so on, at all
    you see, what i want is, what i mean is, and all that, or something, or whatever
""")
"""Phrases that only fill time."""

INTERJECTIONS = _words("no sorry wait nope")
"""Words that take back what was said when they stand by themselves."""

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
    today tonight tomorrow yesterday now later day days time times whole entire
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
    convey conveys conveying express expresses expressing evoke evokes evoking capture captures
    capturing describe describes describing portray portrays suggest suggests reflect reflects
    remind reminds reminding sense full filled performance recording playlist album lyrics
""")
"""What every wish for music says, whatever it feels like."""

NEGATORS = _words("""
    not no never neither nor none nobody nothing nowhere without cannot cant dont doesnt didnt isnt
    arent wasnt werent wont wouldnt shouldnt couldnt aint hasnt havent hadnt hardly scarcely
    avoid skip minus
""")

NEGATIONS = _phrases("""
    anything but, far from, rather than, instead of, free of, free from, no longer, get rid of
    leave out, tired of, enough of, stay away from, keep away from, not in the least, less, stop
    make me forget, let me forget, help me forget, forget about, take my mind off, get my mind off
    keep my mind off, get me out of, take me out of, drag me out of, pull me out of, snap me out of
    bring me out of, shake off, shake me out of, take away, chase away, drive away, wash away
    drown out, a break from, rest from, escape from, relief from, recover from, let go of
    letting go of, distract me from, cure for, antidote to, antidote for, music against
    something against, songs against, ease my, ease this, ease the, get over, away with, without any
    had it with, done with, fed up with, sick and tired of, no more, used to
""")
"""Phrases that deny what follows."""

ENDED = _phrases("""
    is over, are over, was over, is finally over, are finally over, is all over, has passed
    have passed, has stopped, have stopped, has ended, is gone, are gone, is behind me, is behind us
    are behind me, are behind us, has gone away, went away, have dried, is no more, is past
    has faded, have faded, has lifted, have lifted, go away, goes away, to stop, to go away
""")
"""Phrases that deny what was just said: "the storm is over"."""

COMPARED = _phrases("""
    couldnt be, could not be, couldnt feel, could not feel, couldnt have been, could not have been
    cannot get any, cannot be any, not get any, couldnt get any, could not get any, never been
    never felt, never seen anything, nothing is, couldnt have felt
""")
"""Phrases that deny nothing where something compared follows: "couldn't be happier"."""

AFFIRMATIONS = _phrases("""
    not only, not just, nothing but, no doubt, without doubt, without a doubt, cannot help, never so
    never been so, never been more, never felt so, never felt more, why not, no matter
    not to mention
    cannot stop, none other than, couldnt stop, could not stop, not stop, never stop, never stops
    couldnt help, could not help, not help but, cannot get enough, never forget, not forget
    cannot hold back, couldnt hold back, cannot believe, couldnt believe, cannot wait, never a dull
    not say no to, never say no to, not mind, could use, no better, not to forget
    am used to, im used to, get used to, getting used to, got used to
""")
"""Phrases with a negator that deny nothing."""

INTENSITIES: dict[tuple[str, ...], float] = {
    **dict.fromkeys(
        _phrases("""
            very, really, extremely, incredibly, tremendously, deeply, totally, utterly, absolutely
            completely, terribly, awfully, insanely, super, highly, intensely, profoundly, so, too
            truly, overwhelmingly, unbearably, ever so, pure, sheer, utter, absolute, total, utmost
        """),
        1.4,
    ),
    **dict.fromkeys(
        _phrases("""
            slightly, somewhat, mildly, barely, faintly, vaguely, a bit, a little, a touch, a tad
            a hint of, a touch of, a bit of, ever so slightly, a little bit, just a little, kinda
            sorta, a little bit of, a trace of, kind of, sort of, fairly, rather
        """),
        0.5,
    ),
}
"""How much more or less than the bare word; a small intensity never turns a feeling round."""

CONTRASTS = _phrases("""
    but also, but then also, but, and also, as well as, mixed with, together with, combined with
    yet also, although, though, however, blended with, and at the same time, at the same time
    yet, half, together, plus, along with, in spite of, despite
    tinged with, tinged by, laced with, poisoned by, stained with, stained by, haunted by, marred by
    shot through with, tempered by, tempered with, underscored by, hiding, masking
    concealing, disguised as, edged with, veiled in, coloured by, colored by, shadowed by
    overshadowed by, punctuated by, interspersed with, alternating with, alternates with, offset by
    balanced by, balanced with, rising from, emerging from, rising out of, coming out of, laden with
    born from, born of, infused with, steeped in, sprinkled with, streaked with, undercut by
    contrasted with, set against, versus, vs, clashing with, on top of, crossed with
    intertwined with
""")
"""Marks between feelings that sound together."""

_TURNS = _phrases("""
    turn, change, fade, shift, move, morph, melt, dissolve, slide, sink, slip, descend, rise, climb
    grow, build, swell, burst, explode, erupt, collapse, drift, ease, settle, soften, lead, evolve
    transform, develop, transition, progress, escalate, resolve, cool, mellow, quieten, spiral, tip
    segue, blossom, bloom, crumble, tumble, wither, warm, darken, brighten, open, sour, curdle
    spill, dwindle, calm, wind, die
""")
_WAYS = _phrases("""
    to, into, out into, up to, up into, down to, down into, over into, off into
""")


def _bend(verb: str) -> tuple[str, str, str]:
    """Give a verb as it is, of others, and going on: fade, fades, fading."""
    stem = {"die": "dy", "slip": "slipp", "tip": "tipp"}.get(verb, verb.removesuffix("e"))
    return verb, f"{verb}{'es' if verb.endswith(('x', 'sh')) else 's'}", f"{stem}ing"


_TURNINGS = tuple((form, *way) for verb, *_ in _TURNS for form in _bend(verb) for way in _WAYS)
"""What leads from one feeling to the next, whichever verb says how: "slides down into"."""

ORDER_MARKS = _TURNINGS + _phrases("""
    but then, and then, then, and later, later, after that, and finally, finally, eventually
    and end, and ends, and ending, ending, until, before it, fades into, fading into, fade into
    fade to, turns into, turning into, turn into, turns to, turning to, becoming, becomes
    growing into, grows into, grow into, moves to, moving to, changes to, changes into, into
    finish, finishes, finishing, and finish, end, ends, ending, before, afterwards, and afterwards
    suddenly, and suddenly, followed by, leading to, leads to, giving way to, gives way to, become
    give way to, dissolves into, dissolving into, evolves into, evolving into, next, till
    to finally
    but after, all of a sudden, and all of a sudden, out of nowhere, when suddenly, only to
    before turning, before becoming, before exploding, before collapsing, which becomes
    that becomes, that turns to, gradually becoming, slowly becoming, shifts to, shifting to
    transitions to, drops to, escalates to, resolves to, resolving to, softens to, settles to
    culminating in, culminates in, ends in, ending in, ends with, ending with, and ends with
    closing with, closes with, but ends, but the end, but the ending, winds down to
    dies down to, quietens to, cools to
    builds to, builds up to, building to, building up to, ends up, end up, ending up
    slowly turn, slowly turns, slowly turning, gradually turn, gradually turns, gradually turning
    that turn, that turns, which turns, suddenly turns, and turns, closes in, closes on, closing on
    and closes, and finishes, and becomes, grows to, growing to, swells to, swells into, melts into
    melting into, explodes into, bursts into, bursting into, exploding into, collapses into
    collapsing into, ends on, ends at, and ends on, and ends at, ends under, winds up
    closes like, closing like, and closes like
    interrupted by, disturbed by, shattered by, broken by, cut short by, spoilt by, spoiled by
    ruined by, swept away by, replaced by, overtaken by, swallowed by, drowned by, and now, but now
    only later, years later, hours later, days later, minutes later, moments later, the next moment
    the moment, as soon as, and in the end, but in the end, once, whereupon, and at last, at which
    and turning, and turn, giving place to, gives place to, making way for, makes way for
    make way for, yields to, yielding to, ends in the, then suddenly, only for, and after that
    and afterwards, finally giving way to, before giving way to, before turning into
    before fading to
""")
"""Marks between feelings that follow one another."""

ENDINGS = _phrases("""
    at the end, by the end, in the end, towards the end, at last, later on, at the finish
""")
"""Marks beside the last of feelings that follow one another, before or after it."""

TWO_SIDED = {
    "bittersweet": ("melancholy", "joy"),
    "tragicomic": ("melancholy", "playfulness"),
    "tragicomedy": ("melancholy", "playfulness"),
    "grotesque": ("disgust", "playfulness"),
    "lovesick": ("longing", "love"),
}
"""Words that name two feelings at once, the first a little before the second."""

WITHIN = _words("at in on through over amid amidst among under behind past inside during")
"""What may stand between a feeling and its opposite round about."""

LAYERS = _words("""
    melody tune lyrics words beat beats rhythm rhythms groove bass bassline harmony harmonies chords
    voice voices vocals singing music strings drums piano guitar accompaniment backing surface
    underneath outside inside beneath below above top tempo text story sound face smile heart
""")
"""What sounds or is at the same time: where each has a feeling of its own, there are two."""

SECTIONS = _words("""
    verse verses chorus choruses refrain intro introduction bridge drop outro ending finale coda
    build-up buildup breakdown interlude beginning opening prelude climax hook
""")
"""What comes one after the other."""

PASSING = _phrases("""
    wears off, wear off, wore off, drains away, drained away, passes, passed, fades away, faded away
    dies away, died away, dies down, died down, ebbs, ebbs away, subsides, subsided, blows over
    lifts, lifted, clears, evaporates, melts away, slips away, runs out, winds down, burns out
    burns off, fades, faded, vanishes, vanished, disappears, disappeared, stops
    comes to an end, came to an end, breaks off, goes quiet, gave way, gives way, went away
""")
"""Marks in a clause of what is over when the next begins: "the thrill wears off and I'm empty"."""

MISHAPS = _phrases("""
    goes wrong, go wrong, went wrong, gone wrong, goes horribly wrong, goes terribly wrong
    goes badly wrong, turns sour, turned sour, turns ugly, turned ugly, turns nasty, turned nasty
    turns deadly, turned deadly, turns violent, turned violent, turns dark, turns tragic
    turned tragic, goes up in flames, comes crashing down
""")
"""What begins something new and says what it feels like: "a party that goes wrong"."""

OPENINGS = _phrases("""
    at first, first, at the start, at the beginning, in the beginning, to begin with, start, starts
    starting, start out, starts out, begin, begins, beginning, to start with, initially
    opens in, opens on, opens with, opens at, opening in, opening on, opening with, opening at
    opens like, opening like
""")
"""Marks beside the first of feelings that follow one another."""

JOINTS = _phrases("""
    and, with, while, or, like, underneath, under, beneath, when, whereas
    i want, i need, i just want, i just need, help me, make me, give me, let me, get me
""")
"""Words at which one feeling may end and another begin."""

REPAIRS = _phrases("""
    no wait, wait no, no no, no sorry, sorry no, i mean, scratch that, make that, or rather
    no actually, actually no, wait actually, i meant, no i mean, no i meant, sorry i mean
    sorry i meant, actually make that, actually no make that, no make that, on second thought
    on second thoughts, let me rephrase, no scratch that
""")
"""Marks after which what was just said is taken back."""
