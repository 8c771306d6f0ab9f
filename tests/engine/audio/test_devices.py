from __future__ import annotations

from typing import Any

import pytest

from engine.audio import devices, portaudio
from engine.errors import DeviceError


@pytest.mark.usefixtures("sound")
def test_the_own_choice_of_the_system_comes_first() -> None:
    assert [device.name for device in devices.list_devices("microphone")] == [
        "Headset",
        "USB Microphone",
    ]
    assert [device.name for device in devices.list_devices("loudspeaker")] == [
        "Headset",
        "Speakers",
    ]
    assert devices.default_microphone().is_default
    assert devices.default_loudspeaker().name == "Headset"


@pytest.mark.usefixtures("sound")
@pytest.mark.parametrize("name", ["USB Microphone", "usb microphone", "usb"])
def test_a_device_is_found_by_its_name_or_a_part_of_it(name: str) -> None:
    device = devices.find_device("microphone", name)
    assert (device.name, device.index, device.sample_rate) == ("USB Microphone", 1, 44_100)


def test_the_exact_name_goes_before_a_part_of_another(sound: Any) -> None:
    sound.plug("Head", inputs=1)
    assert devices.list_devices("microphone")[-1].name == "Head"
    assert devices.find_device("microphone", "head").name == "Head"


@pytest.mark.usefixtures("sound")
def test_an_unknown_name_says_which_there_are() -> None:
    with pytest.raises(DeviceError, match="no microphone is called 'Speakers'") as caught:
        devices.find_device("microphone", "Speakers")
    assert "'Headset', 'USB Microphone'" in caught.value.hint


def test_what_was_plugged_in_a_moment_ago_is_found(sound: Any) -> None:
    sound.plug("Studio", inputs=1)
    assert devices.find_device("microphone", "studio").name == "Studio"
    assert sound.n_rereads == 1


def test_devices_are_not_read_anew_under_an_open_stream(sound: Any) -> None:
    sound.plug("Studio", inputs=1)
    settings = {"samplerate": 48_000, "latency": 0.1, "device": 0}
    stream = portaudio.open_stream(lambda: sound.InputStream(**settings))
    assert not portaudio.reread_devices()
    assert len(devices.list_devices("microphone")) == 2
    portaudio.close_stream(stream)
    portaudio.close_stream(stream)
    assert stream.calls == ["abort", "close"]
    assert len(devices.list_devices("microphone")) == 3


def test_no_device_at_all_names_the_sound_server(
    sound: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound.plug_only()
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("shutil.which", lambda server: server == "pulseaudio")
    with pytest.raises(DeviceError, match="no loudspeaker was found") as caught:
        devices.default_loudspeaker()
    assert caught.value.hint.endswith("pulseaudio --start")


def test_a_missing_microphone_alone_is_not_the_sound_server(sound: Any) -> None:
    sound.plug_only("Speakers")
    with pytest.raises(DeviceError) as caught:
        devices.default_microphone()
    assert caught.value.hint == "Plug in a microphone, and try again."


@pytest.mark.usefixtures("no_sound_library")
@pytest.mark.parametrize(
    ("platform", "command"),
    [("linux", "apt-get install -y libportaudio2"), ("darwin", "brew"), ("win32", "pip")],
)
def test_a_missing_library_names_the_one_command(
    monkeypatch: pytest.MonkeyPatch, platform: str, command: str
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    with pytest.raises(DeviceError, match="PortAudio library is missing") as caught:
        devices.list_devices("microphone")
    assert command in caught.value.hint
