"""What the window has learned from the user's own music, and looked into: composers and moods."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.composition.composers import composer_folder, load_composer
from engine.composition.pictured import Insight, Pictured
from engine.emotion.reading import EmotionReading
from engine.errors import EmotionError, OptionError
from engine.jobs import LookJob, MoodJob, SurveyJob, TeachJob
from engine.lessons import CurvePoint, FoundMusic
from engine.listener import Listener
from engine.options import VECTOR_SETS, ReadOptions
from engine.progress import Progress
from engine.threads import one_thread
from engine.training.boltzmann.train import teach
from engine.training.corpora.lead_sheets import LeadSheet
from engine.training.corpora.midi_songs import Songs, read_songs
from engine.training.reading.judges import load_judge
from engine.training.reading.learning import Teacher, save

__all__ = ["Teaching"]

Watch = Callable[[str, Any], None]
_SEED = 0


class Teaching:
    """Reads a folder once, to say what was found and to learn from it.

    Parameters
    ----------
    listener
        Who reads the names of moods.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._read: tuple[Path, Songs[LeadSheet]] | None = None

    def run(
        self, job: SurveyJob | TeachJob | MoodJob | LookJob, progress: Progress, watch: Watch
    ) -> FoundMusic | Insight:
        """Do one job, told of in its docstring.

        Raises
        ------
        EngineError
            If there is nothing to learn from, nothing can be written, or a name is none.
        JobCancelledError
            If the user asked to stop; a composer keeps what it has learned.
        """
        match job:
            case SurveyJob(folder):
                self._read = folder, read_songs(folder, progress)
                return _found(self._read[1])
            case TeachJob(folder, name):
                return self._teach(folder, name, progress, watch)
            case MoodJob(folder, name):
                return self._teach_mood(folder, name, progress)
            case LookJob(name):
                composer = load_composer(name)
                if not isinstance(composer, Pictured):
                    raise OptionError(
                        f"{name!r} has nothing to show", hint="Choose a Boltzmann machine."
                    )
                return composer.insight(_SEED)

    def _teach(self, folder: Path, name: str, progress: Progress, watch: Watch) -> FoundMusic:
        place = composer_folder(name)
        if self._read is None or self._read[0] != folder:
            self._read = folder, read_songs(folder, progress)
        songs = self._read[1]

        def follow(done: float, point: CurvePoint | None) -> None:
            progress.update("learn", done)
            if point is not None:
                watch("curve", point)

        with one_thread():
            teach(songs.sheets, place, progress, follow=follow)
        return _found(songs)

    def _teach_mood(self, folder: Path, name: str, progress: Progress) -> FoundMusic:
        teacher = Teacher(load_judge(VECTOR_SETS[0]), self._feel)
        lesson = teacher.learn_as(name, folder, progress)
        left_out = tuple((str(one.path.name), one.reason) for one in lesson.left_out)
        if not lesson.clips:
            why = f": {left_out[0][0]} {left_out[0][1]}" if left_out else ""
            raise EmotionError(
                f"nothing could be learned from {folder}{why}",
                hint="Choose a folder with MIDI files of music.",
            )
        save(lesson)
        n_clips = len(lesson.clips)
        return FoundMusic(n_clips + len(left_out), n_clips, 0, left_out)

    def _feel(self, text: str) -> EmotionReading:
        return self._listener.reader(ReadOptions()).read(text)


def _found(songs: Songs[LeadSheet]) -> FoundMusic:
    left_out = tuple((file.name, reason) for file, reason in songs.left_out.items())
    n_bars = sum(-(-s.melody[-1].end // s.metre.ticks_per_bar) for s in songs.sheets if s.melody)
    return FoundMusic(songs.n_found, len(songs.sheets), n_bars, left_out)
