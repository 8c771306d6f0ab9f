"""Recording a wish, and hearing it before the silence is over."""

from __future__ import annotations

import shlex
import sys
import time
from typing import TYPE_CHECKING

from engine.commands.console import console_progress
from engine.errors import DeviceError, EngineError, JobCancelledError
from engine.listener import Listener
from engine.options import ListenOptions, ReadOptions
from engine.progress import Progress
from engine.speech.endpointing import TAIL
from engine.speech.transcript import Transcript
from engine.terminal import remark

if TYPE_CHECKING:
    from engine.speech.recorder import Recorder

__all__ = ["record_wish", "show_level"]


class _WhileSilent(Progress):
    """Stops a job when the speaker goes on."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self._recorder = recorder

    def check(self) -> None:
        if self._recorder.silence < TAIL:
            raise JobCancelledError("more is said")


def record_wish(
    options: ListenOptions, listener: Listener, read_options: ReadOptions
) -> Transcript:
    """Record until the speaker has said what they wanted, and write it down.

    What was said so far is heard as soon as they pause: it tells how long to wait for more, and
    when the wait is over the words are there.

    Raises
    ------
    DeviceError
        If there is no microphone, or it was lost: then what was heard until then is told, too.
    SpeechError
        If the language is none that is understood.
    """
    from engine.speech.recorder import Recorder  # noqa: PLC0415 - needs the sound library

    # Loading keeps Python to itself for up to a second at a time: sound would be lost meanwhile.
    remark("getting ready …")
    listener.recognizer.warm_up()
    recorder = Recorder(options)
    recorder.start()
    remark("speak now; stop with silence or Ctrl+C")
    guess = None
    try:
        while not recorder.is_finished:
            show_level(recorder.level_db)
            if recorder.silence >= TAIL:
                guess = _guess(recorder, guess, listener, read_options)
            time.sleep(1 / 30)
    except KeyboardInterrupt:
        pass
    remark()
    waveform = recorder.stop()
    if recorder.error is not None and not waveform.duration:
        raise recorder.error
    if guess is None or guess.duration != waveform.duration:
        guess = listener.transcribe(waveform, console_progress(), read_options)
    if recorder.error is not None:
        raise _told_with(recorder.error, guess)
    listener.learn_from(waveform, guess)
    return guess


def _guess(
    recorder: Recorder, earlier: Transcript | None, listener: Listener, read_options: ReadOptions
) -> Transcript | None:
    """Hear what was said until now, unless that was done, and say how long to wait for more."""
    waveform = recorder.heard()
    if earlier is not None and earlier.duration == waveform.duration:
        return earlier
    try:
        guess = listener.transcribe(waveform, _WhileSilent(recorder), read_options)
    except EngineError:  # the speaker goes on; or it will be told once they have ended
        return None
    recorder.expect_end(guess.text, guess.language)
    return guess


def _told_with(loss: DeviceError, transcript: Transcript) -> DeviceError:
    """Say what was heard before the microphone was lost: a half wish is not composed unasked."""
    if not transcript.text:
        return loss
    wish = shlex.quote(transcript.text)
    return DeviceError(
        f"{loss} while you spoke; heard until then: {transcript.text!r}",
        hint=f"Complete it and type: affetto compose {wish}; or speak again, with a microphone.",
    )


def show_level(level_db: float) -> None:
    """Draw how loud it is, over the line before, where somebody looks."""
    if sys.stderr.isatty():
        bar = "█" * max(0, round((level_db + 60) / 2))
        remark(f"\r{bar:<30}", end="")
