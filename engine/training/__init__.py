"""How the models that ship are made; used by the command line, and by who teaches for a window.

`trainers` lists them. `corpora` reads collections of music; `reading` trains what reads a wish;
the folders of composers and of WaveNet train these. Each writes just what its stage of the engine
reads.
"""

from __future__ import annotations

from engine.threads import keep_to_one_thread

keep_to_one_thread()  # before any of the modules here loads NumPy
