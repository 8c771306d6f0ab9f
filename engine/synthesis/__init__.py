"""From a score to sound.

Conventions: sound is float32 in stereo, shape (n, 2), unless a docstring says otherwise; levels are
in dB, loudness in LUFS; `mixing` says all balance in MIDI controllers.

Read `synthesizer` first, which lists who can play, then `timed_performance`, the notes in seconds
that every one of them gets. `soundfont` plays them with `fluidsynth_library`: each part by itself
(`band`, `part_player`, `orchestra`, `rendition`), kept by `part_cache`. `part_stems` come together
in `mixdown`: `desk` gives them their tone, `balance` their faders, `width` their place, `spaces`
the room. `finishing` and `mastering` make it as loud as asked, the second while it grows
(`stream`, `soundfont_stream`). `wavenet` is a synthesizer of its own.
"""
