"""A real scheduler and real workers, all on this machine."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine.batch import cluster
from engine.batch.attempts import Attempt, Make, work_here
from engine.batch.cluster import Cluster
from engine.batch.task import Order, Task, make_song
from engine.cli import main
from engine.composition.score import Note
from engine.errors import EngineError, OptionError
from tests.engine.training.fragments.test_concatenative_training import write_midi

pytest.importorskip("distributed")

ROOT = Path(__file__).parents[3]


def dask(*words: str, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words, "--no-dashboard"],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers take their time: on a busy machine Dask alone needs more than ten seconds."""
    monkeypatch.setattr(cluster, "_STARTING", 300.0)


class Machines:
    """A scheduler with its file, and its workers."""

    def __init__(self, folder: Path, protocol: str = "tcp", **environment: str) -> None:
        self._folder = folder
        self._environment = environment
        self.file = folder / "scheduler.json"
        words = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(self.file))
        self.scheduler = dask("scheduler", "--protocol", protocol, *words, **environment)
        self._workers: list[subprocess.Popen[bytes]] = []

    def add_worker(self, **environment: str) -> None:
        """Start a worker, which waits for the scheduler's file."""
        words = ("--nthreads", "1", "--no-nanny", "--local-directory", str(self._folder))
        own = self._environment | environment
        worker = dask("worker", "--scheduler-file", str(self.file), *words, **own)
        self._workers.append(worker)

    def address(self) -> str:
        """Wait for the scheduler; pytest's time limit ends a wait in vain."""
        while True:
            try:
                json.loads(self.file.read_bytes())
            except (OSError, ValueError):
                time.sleep(0.05)  # a loop without rest would slow down what it waits for
            else:
                return str(self.file)

    def close(self) -> None:
        """End all that still runs."""
        for process in [*self._workers, self.scheduler]:
            process.kill()
            process.wait()


@pytest.fixture
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    started = Machines(tmp_path_factory.mktemp("dask"))
    yield started
    started.close()


@pytest.fixture
def address(machines: Machines) -> str:
    for _ in range(2):
        machines.add_worker()
    return machines.address()


@pytest.mark.slow
@pytest.mark.model
def test_songs_are_those_of_one_machine(address: str, order: Order, tmp_path: Path) -> None:
    order = replace(order, suffixes=(".mid", ".affetto"))
    wishes = [Task(1, "joy", 5), Task(2, "a lonely night", 6), Task(3, "um, uh", 7)]
    folders = tmp_path / "here", tmp_path / "there"
    for folder, work in zip(folders, (work_here, Cluster(address).work), strict=True):
        folder.mkdir()
        outcomes = list(work(functools.partial(make_song, order, folder), wishes))
        assert [outcome.task.number for outcome in outcomes if outcome.failure] == [3]
    for name in ("0001.mid", "0001.affetto", "0002.mid", "0002.affetto"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


def a_song(tonic: int) -> dict[str, tuple[Note, ...]]:
    """Twelve bars of a scale, with a triad for each."""
    steps = (0, 4, 7, 12, 11, 7, 4, 2)
    tune = tuple(Note(24 * n, 24, tonic + 12 + steps[n % 8], 80) for n in range(48))
    chords = tuple(
        Note(96 * bar, 96, tonic + root + third, 60)
        for bar in range(12)
        for root in ((0, 5, 7)[bar % 3],)
        for third in (0, 4, 7)
    )
    return {"melody": tune, "piano": chords}


@pytest.mark.slow
def test_folders_of_music_are_read_by_the_same_door(
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Moods are learned and fragments cut alike, wherever files are read."""
    music = tmp_path / "music"
    for mood, first in (("rainy sunday", 60), ("first light", 52)):
        for number in range(3):
            (music / mood).mkdir(parents=True, exist_ok=True)
            write_midi(music / mood / f"{number}.mid", a_song(first + number))
        (music / mood / "broken.mid").write_bytes(b"MThd nonsense")
    for place, words in (("here", ()), ("there", ("--cluster", address)), ("two", ("--jobs", "2"))):
        monkeypatch.setenv("AFFETTO_HOME", str(tmp_path / "home" / place))
        assert main(["learn", str(music), *words]) == 0
        data = ["--data", str(music), "-o", str(tmp_path / place)]
        assert main(["train", "concatenative", *data, *words]) == 0
    moods = {(tmp_path / "home" / place / "moods.json").read_bytes() for place in ("here", "there")}
    assert len(moods) == 1
    for file in (tmp_path / "here").iterdir():
        for place in ("there", "two"):
            assert (tmp_path / place / file.name).read_bytes() == file.read_bytes()
    assert capsys.readouterr().err.count("left out") == 6
    assert sorted(path.name for path in music.iterdir()) == ["first light", "rainy sunday"]


@pytest.mark.slow
def test_a_worker_that_is_killed_in_the_middle_costs_nothing(
    address: str, make: Make, tasks: Callable[..., list[Task]], tmp_path: Path
) -> None:
    wishes = ["joy", "crash once", "end once", "bad", *["calm"] * 30]
    outcomes = list(Cluster(address).work(make, tasks(*wishes)))
    assert len(outcomes) == len(wishes)
    assert [outcome.task.text for outcome in outcomes if outcome.answer is None] == ["bad"]
    assert len(list(tmp_path.glob("*.mid"))) == len(wishes) - 1


@pytest.mark.slow
def test_a_lost_scheduler_is_told_and_what_is_done_stays(
    machines: Machines, address: str, make: Make, tasks: Callable[..., list[Task]], tmp_path: Path
) -> None:
    (tmp_path / "scheduler").write_text(str(machines.scheduler.pid))
    work = Cluster(address).work(make, tasks(*["joy"] * 10, "lose", *["joy"] * 50))
    done: list[Attempt] = []
    with pytest.raises(EngineError, match="was lost") as caught:
        done.extend(work)
    assert "what is done stays" in caught.value.hint
    assert 1 <= len(list(tmp_path.glob("*.mid"))) < 61


@pytest.mark.slow
def test_a_worker_that_would_make_other_songs_is_refused(
    machines: Machines, make: Make, tasks: Callable[..., list[Task]], tmp_path: Path
) -> None:
    (tmp_path / "moods.json").write_text('{"version": 1, "clips": []}')
    machines.add_worker(AFFETTO_HOME=str(tmp_path))
    with pytest.raises(EngineError, match="would make other songs: learned moods"):
        list(Cluster(machines.address()).work(make, tasks("joy")))


@pytest.fixture
def certificate(tmp_path: Path) -> dict[str, str]:
    """Make a certificate that vouches for itself, and give Dask's settings that name it."""
    if shutil.which("openssl") is None:
        pytest.skip("nothing here makes certificates")
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    words = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=affetto",
    ]
    made = [*words, "-keyout", str(key), "-out", str(cert)]
    subprocess.run(made, check=True, capture_output=True)
    parts = [
        f"{who}.{what}" for who in ("scheduler", "worker", "client") for what in ("key", "cert")
    ]
    named = {part: key if part.endswith("key") else cert for part in parts} | {"ca-file": cert}
    return {f"distributed.comm.tls.{name}": str(file) for name, file in named.items()}


@pytest.mark.slow
def test_over_tls_it_works_and_without_the_certificate_it_does_not(
    certificate: dict[str, str], make: Make, tasks: Callable[..., list[Task]], tmp_path: Path
) -> None:
    import dask.config  # noqa: PLC0415 - an extra

    names = {
        name: "DASK_" + name.upper().replace("-", "_").replace(".", "__") for name in certificate
    }
    own = {names[name]: file for name, file in certificate.items()}
    machines = Machines(tmp_path, "tls", **own)
    try:
        machines.add_worker()
        address = machines.address()
        with dask.config.set(certificate):
            outcomes = list(Cluster(address).work(make, tasks("joy", "calm")))
        with pytest.raises(OptionError, match="wants certificates"):
            list(Cluster(address).work(make, tasks("joy")))
    finally:
        machines.close()
    assert all(outcome.answer for outcome in outcomes)


class InlineFuture:
    """What was done at once."""

    def __init__(self, key: str, outcome: object, client: InlineClient) -> None:
        self.key, self._outcome, self._client = key, outcome, client

    def add_done_callback(self, tell: Callable[[InlineFuture], None]) -> None:
        tell(self)

    def result(self, timeout: float) -> object:
        assert timeout
        return self._outcome

    def release(self) -> None:
        self._client.n_out -= 1


class InlineClient:
    """Does at once what it is given, and counts what was not released."""

    status = "running"

    def __init__(self) -> None:
        self.n_out = self.most_out = 0

    def submit(
        self, function: Callable[..., object], *given: object, key: str, pure: bool
    ) -> object:
        assert not pure
        self.n_out += 1
        self.most_out = max(self.most_out, self.n_out)
        return InlineFuture(key, function(*given), self)


def test_ten_thousand_tasks_are_given_out_a_few_at_a_time(
    make: Make, tasks: Callable[..., list[Task]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_workers", lambda _client: ["tcp://127.0.0.1:1"] * 2)
    client = InlineClient()
    flow = cluster._Flow(client, make, "tcp://127.0.0.1:2")
    assert sum(1 for _ in flow.run(tasks(*["bad"] * 10_000))) == 10_000
    assert client.most_out == 4
    assert client.n_out == 0


@pytest.mark.parametrize(
    "address", ["tcp://10.0.0.5:8786", "tcp://example.org:8786", "0.0.0.0:8786", "ws://[fe80::1]:1"]
)
def test_a_scheduler_that_others_reach_without_tls_is_refused(address: str) -> None:
    with pytest.raises(OptionError, match="neither on this machine nor behind TLS") as caught:
        Cluster(address)
    assert "tls://" in caught.value.hint


@pytest.mark.parametrize("address", ["", "tls://", "8786", "tcp://127.0.0.1", "tls://host:port"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(OptionError, match="no address"):
        Cluster(address)


@pytest.mark.parametrize("content", [None, "", "[]", '{"address": 5}'])
def test_a_damaged_file_of_a_scheduler_is_named(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "s.json").write_text(content)
    with pytest.raises(OptionError):
        Cluster(str(tmp_path / "s.json"))


def test_where_no_scheduler_is_that_is_told(
    make: Make, tasks: Callable[..., list[Task]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_CONNECTING", 0.5)
    with pytest.raises(EngineError, match="no scheduler answers") as caught:
        list(Cluster("tcp://127.0.0.1:9").work(make, tasks("joy")))
    assert "dask scheduler" in caught.value.hint


def test_tls_without_certificates_is_refused(make: Make, tasks: Callable[..., list[Task]]) -> None:
    import dask.config  # noqa: PLC0415 - an extra

    work = Cluster("tls://127.0.0.1:9").work
    with pytest.raises(OptionError, match="wants certificates"):
        list(work(make, tasks("joy")))
    nowhere = {
        f"distributed.comm.tls.{name}": "/nowhere.pem" for name in ("ca-file", "client.cert")
    }
    with dask.config.set(nowhere), pytest.raises(EngineError, match="certificates"):
        list(work(make, tasks("joy")))
