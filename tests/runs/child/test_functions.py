"""Functions that look like the author's."""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Callable

from polydag.backends.elsewhere import SENDING
from polydag.runs.child.functions import by_name, helper_in, lookalike, replaced


def author(rows: list[int], limit: int = 10, *more: str, **options: str) -> int:
    """Count rows."""
    raise AssertionError("the author's body ran")


async def waiting(rows: list[int]) -> int:
    raise AssertionError("the author's body ran")


def echo(arguments: dict[str, object]) -> object:
    return arguments


def test_a_stub_gets_its_arguments_by_name() -> None:
    assert lookalike(author, echo)([1], color="red") == {"rows": [1], "limit": 10, "color": "red"}
    assert lookalike(author, echo)([1], 2, "x")["more"] == ("x",)  # type: ignore[index]  # a dict


def test_a_stub_has_the_face_of_the_original() -> None:
    stub = lookalike(author, echo)
    assert stub.__name__ == "author"
    assert stub.__doc__ == "Count rows."
    assert list(inspect.signature(stub).parameters) == ["rows", "limit", "more", "options"]


def test_annotations_that_are_text_are_resolved_where_they_were_written() -> None:
    assert inspect.signature(lookalike(author, echo)).return_annotation is int
    assert inspect.unwrap(lookalike(author, echo)) is not author


def test_a_coroutine_function_stays_one() -> None:
    stub = lookalike(waiting, echo)
    assert inspect.iscoroutinefunction(stub)
    assert asyncio.run(stub([1])) == {"rows": [1]}


def retry(times: int) -> Callable[[Callable[..., object]], Callable[..., object]]:
    def decorate(function: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(function)
        def wrapper(*args: object, **kwargs: object) -> object:
            for _ in range(times):
                try:
                    return function(*args, **kwargs)
                except ValueError:
                    continue
            return "gave up"

        return wrapper

    return decorate


def test_a_decorator_around_the_author_s_function_stays_in_force() -> None:
    calls = []

    def fail(arguments: dict[str, object]) -> object:
        calls.append(arguments)
        raise ValueError("no rows")

    decorated = retry(3)(lambda rows: rows)
    assert replaced(decorated, fail)(1) == "gave up"
    assert len(calls) == 3


def test_a_helper_is_a_plain_function_that_is_not_the_task_s_own() -> None:
    namespace: dict[str, object] = {"author": author, "waiting": waiting, "number": 1}
    assert helper_in(namespace, "author", waiting) is author
    assert helper_in(namespace, "author", author) is None
    assert helper_in(namespace, "author", retry(1)(author)) is None
    assert helper_in(namespace, "number", author) is None
    assert helper_in(namespace, None, author) is None


def test_defaults_count_as_arguments() -> None:
    assert by_name(inspect.signature(author), ([],), {}) == {"rows": [], "limit": 10}


def test_what_stands_in_is_not_sent_to_another_python() -> None:
    space: dict[str, object] = {}
    for name in ("call_elsewhere", "in_interpreter"):
        part = SENDING[name]
        exec("\n".join(f"import {m}" for m, imported in part.imports if not imported), space)
        exec(part.text, space)

    def weigh(row: int) -> int:
        return row

    decorate = space["in_interpreter"]
    assert callable(decorate)
    decorated = retry(3)(decorate("/no/such/python")(weigh))
    assert replaced(decorated, lambda given: [given])(2) == [{"row": 2}]
