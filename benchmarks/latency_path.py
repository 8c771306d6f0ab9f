"""What lies between the end of a wish and its first sound, in CPU seconds, stage by stage.

Wall time tells little on a machine that does other things. Here the engine's own stages run in one
process, warm: the words are drafted a second before the end, as while somebody speaks, and heard
whole at the pause; then the wish is read, planned and composed until the first sound is there.
What runs on several threads counts in full.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from engine.audio.files import read_audio
from engine.audio.waveform import Waveform
from engine.errors import EmotionError, SpeechError
from engine.options import ComposeOptions, RenderOptions
from engine.pipeline import Pipeline
from engine.progress import Progress

STAGES = ("words", "reading", "plan", "bars", "sound")
"""Words heard, wish read, plan made, first bars written, first sound there; each from the last."""


class _FirstSoundError(Exception):
    """The first sound is there: what follows is of no interest."""


class EnginePath:
    """Asks the engine for songs, and tells what each stage took.

    Parameters
    ----------
    seconds
        Length of the songs.
    """

    def __init__(self, seconds: float) -> None:
        self._pipeline, self._seconds = Pipeline(), seconds
        self._pipeline.warm_up(RenderOptions(), Progress())

    def ask(self, recording: Path, seed: int) -> dict[str, float] | None:
        """Give the CPU seconds of each of `STAGES`; None where no wish is heard."""
        listener, progress = self._pipeline.listener, Progress()
        waveform = read_audio(recording)
        before = waveform.samples[: -waveform.sample_rate]
        try:
            listener.transcribe(Waveform(before, waveform.sample_rate), progress, is_whole=False)
            took, last = {}, time.process_time()
            transcript = listener.hear(waveform, progress)
        except SpeechError:
            return None
        if not transcript.text:
            return None

        def watch(stage: str, _value: Any) -> None:
            nonlocal last
            if stage in STAGES and stage not in took:
                now = time.process_time()
                took[stage], last = now - last, now
            if stage == "sound":
                raise _FirstSoundError

        watch("words", None)
        try:
            options = ComposeOptions(self._seconds, seed), RenderOptions()
            self._pipeline.make(transcript, *options, progress, watch)
        except _FirstSoundError:
            pass
        except EmotionError:  # not all recordings are wishes
            return None
        return took
