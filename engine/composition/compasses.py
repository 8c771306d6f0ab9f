"""Where General MIDI's instruments sound well."""

from __future__ import annotations

__all__ = ["compass_of_program"]

# Written ranges of the instruments without their extremes (Adler, The Study of Orchestration).
_COMPASSES: dict[int, tuple[int, int]] = {
    8: (60, 96), 9: (72, 103), 10: (64, 98), 11: (53, 89), 12: (48, 91), 13: (65, 103),
    14: (60, 79), 15: (50, 84), 21: (53, 89), 22: (60, 89), 23: (53, 89),
    40: (56, 96), 41: (48, 84), 42: (38, 74), 43: (28, 60), 45: (43, 88), 46: (36, 96),
    47: (38, 57), 52: (48, 79), 53: (48, 82), 54: (48, 79), 56: (54, 84), 57: (40, 72),
    58: (29, 58), 59: (54, 84), 60: (43, 77), 64: (56, 87), 65: (49, 80), 66: (44, 76),
    67: (36, 69), 68: (58, 89), 69: (52, 81), 70: (36, 70), 71: (50, 88), 72: (74, 103),
    73: (60, 94), 74: (67, 96), 75: (60, 91), 77: (57, 88), 78: (72, 98), 79: (60, 84),
    104: (48, 77), 105: (48, 84), 106: (50, 79), 107: (48, 84), 108: (52, 84), 109: (55, 81),
    110: (55, 96), 111: (55, 84), 114: (52, 84), 116: (36, 60),
}  # fmt: skip
# keyboards, organs, guitars, basses; then what all voices have in common
_GROUPS: tuple[tuple[range, tuple[int, int]], ...] = (
    (range(8), (33, 100)),
    (range(16, 21), (36, 91)),
    (range(24, 32), (40, 84)),
    (range(32, 40), (28, 55)),
    (range(128), (40, 93)),
)


def compass_of_program(program: int) -> tuple[int, int]:
    """Give the lowest and the highest pitch at which an instrument sounds well."""
    if program in _COMPASSES:
        return _COMPASSES[program]
    return next(compass for programs, compass in _GROUPS if program in programs)
