"""How the models that read a wish are made.

`word_vectors` and `word_norms` are the ground, `word_affect` places words on it;
`sentence_examples` and `tuned_encoder` are `sentence_affect`'s; `music_vectors` and `open_vectors`
place clips, by `music_cues` and `mood_tags`; `learning` is what a user teaches.
"""
