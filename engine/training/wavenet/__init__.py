"""How a WaveNet is trained."""
