"""A task whose whole body starts another flow is a launch; what does more is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from polydag.ir.operations import Call, Launch
from polydag.ir.values import Constant, Entries, ParameterOf, Text
from tests.frontends.prefect.conftest import Read

Reader = Callable[[str], Read]
DEPLOYMENT = "from prefect.deployments import run_deployment as deploy\n"


def started(read: Reader, body: str) -> Read:
    rows = "\n".join(f"    {row}" for row in body.splitlines())
    return read(
        f"{DEPLOYMENT}\n@flow\ndef my_report(day=1):\n    done()\n\n"
        f"@task\ndef start(day):\n{rows}\n\n"
        "@flow\ndef main(day=1):\n    start(day)\n"
    )


@pytest.mark.parametrize(
    ("body", "wait", "tolerant"),
    [
        pytest.param("my_report(day=day)", True, False, id="a call"),
        pytest.param('"""Why."""\nmy_report(day=day)', True, False, id="a call with a docstring"),
        pytest.param("my_report(day=day, return_state=True)", True, True, id="a tolerant call"),
        pytest.param(
            'deploy("my-report/my_report", parameters={"day": day}, timeout=0)',
            False,
            False,
            id="a deployment, without waiting",
        ),
        pytest.param(
            'deploy("my-report/my_report", parameters={"day": day})',
            True,
            True,
            id="a deployment whose end nobody looks at",
        ),
        pytest.param(
            'run = deploy("my-report/my_report", parameters={"day": day})\n'
            "if run.state is None or not run.state.is_completed():\n"
            '    raise RuntimeError("failed")',
            True,
            False,
            id="a deployment that must end well",
        ),
    ],
)
def test_a_body_that_only_starts_a_flow_is_a_launch(
    read: Reader, body: str, wait: bool, tolerant: bool
) -> None:
    found = started(read, body)
    operation = found.tasks["start"].operation
    assert isinstance(operation, Launch)
    assert (operation.target, operation.wait) == ("my_report", wait)
    assert operation.fails_at("failed") is not tolerant
    assert operation.conf == Entries(entries={"day": ParameterOf(name="day")})
    assert found.codes == []
    assert "start" not in found.module.functions


def test_a_launch_is_given_constants_and_texts_of_parameters(read: Reader) -> None:
    found = started(read, 'deploy("other/other", parameters={"a": 1, "b": f"on {day}"}, timeout=0)')
    operation = found.tasks["start"].operation
    assert isinstance(operation, Launch)
    text = Text(parts=(Constant(value="on "), ParameterOf(name="day")))
    assert operation.target == "other"
    assert operation.conf == Entries(entries={"a": Constant(value=1), "b": text})


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param("my_report(day=day + 1)", "PFR330", id="a computed argument"),
        pytest.param("my_report(day=day)\nreturn 1", "PFR330", id="more than the call"),
        pytest.param(
            'deploy("my-report/prod", timeout=0)', "PFR306", id="one deployment of several"
        ),
        pytest.param(
            'deploy("my-report/my-report", tags=["x"])', "PFR306", id="an option of Prefect's own"
        ),
    ],
)
def test_a_body_that_does_more_stays_as_it_is_and_is_told(
    read: Reader, body: str, code: str
) -> None:
    found = started(read, body)
    assert isinstance(found.tasks["start"].operation, Call)
    assert found.codes == [code]
