"""Sound as arrays, and how it gets in and out of files and devices.

Read `waveform` first, the value. `files` reads it, `resampling`, `filtering` and `loudness` work on
it. `devices` and `sources` say what can record and play, `streams` does it; `portaudio` is the one
door to the library below.
"""
