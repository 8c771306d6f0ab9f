"""From a microphone to a transcript.

Conventions: audio is one channel at 16 kHz once it is `cleaning`'s, times are seconds from its
start.

Read `recorder` first, which stops when `endpointing` says that the wish is said, by what
`voice_activity` calls speech and `completeness` an end. `recognizer` turns the sound into a
`transcript`: `listening` lets Whisper (`ear`, `weights`, `ctranslate2`) hear one window, `encoding`
and `following` spare it what it heard before, `watching` can stop it, `doubt` and `evidence` throw
out what nobody said, `spoken_language` tells the language. What is in doubt goes to `rehearing`:
`versions` of the sound are heard, `searching` looks for the `wanted` words of a wish, and those
`sounding_alike` are tried. How it was said is measured by `pitch` and `prosody`, compared with the
usual voice by `speaker`, and becomes a `voice_cue`.
"""
