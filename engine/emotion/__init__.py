"""From words to what they feel like.

Conventions: valence and arousal go from −1 to 1; a quadrant is one of four corners of that plane, a
feeling one of the 32 names of `feelings`. Words are counted from 0, and stretches of them include
their last.

Read `reading` first, the value that is made, then `reader`, the whole way. `language` says what was
said: words (`word_finding`, `tokens`), what steers them (`english`, `idioms`, `wishing`), how other
languages and spellings say it (`foreign`, `variants`, `speller`). `boundaries`, `clauses` and
`portions` cut it. `felt` places each word by `word_affect`, `completing` adds what they do not say
alone, `whole` joins words with what `sentence_affect` finds in `sentences` and `scenes`;
`occasions` and `learned_moods` know what is felt by custom. `sureness` says how likely all of it
is, `voiced` lets the voice count, `refusal` says why nothing was read. `music_vectors` is the
labelled music that planning asks, measured by `music_features`.
"""
