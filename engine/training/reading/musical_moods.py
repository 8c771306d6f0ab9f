"""Where studies of music place words of mood: knowledge that ratings of bare words do not hold.

The circle of adjectives of Hevner ("Experimental Studies of the Elements of Expression in Music",
1936), the words by which Russell ("A Circumplex Model of Affect", 1980) marks his quadrants, and
the items of the Geneva scale of music's emotions (Zentner, Grandjean & Scherer, 2008).
"""

from __future__ import annotations

__all__ = ["MUSICAL_MOODS"]

_STRENGTH = 0.55  # of valence and of arousal; strong words of the norms lie there

_QUADRANTS = {
    (1, 1): """
        merry joyous joyful joy happy happiness cheerful bright humorous playful whimsical sprightly
        exhilarated soaring triumphant triumph exciting excited vigorous exalting delighted amused
        admiration amusement excitement optimism pride heroic energetic lively festive wonder amazed
        dazzled animated dancing bouncy uplifting victorious majestic
    """,
    (0.2, 1): """
        epic dramatic powerful intense mighty
    """,
    (-1, 1): """
        agitated restless tense tension alarmed angry anger afraid annoyed annoyance distressed
        irritated nervous nervousness impatient fear disgust disgusting furious fury anxious
        suspense suspenseful horror terror panic rage
    """,
    (-1, -1): """
        pathetic doleful sad sadness mournful mourning tragic melancholy melancholic gloomy heavy
        depressing depressed miserable bored droopy sorrow sorrowful grief grieving plaintive
        pleading longing yearning nostalgic remorse disappointment lonely loneliness
        heartbroken heartbreak
        bereaved despair hopeless desolate forlorn wistful lament
    """,
    (1, -1): """
        lyrical leisurely satisfying serene tranquil quiet soothing delicate graceful tender
        tenderness dreamy sentimental calm relaxed relaxing peaceful content contentment sleepy
        affectionate loving love romantic mellow sensual meditative gentle caring relief lullaby
        gratitude cozy
    """,
}

MUSICAL_MOODS: dict[str, tuple[float, float]] = {
    word: (_STRENGTH * valence, _STRENGTH * arousal)
    for (valence, arousal), words in _QUADRANTS.items()
    for word in words.split()
}
"""Valence and arousal of each word."""
