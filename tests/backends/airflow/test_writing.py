"""What the Airflow writer decides, one claim each."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from polydag.backends.airflow import BACKEND
from polydag.backends.airflow.naming import Scope, id_of, plural
from polydag.backends.contract import Options
from polydag.diagnostics import Collector
from polydag.ir.functions import Function, Parameter
from polydag.ir.operations import Choose, Opaque
from polydag.ir.pipeline import Defaults, Module, Pipeline
from polydag.ir.policies import Delays, Hook, Retry, RunParameter, Schedule
from polydag.ir.tasks import Mapping, Task
from polydag.ir.values import Constant, ContextOf, Items, ParameterOf, constant
from polydag.rendering.formatting import format_modules
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from tests.backends.airflow.modules import PLAIN, call, edges, function, module, out


def written(made: Module, options: Options | None = None) -> tuple[str, set[str]]:
    """The code for a module, and the codes that were told."""
    collector = Collector()
    emission = BACKEND.write(made, options or Options(), collector)
    assert emission.findings == ()
    text = format_modules({"m.py": emission.draft})["m.py"]
    compile(text, "m.py", "exec")
    return text, {diagnostic.code for diagnostic in collector.diagnostics}


def one_task(**fields: object) -> Module:
    update = {k: v for k, v in fields.items() if k in Task.model_fields}
    task = call("a").model_copy(update=update)
    rest = {k: v for k, v in fields.items() if k in Pipeline.model_fields}
    return module("m", PLAIN[:1], Pipeline(id="m", nodes=(task,), **rest))


@pytest.mark.parametrize(
    ("retry", "expected"),
    [
        pytest.param(
            Retry(count=2, only_on=("OSError",), never_on=("ConnectionError",)),
            (
                "RetryRule(exception=ConnectionError, action=RetryAction.FAIL)",
                "RetryRule(exception=OSError)",
                "default=RetryAction.FAIL",
            ),
            id="what is never retried is asked before what is",
        ),
        pytest.param(
            Retry(count=2, never_on=("OSError",), delays=Delays(shape="list", values=(1.0, 5.0))),
            ("retry_policy=SelectiveRetryDelays(1, 5, never_on=(OSError,))",),
            id="delays of their own and a choice of exceptions are one policy",
        ),
    ],
)
def test_exceptions_that_are_retried(retry: Retry, expected: tuple[str, ...]) -> None:
    text, _ = written(one_task(retry=retry))
    for part in expected:
        assert part in text


@pytest.mark.parametrize(
    ("delays", "expected"),
    [
        pytest.param(Delays(base=300.0), "@task(retries=2)", id="Airflow's own delay is not spelt"),
        pytest.param(
            Delays(base=0.0),
            "@task(retries=2, retry_delay=timedelta(0))",
            id="no delay is stated, as Airflow would wait 300 s",
        ),
        pytest.param(
            Delays(shape="list", values=(1.0, 5.0)),
            "retry_policy=RetryDelays(1, 5)",
            id="a list of delays needs a policy",
        ),
        pytest.param(
            Delays(shape="exponential", base=2.0, factor=3.0),
            "retry_policy=RetryDelays(2, 6)",
            id="a backoff without Airflow's window is a list",
        ),
        pytest.param(
            Delays(shape="exponential", base=2.0, jitter="window"),
            "retry_exponential_backoff=True",
            id="a backoff with Airflow's window is its own",
        ),
    ],
)
def test_delays(delays: Delays, expected: str) -> None:
    text, _ = written(one_task(retry=Retry(count=2, delays=delays)))
    assert expected in text


@pytest.mark.parametrize(
    ("retry", "shared", "expected"),
    [
        pytest.param(
            Retry(count=2, delays=Delays(base=300.0)),
            Retry(count=1, delays=Delays(base=60.0)),
            "@task(retries=2, retry_delay=timedelta(minutes=5))",
            id="Airflow's own delay is spelt where the DAG's defaults have another",
        ),
        pytest.param(
            Retry(count=1, delays=Delays(base=60.0)),
            Retry(
                count=1, delays=Delays(shape="exponential", base=60.0, jitter="window", cap=600.0)
            ),
            "@task(retry_exponential_backoff=False, max_retry_delay=None)",
            id="a backoff of the defaults is taken back",
        ),
        pytest.param(
            Retry(count=1, delays=Delays(base=60.0)),
            Retry(count=1, delays=Delays(shape="list", values=(1.0, 5.0))),
            "@task(retry_delay=timedelta(minutes=1), retry_policy=None)",
            id="a policy of the defaults is taken back",
        ),
        pytest.param(
            Retry(),
            Retry(count=3, delays=Delays(base=60.0)),
            "@task(retries=0)",
            id="no retries need no delay",
        ),
    ],
)
def test_retries_against_the_defaults(retry: Retry, shared: Retry, expected: str) -> None:
    assert expected in written(one_task(retry=retry, defaults=Defaults(retry=shared)))[0]


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        pytest.param({"crons": ("0 6 * * *",)}, 'schedule="0 6 * * *"', id="UTC is a plain cron"),
        pytest.param(
            {"crons": ("0 6 * * *",), "timezone": "Europe/Berlin"},
            'CronTriggerTimetable("0 6 * * *", timezone="Europe/Berlin")',
            id="a zone needs a timetable",
        ),
        pytest.param(
            {"crons": ("0 6 * * *", "0 18 * * *")},
            'MultipleCronTriggerTimetable("0 6 * * *", "0 18 * * *", timezone="UTC")',
            id="several crons are one timetable",
        ),
        pytest.param(
            {"crons": ("0 6 * * *",), "window": "preceding"},
            'schedule="0 6 * * *"',
            id="an interval that nobody asks for is a plain cron",
        ),
    ],
)
def test_crons(schedule: dict[str, object], expected: str) -> None:
    text, _ = written(one_task(schedules=(Schedule(kind="cron", **schedule),)))
    assert expected in text


def test_an_interval_that_a_task_asks_for_keeps_its_timetable() -> None:
    functions = [function("def load(day):\n    print(day)")]
    schedule = Schedule(kind="cron", crons=("0 6 * * *",), window="preceding")
    task = call("load", given={"day": ContextOf(key="ds")})
    text, told = written(
        module("m", functions, Pipeline(id="m", nodes=(task,), schedules=(schedule,)))
    )
    assert 'CronDataIntervalTimetable("0 6 * * *", timezone="UTC")' in text
    assert 'load(day="{{ ds }}")' in text
    assert "AFW201" in told


def test_a_required_parameter_of_a_scheduled_dag_may_be_none() -> None:
    schedule = Schedule(kind="cron", crons=("0 6 * * *",))
    parameter = RunParameter(name="day", json_type="string", required=True)
    text, told = written(one_task(schedules=(schedule,), parameters=(parameter,)))
    assert 'Param(None, type=["null", "string"])' in text
    assert "AFW312" in told


def test_a_required_parameter_has_its_param_as_default() -> None:
    functions = [function("def load(region):\n    print(region)")]
    task = call("load", given={"region": ParameterOf(name="region")})
    open_one = RunParameter(name="region", json_type="string", required=True)
    pipeline = Pipeline(id="m", nodes=(task,), parameters=(open_one,))
    text, _ = written(module("m", functions, pipeline))
    assert 'def m(region: str = Param(type="string")):' in text
    assert "params=" not in text


def test_items_of_a_starred_parameter_are_given_one_by_one() -> None:
    join = Function(
        name="join",
        text="def join(*parts):\n    print(parts)",
        parameters=(Parameter(name="parts", kind="var_positional"),),
    )
    functions = [*PLAIN[:2], join]
    parts = Items(items=(out("a"), out("b")))
    nodes = (call("a"), call("b"), call("join", given={"parts": parts}))
    text, _ = written(module("m", functions, Pipeline(id="m", nodes=nodes)))
    assert "join(a_result, b_result)" in text


def test_no_watcher_follows_a_setup() -> None:
    nodes = (
        call("a", role="setup"),
        call("b"),
        call("c", role="teardown", rule="all_done_setup_success"),
        call("d", rule="one_failed"),
    )
    pipeline = Pipeline(
        id="m", nodes=nodes, edges=edges(("a", "b"), ("b", "c"), ("b", "d")), outcome="any"
    )
    text, codes = written(module("m", PLAIN, pipeline))
    assert "AFW203" in codes
    assert "a_task >> b_task >> [c_task, d_task, watch_failures_task]" in text


def test_a_callback_that_others_call_stays_as_it_is() -> None:
    functions = [
        function("def tell(reason: str='?'):\n    print(reason)"),
        function("def a():\n    tell('a')", names=("tell",)),
    ]
    task = call("a", hooks=(Hook(event="failure", function="tell"),))
    text, _ = written(module("m", functions, Pipeline(id="m", nodes=(task,))))
    assert "on_failure_callback=lambda context: tell()" in text
    assert "def tell(reason: str" in text


def test_text_of_another_engine_that_looks_like_a_template_stays_text() -> None:
    functions = [function("def load(text):\n    print(text)")]
    task = call("load", given={"text": Constant(value="{{ not jinja }}")})
    text, _ = written(module("m", functions, Pipeline(id="m", nodes=(task,))))
    assert "{% raw %}{{ not jinja }}{% endraw %}" in text


def test_no_variable_shadows_the_function_that_it_calls() -> None:
    functions = [
        function("def rows():\n    return []"),
        function("def load(rows):\n    print(rows)"),
    ]
    tasks = (call("rows"), call("load", given={"rows": out("rows")}))
    text, _ = written(module("m", functions, Pipeline(id="m", nodes=tasks)))
    tree = ast.parse(text)
    assigned = {n.targets[0].id for n in ast.walk(tree) if isinstance(n, ast.Assign)}  # type: ignore[attr-defined]  # names
    defined = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    assert not assigned & defined


def test_the_author_names_the_variables_where_nothing_else_has_the_name() -> None:
    functions = [function(f"def {name}(x=0):\n    return x") for name in "abc"]
    nodes = (
        call("a", symbol="raw_data"),
        call("b", given={"x": out("a")}, symbol="c"),
        call("c", given={"x": out("b")}),
    )
    text, _ = written(module("m", functions, Pipeline(id="m", nodes=nodes)))
    assert "raw_data = a()" in text
    assert "    x = b(x=raw_data)" in text


def test_a_branch_is_not_directly_above_what_runs_whatever_it_chooses() -> None:
    choose = call("a").model_copy(
        update={"operation": Choose(function="a", labels={"b": ("b",)}, many=True)}
    )
    nodes = (choose, call("b"), call("c", rule="none_failed"))
    stated = edges(("a", "b"), ("b", "c"), ("a", "c"))
    text, _ = written(module("m", PLAIN, Pipeline(id="m", nodes=nodes, edges=stated)))
    assert "a() >> b() >> c()" in text


def test_a_task_is_written_below_what_it_reads_whatever_the_order_of_the_source() -> None:
    functions = [
        function("def load(rows):\n    print(rows)"),
        function("def fetch():\n    return []"),
    ]
    tasks = (call("load", given={"rows": out("fetch")}), call("fetch"))
    text, _ = written(module("m", functions, Pipeline(id="m", nodes=tasks)))
    body = text.partition("@dag")[2]
    assert body.index("fetch()") < body.index("load(rows)")


@pytest.mark.parametrize(
    ("unsupported", "expected"),
    [("raise", "raise NotImplementedError"), ("warn", "    pass")],
)
def test_what_no_rule_writes(unsupported: str, expected: str) -> None:
    operation = Opaque(class_name="acme.Op", source='Op(task_id="a")')
    made = module("m", [], Pipeline(id="m", nodes=(Task(id="a", operation=operation),)))
    text, told = written(made, Options(unsupported=unsupported))  # type: ignore[arg-type]  # a word of the option
    assert expected in text
    assert '# Op(task_id="a")' in text
    assert "AFW302" in told


def test_a_company_operator_of_airflow_stays_as_it_is() -> None:
    operation = Opaque(class_name="acme.operators.Op", source='Op(task_id="a", table="x")')
    nodes = (Task(id="a", operation=operation), Task(id="b", operation=operation))
    pipeline = Pipeline(id="m", nodes=nodes[:1], edges=edges())
    text, told = written(module("m", [], pipeline, engine="airflow", version="3.3"))
    assert "from acme.operators import Op\n" in text
    assert 'Op(task_id="a", table="x")' in text
    assert told == set()


def test_a_zip_over_lists_is_a_list_of_keyword_arguments() -> None:
    from polydag.ir.tasks import Mapping

    functions = [function("def load(a, b):\n    print(a, b)")]
    over = {"a": constant([1, 2]), "b": constant([3, 4])}
    task = call("load", mapping=Mapping(mode="zip", over=over))
    text, _ = written(module("m", functions, Pipeline(id="m", nodes=(task,))))
    assert 'load.expand_kwargs([{"a": 1, "b": 3}, {"a": 2, "b": 4}])' in text


def test_the_order_of_calls_is_kept() -> None:
    stated = edges(("a", "b"), kind="sequence")
    pipeline = Pipeline(id="m", nodes=(call("a"), call("b")), edges=stated)
    assert "a() >> b()" in written(module("m", PLAIN[:2], pipeline))[0]


def test_a_list_of_outputs_is_passed_as_it_is() -> None:
    functions = [*PLAIN[:2], function("def join(parts):\n    print(parts)")]
    items = Items(items=(out("a"), out("b")))
    tasks = (call("a"), call("b"), call("join", given={"parts": items}))
    text, _ = written(module("m", functions, Pipeline(id="m", nodes=tasks)))
    assert "join(parts=[" in text
    assert ">>" not in text


@pytest.mark.parametrize(
    ("body", "cron", "expected"),
    [
        ('print(context["prev_ds"])', "@daily", '(context["logical_date"] - timedelta(days=1))'),
        ('print(context["execution_date"])', "@daily", 'print(context["logical_date"])'),
        ("print(f\"{context['tomorrow_ds']}\")", "@hourly", "['logical_date'] + timedelta(days=1)"),
        ('print(context["prev_ds"])', "0 6 * * 1-5", 'context["prev_ds"]'),
    ],
)
def test_keys_that_airflow_3_took_away(body: str, cron: str, expected: str, tmp_path: Path) -> None:
    file = tmp_path / "dag.py"
    file.write_text(
        "from airflow import DAG\n"
        "from airflow.operators.python import PythonOperator\n\n\n"
        f"def load(**context):\n    {body}\n\n\n"
        f'with DAG("d", schedule_interval="{cron}", catchup=False):\n'
        '    PythonOperator(task_id="load", python_callable=load)\n'
    )
    made = read_file(SourceFile(file, "dag.py")).module
    assert made is not None
    assert expected in written(made)[0]


@pytest.mark.parametrize(
    ("key", "cron", "expected", "code"),
    [
        ("prev_ds", "@daily", "{{ (logical_date - macros.timedelta(days=1)) | ds }}", "AFW210"),
        (
            "yesterday_ds",
            "@hourly",
            "{{ (logical_date - macros.timedelta(days=1)) | ds }}",
            "AFW210",
        ),
        ("prev_ds", "0 6 * * 1-5", "{{ prev_ds }}", "AFW311"),
        ("ds", "@daily", "{{ ds }}", None),
    ],
)
def test_templates_with_keys_that_airflow_3_took_away(
    key: str, cron: str, expected: str, code: str | None, tmp_path: Path
) -> None:
    file = tmp_path / "dag.py"
    file.write_text(
        "from airflow import DAG\nfrom airflow.operators.bash import BashOperator\n\n"
        f'with DAG("d", schedule_interval="{cron}", catchup=False):\n'
        f'    BashOperator(task_id="a", bash_command="echo {{{{ {key} }}}}")\n'
    )
    made = read_file(SourceFile(file, "dag.py")).module
    assert made is not None
    text, codes = written(made)
    assert expected in text
    assert codes & {"AFW210", "AFW311"} == ({code} if code else set())


@pytest.mark.parametrize(
    ("text", "id"),
    [("my.task-1", "my.task-1"), ("Fetch the rows!", "Fetch_the_rows"), ("ünï", "ünï")],
)
def test_ids(text: str, id: str) -> None:
    assert id_of(text) == id


def test_names_are_given_once() -> None:
    scope = Scope({"rows"})
    assert [scope.take("rows", "data"), scope.take("rows", "data"), scope.take("list")] == [
        "data",
        "data_2",
        "list_2",
    ]


@pytest.mark.parametrize(
    ("word", "several"), [("region", "regions"), ("process", "processes"), ("entry", "entries")]
)
def test_plurals(word: str, several: str) -> None:
    assert plural(word) == several


def test_a_named_output_that_is_mapped_over_is_handed_on_first() -> None:
    """Airflow maps over the whole result of a task only."""
    listing = function("def listing():\n    return ['a'], 'raw'", outputs=("files", "bucket"))
    load = function("def load(file):\n    return file")
    mapped = call("load").model_copy(
        update={"mapping": Mapping(over={"file": out("listing", "files")})}
    )
    made = module("m", [listing, load], Pipeline(id="m", nodes=(call("listing"), mapped)))
    text, _ = written(made)
    assert 'file_items = make_file_items(listing_result["files"])' in text
    assert "load.expand(file=file_items)" in text


@pytest.mark.parametrize(
    "stated",
    [
        'queue="big"',
        'executor_config={"cpu": 2}',
        "skip_on_exit_code=[3, 4]",
        'output_encoding="latin-1"',
    ],
)
def test_arguments_that_only_airflow_has_stay_in_its_own_code(stated: str, tmp_path: Path) -> None:
    file = tmp_path / "dag.py"
    file.write_text(
        "from airflow import DAG\nfrom airflow.operators.bash import BashOperator\n\n"
        f'with DAG("d", default_args={{"weight_rule": "upstream"}}):\n'
        f'    BashOperator(task_id="a", bash_command="x", {stated})\n'
    )
    made = read_file(SourceFile(file, "dag.py")).module
    assert made is not None
    text, _ = written(made)
    assert stated in text
    assert 'default_args = {"weight_rule": "upstream"}' in text
