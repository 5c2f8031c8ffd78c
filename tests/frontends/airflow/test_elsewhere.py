"""Functions that another Python runs: where, and what is told of those that stay where their task is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from polydag.ir.elsewhere import Elsewhere
from polydag.ir.values import Constant, ContextOf, constant

Read: TypeAlias = Callable[..., Any]


@pytest.mark.parametrize(
    ("decorator", "kind", "settings"),
    [
        ('virtualenv(requirements=["a==2"])', "call", {"requirements": ["a==2"]}),
        ('branch_virtualenv(requirements="a\\nb")', "choose", {"requirements": ["a", "b"]}),
        pytest.param(
            'virtualenv(requirements=["a"], system_site_packages=False, serializer="dill")',
            "call",
            {"requirements": ["a", "dill"], "system_site_packages": False, "serializer": "dill"},
            id="what carries the arguments is installed where only the requirements are",
        ),
        pytest.param(
            'virtualenv(index_urls=["x", "y"], pip_install_options=["-q"], python_version="3.12")',
            "call",
            {
                "requirements": [],
                "python": "python3.12",
                "options": ["-q", "--index-url", "x", "--extra-index-url", "y"],
            },
            id="indexes are options of pip",
        ),
        pytest.param(
            "virtualenv(index_urls=[], venv_cache_path='/c', use_dill=True)",
            "call",
            {
                "requirements": [],
                "options": ["--no-index"],
                "cache": "/c",
                "serializer": "dill",
            },
            id="no index at all",
        ),
        (
            'branch_external_python(python="/p", env_vars={"A": "b"}, inherit_env=False)',
            "choose",
            {"python": "/p", "env": {"A": "b"}, "inherit_env": False},
        ),
        pytest.param(
            'docker(image="i", environment={"A": "b"}, private_environment={"C": "d"}, '
            'auto_remove="success", container_name="x", python_command="py", docker_url="u")',
            "call",
            {
                "image": "i",
                "python": "py",
                "url": "u",
                "name": "x",
                "remove": True,
                "environment": {"A": "b", "C": "d"},
            },
            id="a container",
        ),
        (
            'external_python(python="/p", skip_on_exit_code=3)',
            "call",
            {"python": "/p", "skip_on": [3]},
        ),
    ],
)
def test_a_function_is_read_with_the_python_that_runs_it(
    decorator: str, kind: str, settings: dict[str, object], read: Read
) -> None:
    found = read(f"""
        @task.{decorator}
        def load(): return "x"
        with DAG("etl"):
            load() >> EmptyOperator(task_id="x")
    """)
    assert found.tasks["load"].operation.kind == kind
    assert found.codes == []
    places = {"virtualenv": "virtualenv", "docker": "container"}
    place = next((to for word, to in places.items() if word in decorator), "interpreter")
    expected = {name: constant(value) for name, value in settings.items()}  # type: ignore[arg-type]  # JSON, as written above
    wanted = Elsewhere.model_validate({"kind": place, "settings": expected})
    assert found.module.functions["load"].elsewhere == wanted


def test_one_function_in_two_places_is_two(read: Read) -> None:
    found = read("""
        def load(ds, run_id, day="x"): return ds
        with DAG("etl"):
            PythonOperator(task_id="here", python_callable=load)
            for name in ["a", "b"]:
                PythonVirtualenvOperator(task_id=name, python_callable=load, op_kwargs={"ds": name})
            ExternalPythonOperator(task_id="there", python_callable=load, python="/p")
    """)
    functions = {name: found.tasks[name].operation.function for name in ("here", "a", "b", "there")}
    assert functions == {"here": "load", "a": "load_2", "b": "load_2", "there": "load_3"}
    assert found.codes == []
    # What Airflow sends along is an argument there: the function has nobody to ask.
    assert found.module.functions["load"].injected == ("ds", "run_id")
    assert found.module.functions["load_2"].injected == ()
    sent = found.tasks["a"].operation.arguments
    assert sent == {"ds": Constant(value="a"), "run_id": ContextOf(key="run_id")}


def test_the_global_of_the_script_is_known_there(read: Read) -> None:
    found = read("""
        @task.external_python(python="/p", string_args=["a", 1])
        def load(): return virtualenv_string_args
        with DAG("etl"):
            load()
    """)
    place = found.module.functions["load"].elsewhere
    assert place.globals == {"virtualenv_string_args": "['a', '1']"}
    assert found.codes == []


@pytest.mark.parametrize(
    ("decorator", "body", "reason"),
    [
        ('virtualenv(requirements=["{{ params.x }}"])', "1", "`requirements` is only known in a"),
        ("virtualenv(requirements='no.txt')", "1", "`requirements` is no list"),
        ("virtualenv(string_args=[datetime.now()])", "1", "`string_args` is computed"),
        ("virtualenv(use_airflow_context=True)", "1", "`use_airflow_context` is Airflow's own"),
        ("external_python(python='p', skip_on_exit_code=0)", "1", "`skip_on_exit_code` is"),
        ("branch_virtualenv(skip_on_exit_code=3)", "'x'", "`skip_on_exit_code` is"),
        ("external_python(env_vars={})", "1", "nothing says which `python`"),
        ("external_python(python='p')", "kw['ti'].try_number", "its body needs the engine"),
        ("docker(environment={})", "1", "nothing says which"),
        ("kubernetes(image='i')", "1", "polydag knows no counterpart"),
        ("pyspark()", "1", "polydag knows no counterpart"),
    ],
)
def test_what_cannot_run_elsewhere_is_told_with_the_reason(
    decorator: str, body: str, reason: str, read: Read
) -> None:
    found = read(f"""
        @task.{decorator}
        def load(**kw): return {body}
        with DAG("etl"):
            load() >> EmptyOperator(task_id="x")
    """)
    assert found.module.functions["load"].elsewhere is None
    [told] = [d for d in found.diagnostics if d.code == "AFR309"]
    assert reason in told.message
    assert decorator.partition("(")[0] in told.message


def test_a_file_of_requirements_is_read_line_by_line(read: Read, tmp_path: Path) -> None:
    (tmp_path / "needs.txt").write_text("a==1\n\n# more\nb\n")
    found = read(
        """
        @task.virtualenv(requirements="needs.txt")
        def load(): return 1
        with DAG("etl"):
            load()
        """
    )
    place = found.module.functions["load"].elsewhere
    assert place is not None
    assert place.settings["requirements"] == constant(["a==1", "# more", "b"])
