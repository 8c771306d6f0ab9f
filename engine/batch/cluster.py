"""Workers on other machines: a Dask scheduler hands out the songs.

Whoever reaches a scheduler can run any program on its workers. So it is asked over TLS, with
certificates of one's own, or on this machine.
"""

from __future__ import annotations

import contextlib
import ipaddress
import itertools
import json
import logging
import queue
import secrets
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from engine.batch.attempts import LOST, Attempt, Make, Queue, attempt
from engine.batch.fingerprint import fingerprint, first_difference
from engine.batch.task import Order, Task
from engine.errors import EngineError, Failure, OptionError, ResourceError

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["Cluster"]

_PATIENCE = 60.0
"""Seconds without any worker after which a batch gives up."""
_CONNECTING = 10.0
_STARTING = 10.0
"""Seconds in which workers that were started with the scheduler may come."""
_AHEAD = 2
"""Songs given out for each worker: one that it is at and one that waits, so that memory on the
scheduler does not grow with the list."""


class Cluster:
    """Workers behind a scheduler.

    Parameters
    ----------
    address
        Such as ``tls://host:8786``, or the scheduler's file.

    Raises
    ------
    OptionError
        If it is no address, or a place where others could listen.
    """

    def __init__(self, address: str) -> None:
        self._address = _read_address(address)
        _check_safe(self._address, "the scheduler")

    def work(self, make: Make, tasks: Iterable[Task]) -> Iterator[Attempt]:
        """Do tasks on the workers, and give their outcomes as they come.

        Raises
        ------
        EngineError
            If the scheduler or all workers are lost, or one is not like this machine.
        """
        client = self._connect()
        try:
            _check_workers(client, make)
            yield from _Flow(client, make, self._address).run(tasks)
        finally:
            with contextlib.suppress(Exception):  # whatever a lost scheduler makes of it
                client.close(timeout=2)

    def _connect(self) -> Client:
        from distributed import Client  # noqa: PLC0415 - takes 1 s, and few have it

        _be_quiet()
        try:
            client = Client(
                self._address,
                security=_security(self._address),
                timeout=_CONNECTING,
                set_as_default=False,
            )
        except (OSError, TimeoutError) as error:
            raise EngineError(
                f"no scheduler answers at {self._address}",
                hint="Start one with: dask scheduler --host 127.0.0.1",
            ) from error
        with contextlib.suppress(TimeoutError):
            client.wait_for_workers(1, timeout=_STARTING)
        if not _workers(client):
            client.close()
            raise EngineError(
                f"the scheduler at {self._address} has no worker",
                hint=f"Start some with: dask worker {self._address} --nthreads 1 --nworkers 2",
            )
        return client


class _Flow:
    """Songs on their way to the workers and back."""

    def __init__(self, client: Client, make: Make, address: str) -> None:
        self._client = client
        self._make = make
        self._address = address
        self._expected = fingerprint(make.args[0])
        self._name = f"song-{secrets.token_hex(4)}"
        self._numbers = itertools.count()
        self._out: dict[str, tuple[Task, Future]] = {}
        self._back: queue.SimpleQueue[str] = queue.SimpleQueue()

    def run(self, tasks: Iterable[Task]) -> Iterator[Attempt]:
        """Do all tasks."""
        left = Queue(tasks)
        self._fill(left)
        while self._out:
            outcome = self._take(self._wait())
            yield from left.judge(outcome)
            self._fill(left)

    def _fill(self, left: Queue) -> None:
        while len(self._out) < _AHEAD * max(len(_workers(self._client)), 1):
            if (task := left.next()) is None:
                return
            key = f"{self._name}-{next(self._numbers)}"
            future = self._client.submit(
                _attempt_alike, self._expected, self._make, task, key=key, pure=False
            )
            self._out[key] = (task, future)
            future.add_done_callback(lambda done: self._back.put(done.key))

    def _wait(self) -> str:
        """Wait for one to come back.

        Raises
        ------
        EngineError
            If none can any more.
        """
        began = time.monotonic()
        while True:
            with contextlib.suppress(queue.Empty):
                return self._back.get(timeout=0.5)
            self._check_connected()
            if _workers(self._client):
                began = time.monotonic()
            elif time.monotonic() - began > _PATIENCE:
                raise EngineError(
                    f"all workers of {self._address} are gone",
                    hint="Start some, then type the same again: what is done stays.",
                )

    def _take(self, key: str) -> Attempt:
        from distributed import CancelledError, KilledWorker  # noqa: PLC0415

        task, future = self._out.pop(key)
        try:
            outcome: Attempt = future.result(timeout=_CONNECTING)
        except KilledWorker:  # as often as the scheduler tries
            return Attempt(task, failure=LOST)
        except (CancelledError, OSError) as error:
            self._check_connected()
            raise self._lost() from error
        except Exception as error:  # noqa: BLE001 - of a worker that could not even try
            return Attempt(task, failure=Failure.of(error), may_work=True)
        finally:
            future.release()
        return outcome

    def _check_connected(self) -> None:
        if self._client.status != "running":
            raise self._lost()

    def _lost(self) -> EngineError:
        return EngineError(
            f"the scheduler at {self._address} was lost",
            hint="Start it and its workers, then type the same again: what is done stays.",
        )


def _read_address(address: str) -> str:
    if Path(address).suffix == ".json":
        try:
            address = str(json.loads(Path(address).read_bytes())["address"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise OptionError(
                f"the scheduler's file {address} cannot be read: {error}",
                hint="Make it with: dask scheduler --scheduler-file FILE.json",
            ) from error
    if "://" not in address:
        address = f"tcp://{address}"
    try:
        is_whole = urlsplit(address).hostname and urlsplit(address).port
    except ValueError:
        is_whole = None
    if not is_whole:
        raise OptionError(
            f"{address!r} is no address of a scheduler", hint="Write it like tls://host:8786."
        )
    return address


def _check_safe(address: str, whose: str) -> None:
    parts = urlsplit(address)
    if parts.scheme == "tls" or _is_here(parts.hostname or ""):
        return
    raise OptionError(
        f"{whose} at {address} is neither on this machine nor behind TLS: whoever reaches it can "
        "run any program on the workers",
        hint="Give it certificates, and write tls://host:port; docs/many-songs.md says how.",
    )


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _security(address: str) -> Any:
    """Give the certificates that Dask's own settings name; none for this machine."""
    if urlsplit(address).scheme != "tls":
        return None
    from distributed.security import Security  # noqa: PLC0415

    try:
        security = Security()
        is_set = security.get_connection_args("client").get("ssl_context") is not None
    except OSError as error:
        raise ResourceError(
            f"the certificates for TLS cannot be read: {error}", hint="Name files that are there."
        ) from error
    if not is_set:
        raise OptionError(
            "TLS wants certificates, and none are named",
            hint="Set DASK_DISTRIBUTED__COMM__TLS__CA_FILE, …TLS__CLIENT__CERT and "
            "…TLS__CLIENT__KEY; docs/many-songs.md says how.",
        )
    return security


def _be_quiet() -> None:
    """Keep Dask's own words out of ours: what they tell, we tell."""
    for name in [*logging.root.manager.loggerDict]:
        if name.partition(".")[0] in {"distributed", "tornado"}:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _workers(client: Client) -> list[str]:
    return list(client.scheduler_info(n_workers=-1).get("workers", ()))


def _check_workers(client: Client, make: Make) -> None:
    """See to it that every worker is safe, like this machine, and writes into the same folder."""
    for address in _workers(client):
        _check_safe(address, "a worker")
    order, folder = make.args
    token = folder / f".affetto-{secrets.token_hex(6)}.part" if order.suffixes else None
    if token is not None:
        token.touch()
    try:
        found = client.run(_look, order, folder, token)
    except ImportError as error:
        raise EngineError(
            f"a worker has no Affetto like this one: {error}",
            hint="Install the same version there, with affetto[cluster].",
        ) from error
    finally:
        if token is not None:
            token.unlink(missing_ok=True)
    for address, (theirs, complaint) in found.items():
        if difference := first_difference(theirs, fingerprint(order)):
            raise _unlike(address, difference)
        if complaint:
            raise EngineError(
                f"the worker at {address} {complaint}",
                hint="Give a folder that all machines share, under the same path.",
            )


def _unlike(address: str, difference: str) -> EngineError:
    return EngineError(
        f"the worker at {address} would make other songs: {difference}",
        hint="Install the same version of Affetto everywhere, with the same files.",
    )


def _look(order: Order, folder: Path, token: Path | None) -> tuple[dict[str, str], str]:
    """Say, on a worker, what it is like, and what is wrong with the folder there.

    Parameters
    ----------
    token
        A file that was put there a moment ago; None where nothing will be written.
    """
    complaint = ""
    if not (token or folder).exists():
        complaint = f"does not see the folder {folder}"
    elif token is not None:
        own = token.with_name(f".affetto-{secrets.token_hex(6)}.part")
        try:
            own.touch()
            own.unlink()
        except OSError as error:
            complaint = f"cannot write into {folder}: {error.strerror}"
    return fingerprint(order), complaint


def _attempt_alike(expected: dict[str, str], make: Make, task: Task) -> Attempt:
    """Try a task, on a worker that may have come later and be another one."""
    if difference := first_difference(fingerprint(make.args[0]), expected):
        return Attempt(task, failure=Failure.of(_unlike("another machine", difference)),
                       stops_all=True)  # fmt: skip
    return attempt(make, task)
