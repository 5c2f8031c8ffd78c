"""Claims about operators that ask a person: what they ask, and what becomes of the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import pytest

from polydag.ir.functions import Function, Use
from polydag.ir.operations import Call, Choose, Gate, Opaque

Read: TypeAlias = Callable[..., Any]


def dag(operator: str, arguments: str, defaults: str = "{}") -> str:
    return f"""
from datetime import timedelta
from airflow.sdk import Param, Variable
from airflow.providers.standard.operators.hitl import {operator}

with DAG("etl", schedule=None, default_args={defaults}):
    step = {operator}(task_id="step", subject="Go on?", {arguments})
    a, b = EmptyOperator(task_id="a"), EmptyOperator(task_id="b")
    step >> [a, b]
    a >> b
"""


def asked(functions: Mapping[str, Function]) -> Use:
    (function,) = (one for one in functions.values() if one.uses)
    (use,) = function.uses
    assert function.text[use.start : use.stop].startswith("ask(subject=subject")
    return use


@pytest.mark.parametrize(
    ("operator", "arguments", "texts"),
    [
        ("HITLOperator", 'options=["a"]', {"options": '["a"]'}),
        ("HITLOperator", 'options=["a"], multiple=True', {"options": '["a"]', "multiple": "True"}),
        (
            "HITLOperator",
            'options=["a", "b"], defaults="a", response_timeout=timedelta(minutes=1)',
            {"options": '["a", "b"]', "defaults": '["a"]', "timeout": "60"},
        ),
        (
            "HITLOperator",
            'options=["a"], body="{{ ds }}", assigned_users=[{"id": "1", "name": "Ada"}]',
            {"body": "body", "options": '["a"]', "users": '["Ada (1)"]'},
        ),
        (
            "HITLOperator",
            'options=Variable.get("o", deserialize_json=True)',
            {"options": "options"},
        ),
        ("HITLEntryOperator", "", {"options": '["OK"]', "defaults": '["OK"]'}),
        (
            "HITLEntryOperator",
            'options=["send"], params={"n": Param(1, type="integer", minimum=0), "k": "v"}',
            {
                "options": '["send"]',
                "fields": '{"n": {"type": "integer", "minimum": 0, "default": 1}, "k": {"default": "v"}}',
            },
        ),
    ],
)
def test_what_is_asked(read: Read, operator: str, arguments: str, texts: dict[str, str]) -> None:
    result = read(dag(operator, arguments))
    assert asked(result.module.functions).arguments == {"subject": "subject"} | texts
    assert isinstance(result.tasks["step"].operation, Call)
    assert result.module.pipelines[0].parameters == ()


@pytest.mark.parametrize(
    ("arguments", "seconds"),
    [
        ("execution_timeout=timedelta(minutes=2)", "120"),
        ("execution_timeout=timedelta(1), response_timeout=timedelta(seconds=5)", "5"),
        ("", "30"),
    ],
)
def test_a_limit_of_the_execution_is_one_of_the_wait(
    read: Read, arguments: str, seconds: str
) -> None:
    defaults = '{"execution_timeout": timedelta(seconds=30)}'
    result = read(dag("HITLOperator", f'options=["a"], {arguments}', defaults))
    assert asked(result.module.functions).arguments["timeout"] == seconds
    assert (result.tasks["step"].timeout, result.tasks["a"].timeout) == (None, 30.0)


@pytest.mark.parametrize(
    ("arguments", "labels", "many", "ends"),
    [
        ('options=["a"]', {"a"}, False, 'return answer["chosen_options"][0]'),
        (
            'options=["a", "b"], multiple=True',
            {"a", "b"},
            True,
            'return answer["chosen_options"]',
        ),
        (
            'options=["yes"], options_mapping={"yes": "a"}',
            {"a"},
            False,
            'return tasks[answer["chosen_options"][0]]',
        ),
    ],
)
def test_a_choice_starts_what_was_chosen(
    read: Read, arguments: str, labels: set[str], many: bool, ends: str
) -> None:
    result = read(dag("HITLBranchOperator", arguments))
    operation = result.tasks["step"].operation
    assert isinstance(operation, Choose)
    assert ({*operation.labels}, operation.many) == (labels, many)
    assert result.module.functions[operation.function].text.endswith(ends)


@pytest.mark.parametrize(
    ("arguments", "cascade"), [("", False), ("ignore_downstream_trigger_rules=True", True)]
)
def test_a_rejection_shuts_the_way(read: Read, arguments: str, cascade: bool) -> None:
    operation = read(dag("ApprovalOperator", arguments)).tasks["step"].operation
    assert isinstance(operation, Gate)
    assert operation.cascade is cascade


def test_a_rejection_fails_where_the_source_says_so(read: Read) -> None:
    result = read(dag("ApprovalOperator", "fail_on_reject=True"))
    operation = result.tasks["step"].operation
    assert isinstance(operation, Call)
    text = result.module.functions[operation.function].text
    assert 'raise ValueError("Reject was chosen")' in text


@pytest.mark.parametrize(
    ("operator", "arguments"),
    [
        ("HITLOperator", 'options=["a"], multiple=Variable.get("m")'),
        ("HITLOperator", 'options=["a"], response_timeout=Variable.get("m")'),
        ("HITLOperator", 'options=["a"], assigned_users=Variable.get("m")'),
        ("HITLBranchOperator", 'options=Variable.get("m")'),
        ("HITLBranchOperator", 'options=["a"], options_mapping=Variable.get("m")'),
        ("ApprovalOperator", 'fail_on_reject=Variable.get("m")'),
    ],
)
def test_a_question_that_only_a_run_knows_is_told(
    read: Read, operator: str, arguments: str
) -> None:
    result = read(dag(operator, arguments))
    assert isinstance(result.tasks["step"].operation, Opaque)
    assert "AFR363" in result.codes
