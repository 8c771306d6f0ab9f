"""From sound to a loudspeaker: `player` plays a waveform, `live_mix` parts while faders move."""
