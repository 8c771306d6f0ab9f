from __future__ import annotations

import pickle

import pytest

from engine import errors
from engine.errors import DeviceError, EngineError, Failure, JobCancelledError


def test_an_error_keeps_its_hint_across_a_process_border() -> None:
    copy = pickle.loads(pickle.dumps(DeviceError("no microphone", hint="Plug one in.")))
    assert type(copy) is DeviceError
    assert str(copy) == "no microphone"
    assert copy.hint == "Plug one in."


def test_a_failure_of_ours_repeats_message_and_hint() -> None:
    failure = Failure.of(DeviceError("no microphone", hint="Plug one in."))
    assert failure == Failure("DeviceError", "no microphone", "Plug one in.")


def test_a_failure_of_anything_else_still_says_what_to_do() -> None:
    failure = Failure.of(ZeroDivisionError("division by zero"), details="Traceback")
    assert failure.kind == "ZeroDivisionError"
    assert "division by zero" in failure.message
    assert failure.hint
    assert failure.details == "Traceback"


@pytest.mark.parametrize("name", [n for n in errors.__all__ if n not in {"Failure", "EngineError"}])
def test_every_error_is_an_engine_error_without_an_init_of_its_own(name: str) -> None:
    error = getattr(errors, name)
    assert issubclass(error, EngineError)
    assert "__init__" not in vars(error)
    assert name in (errors.__doc__ or "")


def test_a_failure_knows_its_error_whatever_way_it_came() -> None:
    failure = pickle.loads(pickle.dumps(Failure.of(JobCancelledError("stopped"))))
    assert failure.is_a(JobCancelledError)
    assert not failure.is_a(EngineError)
    assert not Failure.of(KeyError("a")).is_a(EngineError)
