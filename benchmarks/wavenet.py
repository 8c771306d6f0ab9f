"""How fast WaveNet writes, and how good what it writes is.

    python benchmarks/wavenet.py speed
    python benchmarks/wavenet.py quality --data DIR [--voice DIR] [--excerpts 12] [--seconds 8]
    python benchmarks/wavenet.py endurance --data DIR [--voice DIR] [--minutes 5]
    python benchmarks/wavenet.py dream [--data DIR] [--seconds 8]
    python benchmarks/wavenet.py live [--minutes 5]
    python benchmarks/wavenet.py tone [--seconds 8]

*Speed* is in seconds of sound at 16 kHz per second of one core (CPU time, median of several runs),
for random weights: the same as on a machine that does nothing else, wherever it is run. *Quality*
is measured on held-out scores with the network running freely; it needs librosa and mir_eval, and
counts notes where basic-pitch is installed, a transcriber that knows nothing of us (its ONNX
network is enough: ``pip install --no-deps basic-pitch resampy``). ``--paper DIR`` adds a row for a
network as in the paper, told the score and nothing else, trained with
``--dimensions '{"n_mixtures": 0, "n_taps": 0, "has_source": false}'``.
*Endurance* lets the voice play held-out songs without a break. *Dream* listens to the network that
makes up sound by itself. *Live* streams for minutes, stops in the middle of the work, and compares
the time that was foretold with the time that it took (by the clock: on a machine that does nothing
else). *Tone* compares its instruments with the soundfont's in songs, by third octaves.
"""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from engine.threads import keep_to_one_thread

_WHERE = {
    "speed": "speed",
    "quality": "quality",
    "endurance": "endurance",
    "dream": "quality",
    "live": "live",
    "tone": "tone",
}
"""Which module measures what: a function of that name, which is given the options."""


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=_WHERE)
    parser.add_argument("--data", type=Path, help="folder of the data sets")
    parser.add_argument("--voice", type=Path, help="folder of a trained voice")
    parser.add_argument("--paper", type=Path, help="folder of a network as in the paper")
    parser.add_argument("--excerpts", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--minutes", type=float, default=5.0, help="play so long without a break")
    options = parser.parse_args()
    keep_to_one_thread()  # as the application does; so these load NumPy, and not before
    measure = importlib.import_module(f"wavenet_{_WHERE[options.what]}")
    importlib.import_module("torch").set_num_threads(1)
    if options.what in {"quality", "endurance"} and options.data is None:
        parser.error(f"{options.what} needs --data")
    getattr(measure, options.what)(options)


if __name__ == "__main__":
    main()
