"""How many words Whisper gets wrong here, and what it costs.

    python benchmarks/speech.py --data DIR [--threads N] [--verbose]
    python benchmarks/speech.py --data DIR --without-words 1000 --wishes 100 [--bare] [--log FILE]

DIR holds WAV files and ``transcripts.tsv`` with the columns file, kind and text. Printed are the
word error rate by voice, after Whisper's normaliser for English; CPU seconds a clip and a second
of sound; and the peak memory of the process.

The second form counts the clips without a word (`hearing_clips`) in which one is heard, and the
spoilt wishes that are heard: half of their words at least. That may be the wrong half, so those are
counted too of which all arrives that music is made from, the quadrant of the feeling and each
demand. ``--bare`` puts openai-whisper beside it on the same clips, as it comes: the language found,
30 s, no voice detection. With ``--log``, what was heard is kept, clip by clip, and a run that was
stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import re
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import torch
import whisper
from hearing_clips import Clip as SpoiltClip, SoundsWithoutWords, wishes
from whisper.normalizers import EnglishTextNormalizer

from engine.audio.files import read_audio
from engine.audio.resampling import resample
from engine.audio.waveform import Waveform
from engine.errors import SpeechError
from engine.listener import Listener
from engine.progress import Progress
from engine.speech.recognizer import Recognizer
from engine.speech.weights import load_whisper

Hear = Callable[[Waveform], str]


@dataclass(frozen=True)
class Clip:
    """A recording, who speaks, and what is said."""

    file: Path
    voice: str
    text: str


def read_clips(folder: Path) -> list[Clip]:
    """Read the list of clips; synthetic voices are told apart by the file's name."""
    with (folder / "transcripts.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Clip(
            folder / row["file"],
            "human" if row["kind"] == "human" else re.sub(r"_[a-z]+\.wav$", "", row["file"]),
            row["text"],
        )
        for row in rows
    ]


def count_errors(said: list[str], heard: list[str]) -> int:
    """Count the words to insert, delete or replace (Levenshtein, 1966)."""
    distances = list(range(len(heard) + 1))
    for row, word in enumerate(said, start=1):
        diagonal, distances[0] = distances[0], row
        for column, other in enumerate(heard, start=1):
            diagonal, distances[column] = (
                distances[column],
                min(
                    distances[column] + 1,
                    distances[column - 1] + 1,
                    diagonal + (word != other),
                ),
            )
    return distances[-1]


def main() -> None:
    """Transcribe every clip and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--threads", type=int, metavar="N", help="of torch; its own choice if not given"
    )
    parser.add_argument("--without-words", type=int, default=0, metavar="N")
    parser.add_argument("--wishes", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the clips")
    parser.add_argument("--log", type=Path, metavar="FILE", help="keeps what was heard by us")
    parser.add_argument("--bare", action="store_true", help="also by openai-whisper alone")
    parser.add_argument("--verbose", action="store_true", help="print what was heard wrong")
    options = parser.parse_args()
    started = time.process_time()
    listener = Listener()
    recognizer = listener.recognizer
    recognizer.warm_up()
    print(f"loading: {time.process_time() - started:.1f} CPU s")
    if options.threads:
        torch.set_num_threads(options.threads)
    if options.without_words or options.wishes:
        hearers = {"ours": Log(recognizer_of(recognizer), options.log)}
        if options.bare:
            hearers["openai-whisper"] = Log(bare_whisper(), None)
        for name, hear in hearers.items():
            clips = itertools.chain(
                SoundsWithoutWords(options.data, options.seed).clips(options.without_words),
                wishes(options.wishes, options.seed),
            )
            count(name, hear, clips, listener, is_verbose=options.verbose)
        return
    measure(recognizer, read_clips(options.data), is_verbose=options.verbose)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory: {peak:.0f} MB, {torch.get_num_threads()} threads")


class Log:
    """Hears clip by clip, and remembers in a file what it heard.

    Parameters
    ----------
    file
        Takes a text as JSON a line; None to remember nothing.
    """

    def __init__(self, hear: Hear, file: Path | None) -> None:
        self._hear, self._file = hear, file
        known = file.read_text(encoding="utf-8") if file and file.exists() else ""
        self._known = [str(json.loads(line)) for line in known.splitlines()]
        self._n = 0

    def __call__(self, waveform: Waveform) -> str:
        """Give the text of the next clip."""
        self._n += 1
        if self._n <= len(self._known):
            return self._known[self._n - 1]
        text = self._hear(waveform)
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(text) + "\n")
        return text


def recognizer_of(recognizer: Recognizer) -> Hear:
    """Hear as Affetto does; a language that is named and refused gives no word."""

    def hear(waveform: Waveform) -> str:
        try:
            return recognizer.transcribe(waveform, Progress()).text
        except SpeechError:
            return ""

    return hear


def bare_whisper() -> Hear:
    """Hear as openai-whisper does by itself."""
    model = load_whisper()

    def hear(waveform: Waveform) -> str:
        samples = resample(waveform, whisper.audio.SAMPLE_RATE).mono()
        return str(model.transcribe(samples, fp16=False, temperature=0.0)["text"])

    return hear


def count(
    name: str, hear: Hear, clips: Iterable[SpoiltClip], listener: Listener, *, is_verbose: bool
) -> None:
    """Print in how many clips of each kind words were heard, rightly or wrongly."""
    normalize = EnglishTextNormalizer()
    seen: Counter[str] = Counter()
    heard: Counter[str] = Counter()
    served: Counter[str] = Counter()
    before = time.process_time()
    for clip in clips:
        text = hear(clip.waveform)
        said, found = normalize(clip.words).split(), normalize(text).split()
        is_heard = sum(word in found for word in said) >= len(said) / 2 if said else bool(found)
        arrives = (
            bool(said)
            and bool(found)
            and what_counts(listener, clip.words) <= what_counts(listener, text)
        )
        if is_verbose and (is_heard != bool(said) or arrives != bool(said)):
            print(f"  {clip.kind}: {clip.words} | {text}", flush=True)
        for kind in (clip.kind, "all wishes" if said else "all without a word"):
            seen[kind] += 1
            heard[kind] += is_heard
            served[kind] += arrives
    print(f"{name}, {time.process_time() - before:.0f} CPU s; clips with the words, or with any;")
    print("  and with all that music is made from:")
    for kind in seen:
        print(f"  {kind:<20}{heard[kind]:5}{served[kind]:5} of {seen[kind]}")


def what_counts(listener: Listener, text: str) -> set[object]:
    """Give what music is made from: the quadrant of a wish's feeling, and its demands."""
    reading = listener.read(text)
    return {reading.quadrant, *((demand.kind, demand.value) for demand in reading.demands)}


def measure(recognizer: Recognizer, clips: list[Clip], *, is_verbose: bool) -> None:
    """Print the errors by voice and the cost."""
    normalize = EnglishTextNormalizer()
    errors: Counter[str] = Counter()
    words: Counter[str] = Counter()
    cpu = wall = sound = 0.0
    for clip in clips:
        waveform = read_audio(clip.file)
        sound += waveform.duration
        before = time.process_time(), time.perf_counter()
        heard = recognizer.transcribe(waveform, Progress()).text
        cpu += time.process_time() - before[0]
        wall += time.perf_counter() - before[1]
        said = normalize(clip.text).split()
        n_errors = count_errors(said, normalize(heard).split())
        for voice in (clip.voice, "all"):
            errors[voice] += n_errors
            words[voice] += len(said)
        if n_errors and is_verbose:
            print(f"  {clip.file.name}: {heard}")
    for voice in sorted(words):
        print(
            f"{voice:<16} {100 * errors[voice] / words[voice]:5.1f} % of {words[voice]} words wrong"
        )
    print(
        f"{cpu / len(clips):.2f} CPU s ({wall / len(clips):.2f} s) a clip, "
        f"{cpu / sound:.2f} CPU s a second of sound"
    )


if __name__ == "__main__":
    main()
