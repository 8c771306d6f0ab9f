"""From somebody's humming to a tune that a song can be written to.

Read in this order: `tune` is the whole way; `pitch_course` follows the voice, `note_finding` writes
down its notes, `telling_apart` refuses what is no tune, `barring` finds the bars, and `ending`
notices, while it is recorded, that somebody has ended.
"""
