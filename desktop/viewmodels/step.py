"""Which step of the way from wish to song is under way."""

from __future__ import annotations

from enum import Enum

from desktop.viewmodels.conversation import Conversation
from desktop.viewmodels.recording import RecordingState, RecordingViewModel
from desktop.viewmodels.song import SongViewModel
from desktop.viewmodels.wish import WishViewModel

__all__ = ["Step"]


class Step(Enum):
    """What is under way."""

    READY = "ready"
    LISTENING = "listening"
    TRANSCRIBING = "transcribing"
    UNDERSTANDING = "understanding"
    COMPOSING = "composing"

    @classmethod
    def of(
        cls,
        recording: RecordingViewModel,
        wish: WishViewModel,
        conversation: Conversation,
        song: SongViewModel,
    ) -> Step:
        """Give the first of them that is at work."""
        if recording.state is not RecordingState.IDLE:
            return cls.LISTENING
        if wish.is_transcribing:
            return cls.TRANSCRIBING
        if song.is_composing:
            return cls.COMPOSING
        return cls.UNDERSTANDING if conversation.is_asking else cls.READY
