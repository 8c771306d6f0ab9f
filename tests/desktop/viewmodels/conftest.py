"""What most tests of view-models begin with."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.viewmodels.notice import Notice
from desktop.viewmodels.session import SessionViewModel
from engine import Piece


@pytest.fixture
def session(stage: Any) -> SessionViewModel:
    """Give the session of the stage."""
    return stage.session


@pytest.fixture
def notices(session: SessionViewModel) -> list[Notice]:
    """Give what the user is told from now on."""
    notices: list[Notice] = []
    session.news.noticed.connect(notices.append)
    return notices


@pytest.fixture
def song(qtbot: Any, stage: Any) -> Piece:
    """Give a song that was made for a wish and plays."""
    return stage.make_song(qtbot)
