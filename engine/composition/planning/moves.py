"""Sadder, brighter, busier: moves in the plan that leave the tune recognisable.

The factors follow what sets the quadrants apart in labelled music: sad and calm clips have about
half the onsets, two thirds of the loudness and longer notes than happy and tense ones; mode goes
with valence (Hung et al., EMOPIA, 2021).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.composition.plan import Expression, Plan
from engine.composition.planning.constraints import TEMPOS
from engine.composition.score import Key, Mode
from engine.composition.transposing import plan_to_keys
from engine.errors import CompositionError, OptionError

__all__ = ["DEGREES", "MOVES", "Move", "find_move", "move_plan"]

# beyond them a move changes nothing more
_LIMITS = {
    "tempo": TEMPOS, "density": (0.5, 12.0), "register": (40.0, 90.0), "velocity": (20.0, 120.0),
    "articulation": (0.2, 1.0),
}  # fmt: skip

_FAINT = 0.6  # of a move up to which the mode is no more changed: "a bit sadder" stays in major

DEGREES: dict[float, str] = {1.0: "", 0.5: "a bit", 1.6: "much"}
"""How far a move goes, and how that is said."""


@dataclass(frozen=True)
class Move:
    """How each section changes.

    Attributes
    ----------
    valence, arousal, articulation
        Added.
    tempo, density, velocity
        Factors; density is counted by the beat, so that a slower piece is not a busier one.
    mode
        Of every section, or None to keep each one's.
    semitones
        By which the whole piece goes up.
    """

    valence: float = 0.0
    arousal: float = 0.0
    mode: Mode | None = None
    tempo: float = 1.0
    density: float = 1.0
    velocity: float = 1.0
    articulation: float = 0.0
    semitones: int = 0

    @classmethod
    def towards(cls, valence: float, arousal: float) -> Move:
        """Move towards a feeling, each −1 to 1, however it is called."""
        mode: Mode | None = None
        if abs(valence) > 0.2:  # a fainter one is no reason to change the mode
            mode = "major" if valence > 0 else "minor"
        # Halfway there: a change that leaves the tune shall not make another song of it.
        return cls(
            valence=0.5 * valence,
            arousal=0.5 * arousal,
            mode=mode,
            tempo=1 + 0.25 * arousal,
            density=1 + 0.35 * arousal,
            velocity=1 + 0.2 * arousal,
            articulation=-0.15 * arousal,
        )

    def by(self, degree: float) -> Move:
        """Go only so much of the way: less than 1 for "a bit", more for "much"."""
        if degree == 1:
            return self
        return Move(
            degree * self.valence,
            degree * self.arousal,
            self.mode if degree > _FAINT or self.tempo == 1 else None,
            self.tempo**degree,
            self.density**degree,
            self.velocity**degree,
            degree * self.articulation,
            round(degree * self.semitones),
        )

    @property
    def touches_notes(self) -> bool:
        """Whether the accompaniment is written anew, not only played otherwise."""
        return self.density != 1 or bool(self.valence or self.arousal)

    @property
    def name(self) -> str | None:
        """What it is asked for by, such as ``"a bit slower"``; None for a move without a name."""
        for degree, words in DEGREES.items():
            for name, known in MOVES.items():
                if known.by(degree) == self:
                    return f"{words} {name}".strip()
        return None

    def key(self, old: Key) -> Key:
        """Give the key that a key becomes."""
        return Key((old.tonic + self.semitones) % 12, self.mode or old.mode)


MOVES: dict[str, Move] = {
    "sadder": Move(-0.5, -0.3, "minor", 0.86, 0.75, 0.85, 0.1, -2),
    "happier": Move(0.5, 0.3, "major", 1.15, 1.25, 1.1, -0.1, 2),
    "brighter": Move(0.4, 0.1, "major", 1.06, 1.15, 1.08, 0.0, 2),
    "darker": Move(-0.4, 0.0, "minor", 0.96, 0.9, 1.0, 0.05, -3),
    "calmer": Move(0.15, -0.5, None, 0.8, 0.65, 0.8, 0.15),
    "more tense": Move(-0.4, 0.4, "minor", 1.12, 1.3, 1.15, -0.15),
    "more exciting": Move(0.1, 0.5, None, 1.18, 1.4, 1.15, -0.1),
    "busier": Move(arousal=0.1, density=1.6),
    "sparser": Move(arousal=-0.1, density=0.6),
    "slower": Move(tempo=0.8),
    "faster": Move(tempo=1.25),
    "louder": Move(velocity=1.25),
    "softer": Move(velocity=0.78),
    "higher": Move(semitones=4),
    "lower": Move(semitones=-4),
}
"""What a user can ask for by name."""


def find_move(name: str) -> Move:
    """Give the move of that name.

    Raises
    ------
    OptionError
        If there is none.
    """
    if name.lower() not in MOVES:
        raise OptionError(f"no move is called {name!r}", hint=f"Choose one of: {', '.join(MOVES)}.")
    return MOVES[name.lower()]


def move_plan(plan: Plan, move: Move) -> Plan:
    """Change a plan.

    Raises
    ------
    CompositionError
        If nothing changes, since the piece is already at its limit.
    """
    moved = plan_to_keys(plan, move.key)
    sections = tuple(
        replace(
            section,
            valence=_between(section.valence + move.valence, (-1, 1)),
            arousal=_between(section.arousal + move.arousal, (-1, 1)),
            expression=_move_expression(section.expression, move),
        )
        for section in moved.sections
    )
    moved = replace(moved, sections=sections)
    if moved == plan:
        raise CompositionError(
            "the piece cannot go further that way", hint="Try another change, or a new song."
        )
    return moved


def _move_expression(expression: Expression, move: Move) -> Expression:
    values = {
        "tempo": expression.tempo * move.tempo,
        "density": expression.density * move.density * move.tempo,
        "register": expression.register,
        "velocity": expression.velocity * move.velocity,
        "articulation": expression.articulation + move.articulation,
    }
    return Expression(**{name: _between(value, _LIMITS[name]) for name, value in values.items()})


def _between(value: float, limits: tuple[float, float]) -> float:
    return min(max(value, limits[0]), limits[1])
