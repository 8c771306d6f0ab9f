"""Which microphones and loudspeakers there are."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from typing import Literal

from engine.audio import portaudio
from engine.errors import DeviceError

__all__ = [
    "Device",
    "Kind",
    "default_loudspeaker",
    "default_microphone",
    "find_device",
    "list_devices",
]

Kind = Literal["microphone", "loudspeaker"]

_DIRECTIONS: dict[Kind, tuple[int, str]] = {
    "microphone": (0, "input"),
    "loudspeaker": (1, "output"),
}


@dataclass(frozen=True)
class Device:
    """A microphone or a loudspeaker.

    Attributes
    ----------
    name
        As the system calls it.
    index
        PortAudio's number for it, good until the devices are read anew.
    sample_rate
        The rate it likes best, in Hz.
    is_default
        Whether it is the system's own choice.
    """

    name: str
    index: int
    sample_rate: int
    is_default: bool


def list_devices(kind: Kind) -> tuple[Device, ...]:
    """List what is plugged in now, the system's own choice first; empty if there is nothing.

    Raises
    ------
    DeviceError
        If the PortAudio library is missing.
    """
    portaudio.reread_devices()
    return _known_devices(kind)


def default_microphone() -> Device:
    """Give the microphone that is used unless another is named.

    Raises
    ------
    DeviceError
        If there is none.
    """
    return find_device("microphone")


def default_loudspeaker() -> Device:
    """Give the loudspeaker that is used unless another is named.

    Raises
    ------
    DeviceError
        If there is none.
    """
    return find_device("loudspeaker")


def find_device(kind: Kind, name: str | None = None) -> Device:
    """Find a device, also one that was plugged in a moment ago.

    Parameters
    ----------
    name
        As in `list_devices`, or a part of it in any case; None for the system's own choice.

    Raises
    ------
    DeviceError
        If there is none, or none of that name.
    """
    devices = _known_devices(kind)
    device = _match(devices, name)
    if device is None:
        devices = list_devices(kind)
        device = _match(devices, name)
    if device is not None:
        return device
    if not devices:
        raise DeviceError(f"no {kind} was found", hint=_how_to_get(kind))
    names = ", ".join(repr(device.name) for device in devices)
    raise DeviceError(
        f"no {kind} is called {name!r}", hint=f"Choose one of {names}, or name none at all."
    )


def _known_devices(kind: Kind) -> tuple[Device, ...]:
    sounddevice = portaudio.load()
    position, direction = _DIRECTIONS[kind]
    default = sounddevice.default.device[position]
    devices = [
        Device(
            str(entry["name"]),
            int(entry["index"]),
            int(entry["default_samplerate"]),
            is_default=entry["index"] == default,
        )
        for entry in sounddevice.query_devices()
        if entry[f"max_{direction}_channels"] > 0
    ]
    return tuple(sorted(devices, key=lambda device: not device.is_default))


def _match(devices: tuple[Device, ...], name: str | None) -> Device | None:
    if name is None:
        return devices[0] if devices else None
    wanted = name.casefold()
    exact = [device for device in devices if device.name.casefold() == wanted]
    alike = [device for device in devices if wanted in device.name.casefold()]
    return next(iter(exact + alike), None)


def _how_to_get(kind: Kind) -> str:
    """Say what to do where no device is, which on Linux may mean that nobody serves sound."""
    plug_in = f"Plug in a {kind}, and try again"
    if sys.platform != "linux" or any(map(_known_devices, _DIRECTIONS)):
        return f"{plug_in}."
    servers = {
        "pipewire": "systemctl --user restart pipewire pipewire-pulse wireplumber",
        "pulseaudio": "pulseaudio --start",
    }
    command = next(
        (command for server, command in servers.items() if shutil.which(server)),
        "sudo apt-get install -y pulseaudio libasound2-plugins && pulseaudio --start",
    )
    return f"{plug_in}; if one is there already, start the sound server: {command}"
