"""Claims about TaskFlow, mappings, bodies and loops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from polydag.ir.functions import Function
from polydag.ir.model import Symbolic
from polydag.ir.operations import Call, Script, Shell
from polydag.ir.tasks import Family, Mapping
from polydag.ir.values import (
    Code,
    Constant,
    ContextOf,
    Items,
    OutputOf,
    ParameterOf,
    Text,
    VariableOf,
)

Read: TypeAlias = Callable[..., Any]


def uses_of(function: Function) -> list[tuple[str, str, str]]:
    return [(use.kind, use.key, function.text[use.start : use.stop]) for use in function.uses]


def test_calls_are_tasks_and_outputs_are_references(read: Read) -> None:
    result = read(
        """
        @task(retries=2)
        def extract():
            return {"rows": [1]}

        @task
        def load(rows, *, day):
            pass

        with DAG("etl"):
            data = extract()
            load.override(task_id="store", pool="db")(data["rows"], day="{{ ds }}")
        """
    )
    store = result.tasks["store"]
    assert result.tasks["extract"].retry.count == 2
    assert store.operation.arguments["rows"] == OutputOf(task="extract", path=("rows",))
    assert isinstance(store.operation.arguments["day"], Text)
    assert store.pool == "db"
    assert result.edges == []


def test_further_calls_are_numbered(read: Read) -> None:
    result = read("@task\ndef f():\n    pass\n\nwith DAG('etl'):\n    f() >> f() >> f()\n")
    assert list(result.tasks) == ["f", "f__1", "f__2"]
    assert set(result.codes) == {"AFR003"}


def test_a_dict_annotation_makes_an_output_of_each_key(read: Read) -> None:
    result = read(
        """
        @task
        def split() -> dict:
            return {"lo": 1, "hi": 2}

        @task
        def show(x):
            pass

        with DAG("etl"):
            show(split()["hi"])
        """
    )
    assert result.tasks["show"].operation.arguments["x"] == OutputOf(task="split", output="hi")
    assert result.module.functions["split"].outputs == ("lo", "hi")
    assert result.tasks["split"].origin.packing == "dict"


def test_a_mapping_has_what_it_is_over_and_what_is_fixed(read: Read) -> None:
    result = read(
        """
        @task
        def files():
            return ["a"]

        @task
        def load(path, mode):
            return path

        @task
        def add(paths):
            pass

        with DAG("etl"):
            add(load.partial(mode="x").expand(path=files()))
            BashOperator.partial(task_id="b").expand(bash_command=["x", "y"])
        """
    )
    load = result.tasks["load"]
    assert load.mapping.over == {"path": OutputOf(task="files")}
    assert load.operation.arguments == {"mode": Constant(value="x")}
    assert result.tasks["add"].operation.arguments == {"paths": OutputOf(task="load")}
    over = result.tasks["b"].mapping.over
    assert over == {"bash_command": Items(items=(Constant(value="x"), Constant(value="y")))}
    assert result.codes == []


def test_a_group_function_runs_inside_a_group_of_its_own(read: Read) -> None:
    result = read(
        """
        @task
        def one(x):
            return x

        @task_group
        def both(x):
            return one(one(x))

        with DAG("etl"):
            one.override(task_id="last")(both(1))
        """
    )
    assert list(result.tasks) == ["both.one", "both.one__1", "last"]
    assert result.tasks["last"].operation.arguments == {"x": OutputOf(task="both.one__1")}


def test_a_mapped_group_is_read_once_with_its_elements_by_name(read: Read) -> None:
    result = read(
        """
        @task
        def names():
            return ["a"]

        @task_group
        def one(name, scale):
            @task
            def fetch(name):
                return {"row": name}

            @task
            def clean(row, scale):
                return row

            return clean(fetch(name)["row"], scale)

        @task
        def report(rows):
            return rows

        with DAG("etl"):
            report(one.partial(scale="{{ params.scale }}").expand(name=names()))
        """
    )
    (group,) = result.pipeline.groups
    assert group.mapping == Mapping(over={"name": OutputOf(task="names")})
    fetch, clean = result.tasks["one.fetch"], result.tasks["one.clean"]
    assert fetch.mapping == clean.mapping == Mapping(mode="group")
    assert fetch.operation.arguments == {"name": VariableOf(name="name")}
    assert clean.operation.arguments == {
        "row": OutputOf(task="one.fetch", path=("row",)),
        "scale": Text(parts=(ParameterOf(name="scale"),)),
    }
    assert result.codes == ["AFR202"]


def test_who_takes_a_list_from_a_group_of_several_elements_is_not_told(read: Read) -> None:
    result = read(
        """
        @task
        def fetch(name):
            return name

        @task
        def report(rows):
            return rows

        @task_group
        def one(name):
            return fetch(name)

        with DAG("etl"):
            report(one.expand(name=["a", "b"]))
        """
    )
    assert result.codes == []


def test_a_group_mapped_over_dicts_gives_each_parameter_its_entry(read: Read) -> None:
    result = read(
        """
        @task
        def jobs():
            return [{"name": "a"}]

        @task_group
        def one(name, scale):
            BashOperator(task_id="copy", bash_command="copy", env={"NAME": name, "SCALE": scale})

        with DAG("etl"):
            one.partial(scale=2).expand_kwargs(jobs())
        """
    )
    (group,) = result.pipeline.groups
    assert group.mapping == Mapping(mode="kwargs", over={"**": OutputOf(task="jobs")})
    copy = result.tasks["one.copy"]
    assert copy.mapping == Mapping(mode="group")
    assert copy.operation.env == {"NAME": VariableOf(name="name"), "SCALE": Constant(value=2)}


def test_the_context_of_a_body_is_marked(read: Read) -> None:
    function = read(
        """
        def f(ds, ti=None, params=None, **context):
            run = context["run_id"]
            day = context.get("logical_date")
            x = params["x"] + params.get("y")
            return f"{ds} {ti.task_id} {ti.try_number} {context['dag'].dag_id} {run} {day}"

        with DAG("etl"):
            PythonOperator(task_id="t", python_callable=f)
        """
    ).module.functions["f"]
    assert function.injected == ("ds", "ti", "params", "context")
    assert uses_of(function) == [
        ("context", "run_id", 'context["run_id"]'),
        ("context", "logical_date", 'context.get("logical_date")'),
        ("parameter", "x", 'params["x"]'),
        ("parameter", "y", 'params.get("y")'),
        ("context", "ds", "ds"),
        ("context", "task_id", "ti.task_id"),
        ("context", "try_number", "ti.try_number"),
        ("context", "pipeline", "context['dag'].dag_id"),
    ]


def test_pushes_and_pulls_are_outputs_and_references(read: Read) -> None:
    result = read(
        """
        NAMES = ["a", "b"]

        @task
        def extract(ti=None):
            ti.xcom_push(key="n", value=len(NAMES))
            ti.xcom_push("m", 2)
            return 1

        @task
        def load():
            context = get_current_context()
            ti = context["ti"]
            n = ti.xcom_pull(task_ids="extract", key="n")
            both = ti.xcom_pull(task_ids=[f"load_{name}" for name in NAMES])
            return n, both, ti.xcom_pull("extract")

        with DAG("etl"):
            extract() >> load()
        """
    )
    extract = result.module.functions["extract"]
    assert extract.outputs == ("result", "n", "m")
    assert result.tasks["extract"].origin.packing == "push"
    assert result.tasks["load"].operation.pulls == {
        "n": OutputOf(task="extract", output="n"),
        "both": Items(items=(OutputOf(task="load_a"), OutputOf(task="load_b"))),
        "extract": OutputOf(task="extract"),
    }
    assert result.codes == []


def test_skips_failures_variables_and_escapes_are_marked(read: Read) -> None:
    function = read(
        """
        @task
        def f(**context):
            if Variable.get("off", default=False):
                raise AirflowSkipException("off")
            helper(context)
            raise AirflowFailException

        with DAG("etl"):
            f()
        """
    ).module.functions["f"]
    assert uses_of(function) == [
        ("variable", "off", 'Variable.get("off", default=False)'),
        ("skip", "", 'raise AirflowSkipException("off")'),
        ("escape", "context", "context"),
        ("fail", "", "raise AirflowFailException"),
    ]


def test_a_parameter_that_the_call_gives_is_not_injected(read: Read) -> None:
    function = read(
        """
        @task
        def f(ds, run_id=None):
            return ds

        with DAG("etl"):
            f("2024-01-01")
        """
    ).module.functions["f"]
    assert function.injected == ("run_id",)
    assert function.uses == ()


def test_a_constant_that_a_nested_function_captures_is_known(read: Read) -> None:
    result = read(
        """
        def make(table):
            with DAG(f"load_{table}") as made:
                @task
                def load():
                    return table
                load()
            return made

        a = make("orders")
        """
    )
    [captured] = result.module.functions["load"].captured
    assert (captured.name, captured.how, captured.text) == ("table", "constant", "'orders'")


def test_a_loop_over_constants_is_a_family(read: Read) -> None:
    result = read(
        """
        REGIONS = {"eu": {"rows": 1}, "us": {"rows": 2}}

        def load(region, rows):
            pass

        with DAG("etl"):
            end = EmptyOperator(task_id="end")
            for region, settings in REGIONS.items():
                extract = BashOperator(task_id=f"extract_{region}", bash_command=f"get {region}")
                extract >> PythonOperator(
                    task_id=f"load_{region}", python_callable=load,
                    op_kwargs={"region": region, "rows": settings["rows"]},
                ) >> end
        """
    )
    _, family = result.pipeline.nodes
    assert isinstance(family, Family)
    assert isinstance(family.over, Code)
    assert (family.variables, family.over.text) == (("region", "settings"), "REGIONS.items()")
    assert [[task.id for task in row] for row in family.instances] == [
        ["extract_eu", "load_eu"],
        ["extract_us", "load_us"],
    ]
    first, second = family.members
    assert family.ids[first.id] == Symbolic(text='f"extract_{region}"')
    assert isinstance(first.operation, Shell)
    assert first.operation.command == Text(
        parts=(Constant(value="get "), VariableOf(name="region"))
    )
    assert isinstance(second.operation, Call)
    assert second.operation.arguments == {
        "region": VariableOf(name="region"),
        "rows": VariableOf(name="settings", path=("rows",)),
    }
    assert ("load_us", "end") in result.edges


def test_tasks_of_a_loop_that_differ_otherwise_stay_apart(read: Read) -> None:
    result = read(
        """
        with DAG("etl"):
            for n in [1, 2]:
                BashOperator(task_id=f"t{n}", bash_command="a" if n == 1 else "b")
        """
    )
    assert [node.id for node in result.pipeline.nodes] == ["t1", "t2"]


def test_a_loop_over_something_unknown_is_a_family_without_bindings(read: Read) -> None:
    result = read(
        """
        import yaml

        TABLES = yaml.safe_load(open("/etc/tables.yml"))

        with DAG("etl"):
            for table in TABLES:
                BashOperator(task_id=f"load_{table}", bash_command="load " + table)
        """
    )
    [family] = result.pipeline.nodes
    assert isinstance(family, Family)
    assert family.bindings is None
    assert isinstance(family.over, Code)
    assert family.over.text == "TABLES"
    [member] = family.members
    assert family.ids[member.id].text == 'f"load_{table}"'
    assert isinstance(member.operation, Shell)
    assert isinstance(member.operation.command, Code)
    assert member.operation.command.text == '"load " + table'
    assert result.codes == []


def test_bodies_are_the_authors_text(read: Read) -> None:
    body = 'def f():\n    # why\n    return """\n  kept\n"""'
    indented = body.replace("\n    ", "\n        ").replace("def", "    def")
    result = read(f"@dag\ndef etl():\n    @task\n{indented}\n    f()\netl()\n")
    assert result.module.functions["f"].text == body


def test_a_function_under_task_bash_makes_the_command(read: Read) -> None:
    found = read("""
        @task.bash(env={"A": "{{ ds }}"}, append_env=True, cwd="/", skip_on_exit_code=[3])
        def make(x): return f"echo {x}"
        with DAG("etl"):
            make(1)
    """)
    operation = found.tasks["make"].operation
    assert isinstance(operation, Script)
    assert (operation.function, operation.arguments) == ("make", {"x": Constant(value=1)})
    assert (operation.append_env, operation.skip_on) == (True, 3)
    assert operation.env == {"A": Text(parts=(ContextOf(key="ds"),))}
    assert found.codes == []


@pytest.mark.parametrize(
    ("condition", "first"),
    [
        pytest.param(
            "task.run_if(lambda c: c['params']['go'], 'no')",
            "    if not (context['params']['go']):\n        raise _AirflowSkipException(\"no\")\n",
            id="a lambda is put in",
        ),
        pytest.param("task.skip_if(late)", "    if late(context):\n", id="a function is called"),
    ],
)
def test_a_condition_is_the_first_statement_of_the_body(
    condition: str, first: str, read: Read
) -> None:
    found = read(f"""
        def late(context): return context["ds"] > "2026"
        with DAG("etl"):
            @{condition}
            @task(retries=2)
            def load(x: int = 1):
                "Load."
                return x
            load()
    """)
    function = found.module.functions["load"]
    assert function.text.startswith('def load(x: int = 1, **context):\n    "Load."\n' + first)
    assert function.may_skip
    assert found.tasks["load"].retry.count == 2


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param("task.run_if(lambda c: (True, 'why'))", id="it gives a message, too"),
        pytest.param("task.run_if(elsewhere.asked)", id="it is not known"),
        pytest.param("task.run_if(lambda c: True, MESSAGE)", id="the message is not known"),
    ],
)
def test_a_condition_that_cannot_be_carried_keeps_the_task_as_it_is(
    condition: str, read: Read
) -> None:
    found = read(f"""
        import elsewhere
        MESSAGE = elsewhere.message()
        with DAG("etl"):
            @{condition}
            @task
            def load():
                return 1
            load()
    """)
    assert found.codes == ["AFR307"]
    assert found.tasks["load"].operation.kind == "opaque"


def test_outputs_that_are_transformed_are_expressions_over_them(read: Read) -> None:
    result = read(
        """
        def up(x):
            return x

        @task
        def numbers():
            return [1, 2]

        @task
        def load(number, more=None):
            return number

        with DAG("etl"):
            one = numbers()
            two = numbers.override(task_id="two")()
            three = load.expand(number=one.map(up).map(lambda n: n + 1))
            four = load.override(task_id="four").expand(number=one.zip(two, fillvalue=0))
            five = load.override(task_id="five")(one.concat(two))
            one.map(up) >> load.override(task_id="six")(1)
        """
    )
    tasks = result.tasks
    first = tasks["load"].mapping.over["number"]
    assert first.text == "[n + 1 for n in [up(item) for item in numbers]]"
    assert first.reads == {"numbers": OutputOf(task="numbers")}
    assert "up" in first.names
    zipped = tasks["four"].mapping.over["number"]
    assert zipped.text == "list(zip_longest(numbers, two, fillvalue=0))"
    assert {"numbers", "two"} == {value.task for value in zipped.reads.values()}
    joined = tasks["five"].operation.arguments["number"]
    assert joined.text == "[*numbers, *two]"
    assert ("numbers", "six") in result.edges
    assert [code for code in result.codes if code == "AFR308"] == []
