"""Retry conditions are read as exceptions where they say no more than that."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.frontends.prefect.conftest import Read

Reader = Callable[[str], Read]
TRY = "    try:\n        state.result()\n"


def flow_with(body: str) -> str:
    return (
        "from prefect import flow, task\n\n\n"
        f"def worth(task, task_run, state):\n{body}\n\n\n"
        "@task(retries=2, retry_condition_fn=worth)\ndef a(): return 1\n\n\n"
        "@flow\ndef main():\n    a()\n"
    )


@pytest.mark.parametrize(
    ("body", "only_on", "never_on"),
    [
        pytest.param(
            f"{TRY}    except (OSError, KeyError):\n        return True\n    return False",
            ("OSError", "KeyError"),
            (),
            id="some are retried",
        ),
        pytest.param(
            f"{TRY}    except OSError:\n        return False\n    except Exception:\n        return True",
            (),
            ("OSError",),
            id="all but some are retried",
        ),
        pytest.param(
            f"{TRY}    except ConnectionError:\n        return False\n    except OSError:\n        return True",
            ("OSError",),
            ("ConnectionError",),
            id="some but not those below them",
        ),
        pytest.param(
            "    error = state.result(raise_on_failure=False)\n    return isinstance(error, OSError)",
            ("OSError",),
            (),
            id="an isinstance",
        ),
        pytest.param(
            "    return not isinstance(state.result(raise_on_failure=False), (OSError, KeyError))",
            (),
            ("OSError", "KeyError"),
            id="no isinstance",
        ),
    ],
)
def test_a_condition_is_read_as_exceptions(
    body: str, only_on: tuple[str, ...], never_on: tuple[str, ...], read: Reader
) -> None:
    retry = read(flow_with(body)).tasks["a"].retry
    assert (retry.only_on, retry.never_on) == (only_on, never_on)
    assert retry.condition == "worth"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("    return task_run.run_count < 2", id="it looks at the run"),
        pytest.param(
            f"{TRY}    except OSError as error:\n        return error.errno == 5\n    return False",
            id="it looks into the exception",
        ),
        pytest.param(
            f"{TRY}    except OSError:\n        return True\n    except ConnectionError:\n        return False",
            id="what is retried is asked for first",
        ),
        pytest.param("    return False", id="nothing is retried"),
        pytest.param(
            "    return isinstance(state.message, OSError)", id="it asks another thing for its kind"
        ),
    ],
)
def test_a_condition_that_says_more_stays_a_function(body: str, read: Reader) -> None:
    retry = read(flow_with(body)).tasks["a"].retry
    assert (retry.only_on, retry.never_on, retry.condition) == ((), (), "worth")
