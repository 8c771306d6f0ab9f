"""WaveNet, a synthesizer that writes sound sample by sample.

To be read in this order: `dimensions`, `model` (the network of the paper), `source` (the score as a
sum of sines that it may start from), `voice` (a trained one on disk); `generator` and
`torch_generator` (writing freely, plainly), `generators` and `compiled_generator` with `packing`,
`loops`, `layers`, `drawing`, `kernels` and `emitter` (the same, fast); `stems`, `lanes`,
`growing_voices` (a score becomes sound, as far as it is known), `tuning`, `voicing`, `voiced_band`
and `synthesizer` (which sits in the song), and `dream` (sound without a score).
"""
