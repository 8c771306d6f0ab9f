"""From a tune and chords to everything that is played.

Read `arrangement` first: section by section, `texture` chooses how `figures` break the chords and
what the `bass` does, `accompaniment` writes them, `tension` darkens them, `drums` join in and
`dynamics` gives notes their loudness and length. What was demanded of the setting is done
afterwards, by `orchestration`.
"""
