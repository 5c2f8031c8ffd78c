"""A context that is handed on is built of what the target knows."""

from __future__ import annotations

import pytest

from polydag.backends.bodies.escaping import (
    CONTEXT_CLASS,
    Run,
    asks_parameters,
    escaped,
    facts_asked,
)
from polydag.backends.bodies.spelling import Site, Spelled
from polydag.ir.functions import Use
from polydag.ir.policies import RunParameter

FACTS = {
    "ds": Spelled(text="ds", parameters=("ds: str",)),
    "task_id": Spelled(text='"load"'),
    "run_id": Spelled(text="run.id", imports=(("prefect", "runtime"),)),
}
RUN = Run.of([RunParameter(name="full"), RunParameter(name="day", declared=False)])


def _spelled(key: str, asked: str | None) -> Spelled | None:
    rule = escaped(FACTS.get, lambda name: Spelled(text=name, parameters=(name,)), RUN)
    given = {} if asked is None else {"asked": asked}
    return rule(Site(kind="escape", key=key, arguments=given))


@pytest.mark.parametrize(
    ("key", "asked", "text"),
    [
        ("context", "ds", "AirflowContext(ds=ds)"),
        ("context", "ti", 'AirflowContext(ti=SimpleNamespace(task_id="load", run_id=run.id))'),
        ("context", "params", 'AirflowContext(params={"full": full})'),
        ("params", "*", '{"full": full}'),
        ("task", "*", 'SimpleNamespace(task_id="load")'),
        (
            "dag_run.conf",
            "*",
            '{key: value for key, value in {"full": full, "day": day}.items() if value is not None}',
        ),
    ],
)
def test_only_what_may_be_asked_for_and_is_known_is_in_it(key: str, asked: str, text: str) -> None:
    made = _spelled(key, asked)
    assert made is not None
    assert made.text == text


def test_what_its_parts_need_is_needed() -> None:
    made = _spelled("context", "ds ti")
    assert made is not None
    assert made.parameters == ("ds: str",)
    assert {("types", "SimpleNamespace"), ("prefect", "runtime")} <= {*made.imports}
    assert made.needs == {"AirflowContext"}


def test_an_attribute_that_nobody_knows_is_left_as_it_is() -> None:
    assert _spelled("dag_run", None) is None


def test_a_key_that_is_not_known_raises_however_it_is_asked_for() -> None:
    names: dict[str, object] = {}
    exec(f"from collections.abc import Mapping\n{CONTEXT_CLASS}", names)
    context = eval("AirflowContext(ds='2024-01-01')", names)
    assert dict(**context) == {"ds": "2024-01-01"}
    for asking in ("context['conn']", "context.get('conn')", "'conn' in context"):
        with pytest.raises(NotImplementedError, match="conn"):
            eval(asking, {"context": context})


def test_facts_and_parameters_that_may_be_read_are_known_beforehand() -> None:
    use = Use(
        kind="escape", key="context", arguments={"asked": "execution_date conf"}, start=0, stop=1
    )
    assert facts_asked(use) == ("logical_date",)
    assert asks_parameters(use)
    assert facts_asked(use.model_copy(update={"arguments": {}})) == ()
