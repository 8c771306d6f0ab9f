"""Makes what the network learns from: excerpts of scores and their sound, in small shards.

No recording is used: the scores are those of the POP909 set, played by FluidSynth without room at
48 kHz and brought down to 16 kHz (FluidSynth itself does not keep out what would fold over).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import resources
from engine.composition.score import Note
from engine.errors import ResourceError, SynthesisError
from engine.files import make_folder, write_whole
from engine.progress import Progress
from engine.synthesis.fluidsynth_library import BLOCK, FluidSynth
from engine.synthesis.midi_file import read_performance
from engine.synthesis.soundfont import SHIPPED_SOUNDFONT
from engine.synthesis.timed_performance import TimedNote, untangle
from engine.synthesis.wavenet.source import ONSET_GRID, SAMPLE_RATE, Notes, way_home
from engine.training.contents import of_arrays
from engine.training.corpora.archives import open_data

__all__ = [
    "PROGRAMS",
    "SoundExcerpt",
    "bass_line",
    "draw_excerpts",
    "load_shards",
    "play_note",
    "render_notes",
    "untangled",
    "write_shards",
]

_log = logging.getLogger(__name__)

PROGRAMS = (0, 4, 33)
"""Piano, electric piano, finger bass: what the voice that ships can play."""

SECONDS = 16  # of an excerpt
GAIN = 2.5
"""Of full scale beside FluidSynth's own, so that full chords at full velocity seldom clip."""
_RATE = 48_000  # Hz: three times the network's, so that resampling takes whole steps
_PER_SHARD = 12
_IN_TURN = (0, 4, 0, 33)
"""Program of each excerpt: the piano has most to learn."""
_LOWEST_BASS = 28  # the lowest string of a bass, E1
_FEWEST_NOTES = 12
_AGAIN = "Render them again, into another folder."


@dataclass(frozen=True, eq=False)
class SoundExcerpt:
    """A few seconds of one instrument: ``notes`` (n, 4), ``sound`` (n_samples,), −1 to 1."""

    program: int
    notes: Notes
    sound: NDArray[np.float32]


def render_notes(program: int, notes: Notes, seconds: float) -> NDArray[np.float32]:
    """Play notes with the soundfont, dry and mono, at 16 kHz."""
    from scipy.signal import resample_poly  # noqa: PLC0415 - half a second

    synth = FluidSynth(resources.path(SHIPPED_SOUNDFONT), _RATE)
    try:
        synth.choose(0, program, is_drum=False)
        synth.dry()
        n_blocks = int(seconds * ONSET_GRID)
        samples = np.zeros((n_blocks * BLOCK, 2), dtype=np.float32)
        position = 0
        for block, _, tell, arguments in _events(synth, notes, n_blocks):
            synth.write(samples, position * BLOCK, (block - position) * BLOCK)
            tell(*arguments)
            position = block
        synth.write(samples, position * BLOCK, (n_blocks - position) * BLOCK)
    finally:
        synth.close()
    sound = resample_poly(samples.mean(axis=1), 1, _RATE // SAMPLE_RATE) * GAIN
    return np.asarray(sound[: int(seconds * SAMPLE_RATE)], dtype=np.float32)


_Event = tuple[int, int, Callable[..., None], tuple[int, ...]]
"""Block, rank within it, and what to tell the synthesizer."""


def _events(synth: FluidSynth, notes: Notes, n_blocks: int) -> list[_Event]:
    """List notes on and off in the order of time, in blocks of FluidSynth's."""
    events: list[_Event] = []
    for note in _on_grid(notes):
        events.append((note.start, 1, synth.note_on, (0, note.pitch, note.velocity)))
        events.append((note.end, 0, synth.note_off, (0, note.pitch)))
    return sorted((event for event in events if event[0] < n_blocks), key=lambda event: event[:2])


def _on_grid(notes: Notes) -> Iterator[Note]:
    for start, end, pitch, velocity in notes:
        first = round(start * ONSET_GRID)
        yield Note(first, max(round(end * ONSET_GRID) - first, 1), int(pitch), int(velocity))


def untangled(notes: Notes) -> Notes:
    """End a note where the next one of its pitch starts, as FluidSynth does."""
    rows = [
        (note.start / ONSET_GRID, note.end / ONSET_GRID, note.pitch, note.velocity)
        for note in untangle(_on_grid(notes))
    ]
    return np.array(sorted(rows)).reshape(-1, 4)


def play_note(
    program: int, pitch: int, velocity: int, held: float, let_go: float
) -> NDArray[np.float32]:
    """Play one note; see `engine.training.wavenet.partials.PlayNote`."""
    return render_notes(program, np.array([[0.0, held, pitch, velocity]]), held + let_go)


def draw_excerpts(
    data: Path, split: str, n: int, seed: int, *, at_home: bool = False
) -> Iterator[SoundExcerpt]:
    """Render excerpts of the scores to learn from (``"train"``) or those held out (``"test"``).

    Every twentieth song is held out. ``at_home`` brings all of them to C major or A minor.

    Raises
    ------
    ResourceError
        If the set of scores is missing.
    """
    generator = np.random.default_rng(seed)
    with open_data(data, "pop909") as folder:
        songs = sorted(folder.glob("*/*.mid"))
        if not songs:
            raise ResourceError(f"{folder} holds no MIDI files", hint="Unpack pop909 again.")
        chosen = [song for song in songs if (int(song.stem) % 20 == 0) == (split == "test")]
        for index in range(n):
            program = _IN_TURN[index % len(_IN_TURN)]
            yield _draw(chosen, program, generator, at_home=at_home)


def write_shards(
    draw: Callable[[str, int], Iterator[SoundExcerpt]],
    output: Path,
    n_excerpts: int,
    progress: Progress,
) -> None:
    """Render ``n_excerpts`` excerpts to learn from and a tenth as many to test with.

    Parameters
    ----------
    draw
        Gives so many excerpts of a split; see `draw_excerpts`.
    """
    make_folder(output)
    for split, n in (("test", max(n_excerpts // 10, 3)), ("train", n_excerpts)):
        excerpts: list[SoundExcerpt] = []
        for index, excerpt in enumerate(draw(split, n)):
            progress.update(f"render {split}", index / n)
            excerpts.append(excerpt)
            if len(excerpts) == _PER_SHARD or index == n - 1:
                _write(output / f"{split}-{index // _PER_SHARD:03}.npz", excerpts)
                excerpts = []


def _draw(
    songs: list[Path], program: int, generator: np.random.Generator, *, at_home: bool
) -> SoundExcerpt:
    """Cut a stretch out of a song, in another key and loudness.

    Raises
    ------
    ResourceError
        If no song is left that can be read.
    """
    while songs:
        song = songs[generator.integers(len(songs))]
        played = _pitched(song)
        if not played:
            songs.remove(song)
            continue
        notes = _cut(played, generator, at_home=at_home)
        notes = bass_line(notes) if program == PROGRAMS[2] else notes
        if len(notes) >= _FEWEST_NOTES:
            notes = untangled(notes)
            sound = render_notes(program, notes, SECONDS)
            return SoundExcerpt(program, notes, np.clip(sound, -1, 1))
    raise ResourceError("no song can be read", hint="Unpack pop909 again.")


def _pitched(song: Path) -> list[TimedNote]:
    """Give the notes of a song without its drums; none if it cannot be read, which is named."""
    try:
        parts = read_performance(song).parts
    except SynthesisError as error:
        _log.warning("left out: %s (%s)", song, error)
        return []
    return [note for part in parts if not part.is_drum for note in part.notes]


def _cut(played: list[TimedNote], generator: np.random.Generator, *, at_home: bool) -> Notes:
    end = max(note.end for note in played)
    begin = generator.uniform(0, max(end - SECONDS, 0.1))
    shift, loudness = int(generator.integers(-5, 7)), generator.uniform(0.6, 1.2)
    if at_home:
        shift = way_home(np.array([[n.start, n.end, n.pitch, n.velocity] for n in played]))
    rows = [
        (
            note.start - begin,
            note.end - begin,
            note.pitch + shift,
            min(max(round(note.velocity * loudness), 1), 127),
        )
        for note in played
        if begin <= note.start < begin + SECONDS and 22 <= note.pitch + shift <= 106
    ]
    return np.array(sorted(rows), dtype=np.float64).reshape(-1, 4)


def bass_line(notes: Notes) -> Notes:
    """Keep the lowest of the notes that start together, one at a time, in the bass."""
    line: list[NDArray[np.float64]] = []
    for note in notes:
        if line and note[0] - line[-1][0] < 0.1:
            line[-1][2] = min(line[-1][2], note[2])
        else:
            line.append(note.copy())
    for note, following in zip(line, [*line[1:], None], strict=True):
        note[2] = _LOWEST_BASS + (note[2] - _LOWEST_BASS) % 24
        if following is not None:
            note[1] = min(note[1], following[0])
    return np.array(line).reshape(-1, 4)


def _write(path: Path, excerpts: list[SoundExcerpt]) -> None:
    notes = [np.column_stack([np.full(len(x.notes), i), x.notes]) for i, x in enumerate(excerpts)]
    content = of_arrays(
        program=np.array([x.program for x in excerpts]),
        notes=np.concatenate(notes).astype(np.float32),
        bends=_bends(np.stack([np.round(x.sound * 32_767) for x in excerpts]).astype(np.int16)),
    )
    write_whole(path, content, overwrite=True)


def _bends(sound: NDArray[np.int16]) -> NDArray[np.uint8]:
    """Give how sound (n, T) bends, high bytes before low ones: packs into two thirds as much."""
    padded = np.pad(sound, ((0, 0), (2, 0)))
    bends = np.diff(padded, n=2, axis=1)  # wraps around at 16 bits, and so back again
    return np.stack([bends >> 8, bends & 255]).astype(np.uint8)


def _sound(bends: NDArray[np.uint8]) -> NDArray[np.int16]:
    """Undo `_bends`."""
    high, low = bends.astype(np.int16)
    steps = np.cumsum((high << 8) | low, axis=1, dtype=np.int16)
    return np.cumsum(steps, axis=1, dtype=np.int16)


def load_shards(folder: Path, split: str) -> Iterator[SoundExcerpt]:
    """Read back what `write_shards` wrote.

    Raises
    ------
    ResourceError
        If there is no shard of that split.
    """
    paths = sorted(folder.glob(f"{split}-*.npz"))
    if not paths:
        raise ResourceError(f"{folder} holds no {split} shards", hint=_AGAIN)
    for path in paths:
        with np.load(path) as shard:
            if "bends" not in shard:
                raise ResourceError(f"{path} is of an earlier version", hint=_AGAIN)
            program, notes, sound = shard["program"], shard["notes"], _sound(shard["bends"])
        for index in range(len(program)):
            rows = notes[notes[:, 0] == index, 1:].astype(np.float64)
            yield SoundExcerpt(int(program[index]), rows, sound[index].astype(np.float32) / 32_767)
