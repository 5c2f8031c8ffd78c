"""A body that hangs ends when a time limit interrupts it, however far that is."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from polydag.runs.child import hanging
from polydag.runs.child.functions import lookalike
from polydag.runs.child.hanging import StubHangs, hang

HOUR = 3600.0


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """The limit as engines set it."""

    def expire(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class Hanging:
    """A body that hangs on its first call."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, arguments: dict[str, object]) -> object:
        self.calls += 1
        if self.calls == 1:
            raise StubHangs
        return arguments


def test_an_alarm_an_hour_away_ends_it() -> None:
    with pytest.raises(TimeoutError), alarm(HOUR):
        hang()


def test_what_nothing_interrupts_is_called_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hanging, "LONGEST", 0.0)
    body = Hanging()

    def author(rows: int) -> None: ...

    assert lookalike(author, body)(3) == {"rows": 3}
    assert body.calls == 2


def test_a_coroutine_is_cancelled_by_its_own_limit() -> None:
    async def author(rows: int) -> None: ...

    async def limited() -> object:
        return await asyncio.wait_for(lookalike(author, Hanging())(3), 0.05)  # type: ignore[arg-type]  # a coroutine

    with pytest.raises(TimeoutError):
        asyncio.run(limited())


@pytest.mark.parametrize(("options", "ends"), [({"timeout": HOUR}, True), ({}, False)])
def test_a_program_has_its_limit_in_how_it_is_started(
    options: dict[str, float], ends: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hanging, "LONGEST", 0.0)

    def author() -> object:
        return subprocess.run(["sleep", "9999"], check=True, **options)  # type: ignore[call-overload]  # options of run

    stub = lookalike(author, Hanging())
    if ends:
        with pytest.raises(subprocess.TimeoutExpired):
            stub()
    else:
        assert stub() == {}


def test_a_generator_stays_one_where_the_body_yields() -> None:
    def author() -> Iterator[int]:
        yield 1

    reached: list[str] = []

    def body(_: dict[str, object]) -> Iterator[int]:
        reached.append("body")
        return iter([2, 3])

    made = lookalike(author, body, yields=True)()
    assert reached == []
    assert list(made) == [2, 3]  # type: ignore[call-overload]  # an iterator
