"""Operators of the packages that run dbt say what dbt is asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from polydag.ir.graph import Graph
from polydag.ir.operations import Dbt
from polydag.ir.values import Constant, ContextOf, Text
from tests.frontends.airflow.conftest import Read

Plain = Callable[[str], Read]

HEAD = """
from airflow import DAG
from airflow_dbt.operators.dbt_operator import DbtRunOperator, DbtTestOperator
from airflow_dbt_python.operators.dbt import DbtSeedOperator
from cosmos import DbtDag, DbtTaskGroup, ExecutionConfig, ProfileConfig, ProjectConfig, RenderConfig
from cosmos.constants import TestBehavior
from cosmos.operators import DbtRunOperationLocalOperator, DbtBuildOperator
from cosmos.profiles import PostgresUserPasswordProfileMapping

profile = ProfileConfig("shop", "prod", profiles_yml_filepath="/opt/dbt/profiles.yml")
"""


def line(operation: object) -> str:
    """The words of a dbt task, with what comes before and where it is."""
    assert isinstance(operation, Dbt)
    known = [str(word.value) for word in operation.command if isinstance(word, Constant)]
    assert len(known) == len(operation.command)
    places = [v.value for v in (operation.project, operation.profiles) if isinstance(v, Constant)]
    return " ".join([*(["deps,"] if operation.deps else []), *known, "@", *map(str, places)])


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            'DbtRunOperator(task_id="t", dir="/opt/dbt", profiles_dir="/p", models="a", full_refresh=True)',
            "run --select a --full-refresh @ /opt/dbt /p",
        ),
        (
            'DbtTestOperator(task_id="t", dir="/opt/dbt", warn_error=True, vars={"a": 1, "b": ["x"]})',
            '--warn-error test --vars {"a": 1, "b": ["x"]} @ /opt/dbt',
        ),
        (
            'DbtSeedOperator(task_id="t", project_dir="/opt/dbt", selector_name="nightly", threads=4)',
            "seed --threads 4 --selector nightly @ /opt/dbt",
        ),
        (
            'DbtBuildOperator(task_id="t", project_dir="/opt/dbt", profile_config=profile,'
            ' select=["a", "b"], install_deps=False, dbt_cmd_flags=["--empty"])',
            "build --profile shop --target prod --select a b --empty @ /opt/dbt /opt/dbt",
        ),
        (
            'DbtRunOperationLocalOperator(task_id="t", project_dir="/opt/dbt", macro_name="grant",'
            ' args={"to": "eu"}, profile_config=profile)',
            'deps, run-operation grant --args {"to": "eu"} --profile shop --target prod @ /opt/dbt /opt/dbt',
        ),
        (
            'DbtTaskGroup(group_id="t", project_config=ProjectConfig("/opt/dbt", dbt_vars={"a": 1}),'
            " profile_config=profile, operator_args={'full_refresh': True, 'retries': 2},"
            ' render_config=RenderConfig(select=["a"], test_behavior=TestBehavior.NONE))',
            "deps, build --resource-type model --resource-type seed --resource-type snapshot --profile shop"
            ' --target prod --select a --vars {"a": 1} --full-refresh @ /opt/dbt /opt/dbt',
        ),
        (
            'DbtTaskGroup(group_id="t", project_config=ProjectConfig(install_dbt_deps=False),'
            ' execution_config=ExecutionConfig(dbt_project_path="/opt/dbt"), profile_config=profile)',
            "build --profile shop --target prod @ /opt/dbt /opt/dbt",
        ),
    ],
)
def test_the_words_of_dbt(call: str, expected: str, read: Plain) -> None:
    [pipeline] = read(f'{HEAD}\nwith DAG("shop", schedule=None):\n    {call}\n').module.pipelines
    task = Graph(pipeline).tasks["t"]
    assert line(task.operation) == expected


def test_templates_of_variables_stay_templates(read: Plain) -> None:
    found = read(
        HEAD + 'with DAG("shop", schedule=None):\n'
        '    DbtRunOperator(task_id="t", dir="/opt/dbt", vars={"day": "{{ ds }}", "n": 1})\n'
    )
    operation = found.tasks["t"].operation
    assert isinstance(operation, Dbt)
    quoted = (Constant(value='{"day": "'), ContextOf(key="ds"), Constant(value='", "n": 1}'))
    assert operation.command[-1] == Text(parts=quoted)


def test_a_dag_of_cosmos_is_a_pipeline_of_one_task(read: Plain) -> None:
    found = read(
        HEAD
        + 'DbtDag(dag_id="shop", schedule="@daily", project_config=ProjectConfig("/opt/dbt"),\n'
        '       profile_config=profile, operator_args={"install_deps": False})\n'
    )
    assert line(found.tasks["dbt_build"].operation).startswith("build --profile shop")
    assert [schedule.kind for schedule in found.pipeline.schedules]
    assert "AFR206" in found.codes


def test_what_only_cosmos_understands_is_kept_for_airflow(read: Plain) -> None:
    found = read(
        f"""{HEAD}with DAG("shop", schedule=None):
    DbtTaskGroup(
        group_id="t",
        project_config=ProjectConfig("/opt/dbt", models_path="marts"),
        profile_config=ProfileConfig(
            "shop", "prod", profiles_yml_filepath="/p/profiles.yml", disable_event_tracking=True
        ),
        render_config=RenderConfig(test_behavior=TestBehavior.AFTER_ALL),
    )
"""
    )
    assert set(found.tasks["t"].extras["airflow"]) == {
        "project_config.models_path",
        "profile_config.disable_event_tracking",
        "render_config.test_behavior",
    }


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(
            'DbtTaskGroup(group_id="t", project_config=ProjectConfig("/d", **unknown()),'
            " profile_config=profile)",
            id="more of a project",
        ),
        pytest.param('DbtRunOperator(task_id="t", full_refresh=unknown())', id="a flag"),
        pytest.param('DbtSeedOperator(task_id="t", dbt_conn_id="warehouse")', id="a connection"),
        pytest.param('DbtBuildOperator(task_id="t", env={"A": "b"})', id="an environment"),
        pytest.param('DbtBuildOperator(task_id="t", select=unknown())', id="a list"),
        pytest.param('DbtBuildOperator(task_id="t", profile_config=unknown())', id="a profile"),
        pytest.param(
            'DbtTaskGroup(group_id="t", project_config=unknown(), profile_config=profile)',
            id="a project",
        ),
    ],
)
def test_what_no_word_says_is_no_dbt_task(call: str, read: Plain) -> None:
    found = read(
        f'{HEAD}from company import unknown\nwith DAG("shop", schedule=None):\n    {call}\n'
    )
    assert found.tasks["t"].operation.kind == "opaque"
    assert "AFR307" in found.codes
