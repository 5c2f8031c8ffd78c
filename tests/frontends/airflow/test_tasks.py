"""Claims about tasks: what they do, their policies, their dependencies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from polydag.ir.operations import Call, Choose, Gate, Latest, Launch, Notify, Opaque, Shell
from polydag.ir.values import (
    Code,
    Constant,
    ContextOf,
    Entries,
    Items,
    Lookup,
    OutputOf,
    ParameterOf,
    Text,
    Value,
)

Read: TypeAlias = Callable[..., Any]


def inside(body: str, **dag: str) -> str:
    given = "".join(f", {name}={value}" for name, value in dag.items())
    rows = "\n".join(f"    {row}" for row in body.strip().splitlines())
    return f'with DAG("etl"{given}):\n{rows}'


EMPTIES = "a, b, c, d = (EmptyOperator(task_id=x) for x in 'abcd')\n"
EDGES = {
    "a chain": ("a >> b >> c", [("a", "b"), ("b", "c")]),
    "a chain backwards": ("c << b << a", [("b", "c"), ("a", "b")]),
    "a list on the right": ("a >> [b, c] >> d", [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]),
    "a list on the left": ("[a, b] << c", [("c", "a"), ("c", "b")]),
    "chain() pairs lists": (
        "chain(a, [b, c], d)",
        [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")],
    ),
    "cross_downstream()": (
        "cross_downstream([a, b], [c, d])",
        [("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")],
    ),
    "set_upstream and set_downstream": (
        "b.set_upstream(a)\nb.set_downstream([c, d])",
        [("a", "b"), ("b", "c"), ("b", "d")],
    ),
    "an inner chain loses what stands before it": ("a >> [b >> c, c]", [("b", "c"), ("a", "c")]),
    "a label stands between": ('a >> Label("yes") >> b', [("a", "b")]),
    "a loop over pairs": (
        "for x, y in zip([a, b], [b, c]):\n    x >> y",
        [("a", "b"), ("b", "c")],
    ),
    "a spread list": ("chain(*[a, b, c])", [("a", "b"), ("b", "c")]),
}


@pytest.mark.parametrize(("text", "expected"), EDGES.values(), ids=EDGES)
def test_dependencies_are_those_of_airflow(
    text: str, expected: list[tuple[str, str]], read: Read
) -> None:
    result = read(inside(EMPTIES + text))
    assert result.edges == expected
    assert result.codes == []


def test_the_delay_that_airflow_hides_is_stated(read: Read) -> None:
    retry = read(inside('EmptyOperator(task_id="a", retries=2)')).tasks["a"].retry
    assert (retry.count, retry.delays.shape, retry.delays.base) == (2, "fixed", 300.0)


def test_exponential_backoff_is_a_window(read: Read) -> None:
    delays = (
        read(
            inside(
                'EmptyOperator(task_id="a", retries=2, retry_delay=timedelta(minutes=1), '
                "retry_exponential_backoff=True, max_retry_delay=timedelta(minutes=5))"
            )
        )
        .tasks["a"]
        .retry.delays
    )
    assert (delays.shape, delays.base, delays.factor) == ("exponential", 60.0, 2.0)
    assert (delays.cap, delays.jitter) == (300.0, "window")


def test_default_args_feed_any_argument_and_the_call_wins(read: Read) -> None:
    result = read(
        inside(
            'BashOperator(task_id="a")\nBashOperator(task_id="b", bash_command="y", retries=0)',
            default_args="{'bash_command': 'x', 'retries': 2, 'trigger_rule': 'all_done'}",
        )
    )
    a, b = result.tasks["a"], result.tasks["b"]
    assert (a.operation.command, a.retry.count, a.rule) == (Constant(value="x"), 2, "all_done")
    assert (b.operation.command, b.retry.count) == (Constant(value="y"), 0)
    assert result.pipeline.defaults.retry.count == 2


def test_policies_are_carried(read: Read) -> None:
    a = read(
        """
        def page(context):
            pass

        with DAG("etl"):
            a = EmptyOperator(
                task_id="a", owner="team", pool="db", pool_slots=2, priority_weight=5,
                depends_on_past=True, execution_timeout=timedelta(minutes=2), doc_md="doc",
                email=["x@y.z"], email_on_retry=False, on_failure_callback=[page],
                trigger_rule="none_failed_or_skipped", queue="big", outlets=[Asset("s3://b/k")],
            )
        """
    ).tasks["a"]
    assert (a.owner, a.pool, a.pool_slots, a.priority) == ("team", "db", 2, 5)
    assert (a.past, a.timeout, a.doc, a.rule) == (
        "self",
        120.0,
        "doc",
        "none_failed_min_one_success",
    )
    assert [(h.event, h.function, h.recipients) for h in a.hooks] == [
        ("failure", "page", ()),
        ("failure", None, ("x@y.z",)),
    ]
    assert (a.publishes, a.extras) == (("s3://b/k",), {"airflow": {"queue": Constant(value="big")}})


def test_what_is_assigned_to_a_task_later_counts(read: Read) -> None:
    a = read(inside('a = EmptyOperator(task_id="a")\na.doc_md = "later"')).tasks["a"]
    assert a.doc == "later"


def test_a_trigger_rule_is_read_from_its_enumeration(read: Read) -> None:
    text = "from airflow.sdk import TriggerRule\n" + inside(
        'EmptyOperator(task_id="a", trigger_rule=TriggerRule.ONE_FAILED)'
    )
    assert read(text).tasks["a"].rule == "one_failed"


TEMPLATES = {
    "a fact of the run": ("{{ ds }}", (ContextOf(key="ds"),)),
    "the old name of a fact": ("x{{ execution_date }}", None),
    "a parameter": ("{{ params.x }}", (ParameterOf(name="x"),)),
    "a parameter by subscript": ("{{ params['x'] }}", (ParameterOf(name="x"),)),
    "a variable": ("{{ var.value.x }}", (Lookup(what="variable", name="x"),)),
    "a variable with a default": (
        "{{ var.value.get('x', 'y') }}",
        (Lookup(what="variable", name="x", default=Constant(value="y")),),
    ),
    "a field of a connection": (
        "{{ conn.db.host }}",
        (Lookup(what="connection", name="db", field="host"),),
    ),
    "an output": (
        "{{ ti.xcom_pull(task_ids='a', key='n')['k'] }}",
        (OutputOf(task="a", output="n", path=("k",)),),
    ),
    "text around": ("a {{ run_id }} b", None),
}


@pytest.mark.parametrize(("text", "parts"), TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_is_a_text_of_parts(
    text: str, parts: tuple[Any, ...] | None, read: Read
) -> None:
    result = read(inside(f'BashOperator(task_id="t", bash_command={text!r})'))
    command = result.tasks["t"].operation.command
    assert isinstance(command, Text)
    assert result.codes == []
    if parts is not None:
        assert command.parts == parts


def test_an_output_in_an_f_string_is_a_reference(read: Read) -> None:
    result = read(
        inside(
            'a = BashOperator(task_id="a", bash_command="echo 1")\n'
            'BashOperator(task_id="b", bash_command=f"echo {a.output}")'
        )
    )
    assert result.tasks["b"].operation.command.parts == (
        Constant(value="echo "),
        OutputOf(task="a"),
    )


def test_a_shell_task_has_its_environment(read: Read) -> None:
    operation = (
        read(
            inside(
                'BashOperator(task_id="a", bash_command="x", env={"D": "{{ ds }}"}, append_env=True,'
                ' cwd="/tmp", skip_on_exit_code=42)'
            )
        )
        .tasks["a"]
        .operation
    )
    assert isinstance(operation, Shell)
    assert operation.env == {"D": Text(parts=(ContextOf(key="ds"),))}
    assert (operation.append_env, operation.cwd, operation.skip_on) == (
        True,
        Constant(value="/tmp"),
        42,
    )


def test_arguments_of_a_callable_go_by_name(read: Read) -> None:
    operation = (
        read(
            """
            from functools import partial

            def f(a, b, *rest, c=1, **context):
                pass

            with DAG("etl"):
                PythonOperator(
                    task_id="t", python_callable=partial(f, 1), op_args=[2, 3], op_kwargs={"c": "{{ ds }}"}
                )
            """
        )
        .tasks["t"]
        .operation
    )
    assert operation.function == "f"
    assert operation.arguments == {
        "a": Constant(value=1),
        "b": Constant(value=2),
        "rest": Items(items=(Constant(value=3),), shape="tuple"),
        "c": Text(parts=(ContextOf(key="ds"),)),
    }


def test_a_function_that_is_defined_elsewhere_is_called_by_one_of_ours(read: Read) -> None:
    result = read(
        "import requests\n"
        + inside(
            'PythonOperator(task_id="fetch", python_callable=requests.get, op_kwargs={"url": "u"})'
        )
    )
    function = result.module.functions["fetch"]
    assert function.text == "def fetch(url):\n    return requests.get(url=url)"
    assert [piece.text for piece in result.module.prelude] == ["import requests"]


def test_a_result_that_is_taken_apart_is_as_a_whole_the_dict_of_its_outputs(read: Read) -> None:
    operation = (
        read(
            """
            @task(multiple_outputs=True)
            def split():
                return {"a": 1, "b": 2}

            @task
            def whole(parts):
                return parts

            with DAG("etl"):
                whole(split())
            """
        )
        .tasks["whole"]
        .operation
    )
    assert isinstance(operation, Call)
    keys = {key: OutputOf(task="split", output=key) for key in ("a", "b")}
    assert operation.arguments == {"parts": Entries(entries=keys)}


def test_a_branch_that_returns_a_group_has_the_group_as_label(read: Read) -> None:
    operation = (
        read(
            """
            def pick():
                return "big" if x() else "small"

            with DAG("etl"):
                pick_ = BranchPythonOperator(task_id="pick", python_callable=pick)
                with TaskGroup("big") as big:
                    EmptyOperator(task_id="read") >> EmptyOperator(task_id="write")
                pick_ >> [big, EmptyOperator(task_id="small")]
            """
        )
        .tasks["pick"]
        .operation
    )
    assert operation.labels == {"small": ("small",), "big": ("big",)}


def test_a_branch_has_the_tasks_below_it_as_labels(read: Read) -> None:
    operation = (
        read(
            """
            def pick():
                if x():
                    return "full"
                return "delta"

            with DAG("etl"):
                pick_ = BranchPythonOperator(task_id="pick", python_callable=pick)
                full, delta, other, end = (EmptyOperator(task_id=t) for t in ("full", "delta", "other", "end"))
                pick_ >> [full, delta, other]
                [pick_, full, delta] >> end
            """
        )
        .tasks["pick"]
        .operation
    )
    # `end` stands below both: a join, which the branch does not skip.
    assert operation.labels == {"full": ("full",), "delta": ("delta",), "other": ("other",)}
    assert operation.many is False


def test_a_short_circuit_cascades_unless_told_not_to(read: Read) -> None:
    result = read(
        """
        def go():
            return False

        with DAG("etl"):
            ShortCircuitOperator(task_id="a", python_callable=go)
            ShortCircuitOperator(task_id="b", python_callable=go, ignore_downstream_trigger_rules=False)
        """
    )
    operations = [task.operation for task in result.tasks.values()]
    assert all(isinstance(operation, Gate) for operation in operations)
    assert [operation.cascade for operation in operations] == [True, False]


def test_a_slack_message_is_read_at_the_path_that_exists_nowhere(read: Read) -> None:
    result = read(
        "from airflow.providers.slack.operators.slack import SlackWebhookOperator\n"
        + inside(
            'SlackWebhookOperator(task_id="n", http_conn_id="slack", message="failed",'
            ' trigger_rule="one_failed")'
        )
    )
    operation = result.tasks["n"].operation
    assert isinstance(operation, Notify)
    assert (operation.connection, operation.message) == ("slack", Constant(value="failed"))
    assert result.codes == ["AFR001"]


POLICIES = {
    "some never": (
        "[RetryRule(exception=[OSError, KeyError], action=RetryAction.FAIL)]",
        (),
        ("OSError", "KeyError"),
    ),
    "some only": ("rules=[RetryRule(OSError)], default=RetryAction.FAIL", ("OSError",), ()),
    "both": (
        "[RetryRule(KeyError, RetryAction.FAIL), RetryRule(OSError)], RetryAction.FAIL",
        ("OSError",),
        ("KeyError",),
    ),
}
MORE = {
    "a delay of its own": "[RetryRule(OSError, retry_delay=timedelta(minutes=1))]",
    "no subclasses": "[RetryRule(OSError, match_subclasses=False)]",
    "a class by its path": '[RetryRule("requests.Timeout", action=RetryAction.FAIL)]',
}
SELECTIVE = "from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule\n"


@pytest.mark.parametrize("what", POLICIES)
def test_a_policy_of_exceptions_is_read(what: str, read: Read) -> None:
    text, only_on, never_on = POLICIES[what]
    given = f"retry_policy=ExceptionRetryPolicy({text})"
    task = read(SELECTIVE + inside(f'EmptyOperator(task_id="a", retries=2, {given})')).tasks["a"]
    assert (task.retry.only_on, task.retry.never_on) == (only_on, never_on)
    assert not task.extras


@pytest.mark.parametrize("what", MORE)
def test_a_policy_that_says_more_is_kept_as_it_is(what: str, read: Read) -> None:
    given = f"retry_policy=ExceptionRetryPolicy({MORE[what]})"
    task = read(SELECTIVE + inside(f'EmptyOperator(task_id="a", retries=2, {given})')).tasks["a"]
    assert (task.retry.only_on, task.retry.never_on) == ((), ())
    assert isinstance(task.extras["airflow"]["retry_policy"], Code)


def test_an_operator_that_nobody_knows_keeps_class_arguments_and_policies(read: Read) -> None:
    result = read(
        "from airflow.providers.docker.operators.docker_swarm import DockerSwarmOperator\n"
        + inside('a = DockerSwarmOperator(task_id="a", image="x:1", retries=3)')
    )
    task = result.tasks["a"]
    assert isinstance(task.operation, Opaque)
    assert task.operation.class_name == (
        "airflow.providers.docker.operators.docker_swarm.DockerSwarmOperator"
    )
    assert task.operation.arguments == {"image": Constant(value="x:1")}
    assert task.operation.source == 'DockerSwarmOperator(task_id="a", image="x:1", retries=3)'
    assert task.retry.count == 3
    assert result.codes == ["AFR307"]


def test_groups_prefix_ids_and_are_ends_of_dependencies(read: Read) -> None:
    result = read(
        inside(
            'start = EmptyOperator(task_id="start")\n'
            'with TaskGroup("g", tooltip="doc") as g:\n'
            '    a = EmptyOperator(task_id="a")\n'
            '    with TaskGroup("h"):\n'
            '        b = EmptyOperator(task_id="b")\n'
            "    a >> b\n"
            'with TaskGroup("p", prefix_group_id=False):\n'
            '    c = EmptyOperator(task_id="c")\n'
            "start >> g >> c"
        )
    )
    assert [(t.id, t.group) for t in result.tasks.values()] == [
        ("start", ()),
        ("g.a", ("g",)),
        ("g.h.b", ("g", "h")),
        ("c", ("p",)),
    ]
    assert set(result.edges) == {("g.a", "g.h.b"), ("start", "g.a"), ("g.h.b", "c")}
    assert [group.doc for group in result.pipeline.groups] == ["doc", None, None]


def test_setup_and_teardown_have_their_roles(read: Read) -> None:
    result = read(
        inside(
            EMPTIES
            + "a.as_setup() >> b >> c.as_teardown(setups=a)\nd.as_teardown(on_failure_fail_dagrun=True)"
        )
    )
    assert [(t.role, t.fatal) for t in result.tasks.values()] == [
        ("setup", True),
        ("work", True),
        ("teardown", False),
        ("teardown", True),
    ]
    assert set(result.edges) == {("a", "b"), ("b", "c"), ("a", "c")}
    assert [t.rule for t in result.tasks.values()] == [
        "all_success",
        "all_success",
        "all_done_setup_success",
        "all_done_setup_success",
    ]


def test_what_a_conditional_expression_returns_is_what_a_branch_chooses_from(read: Read) -> None:
    result = read(
        'def pick():\n    return "b" if 1 > 0 else "c"\n'
        + inside(
            'a = BranchPythonOperator(task_id="a", python_callable=pick)\n'
            'b = EmptyOperator(task_id="b")\nc = EmptyOperator(task_id="c")\n'
            'd = EmptyOperator(task_id="d", trigger_rule="one_failed")\n'
            "a >> [b, c] >> d\na >> d"
        )
    )
    operation = result.tasks["a"].operation
    assert isinstance(operation, Choose)
    assert operation.labels == {"b": ("b",), "c": ("c",)}


def test_an_argument_that_no_value_can_say_stays_an_expression(read: Read) -> None:
    result = read(
        "class Listener:\n    def __init__(self, x):\n        self.x = x\n"
        + inside(
            "from company import Ask\n"
            'Ask(task_id="a", notifiers=[Listener(1)], params={"x": Param(1, type="integer")})'
        )
    )
    operation = result.tasks["a"].operation
    assert isinstance(operation, Opaque)
    assert operation.arguments["notifiers"] == Code(text="[Listener(1)]", names=("Listener",))


def test_the_variable_of_a_task_is_its_symbol(read: Read) -> None:
    result = read(
        inside(
            'wait = EmptyOperator(task_id="a")\n'
            'EmptyOperator(task_id="b")\n'
            'end = EmptyOperator(task_id="c").as_teardown(setups=wait)'
        )
    )
    assert [t.symbol for t in result.tasks.values()] == ["wait", None, "end"]


def test_a_block_stands_between_its_setups_and_its_teardown(read: Read) -> None:
    result = read(
        inside(
            EMPTIES
            + 'with b.as_teardown(setups=a):\n    x = EmptyOperator(task_id="x")\n'
            + '    x >> EmptyOperator(task_id="y")'
        )
    )
    assert set(result.edges) == {("a", "b"), ("x", "y"), ("a", "x"), ("y", "b")}
    assert result.tasks["a"].role == "setup"


@pytest.mark.parametrize("module", ["providers.standard.operators", "operators"])
def test_latest_only_is_an_operation_of_its_own(read: Read, module: str) -> None:
    found = read(
        f"from airflow.{module}.latest_only import LatestOnlyOperator as Last\n"
        + inside('Last(task_id="gate") >> EmptyOperator(task_id="below")')
    )
    assert found.tasks["gate"].operation == Latest()
    assert found.codes == []


TRIGGER = "from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator\n"


def trigger(arguments: str) -> str:
    return TRIGGER + inside(
        f'TriggerDagRunOperator(task_id="start", trigger_dag_id="child", {arguments})'
    )


def test_a_trigger_of_another_dag_is_a_launch(read: Read) -> None:
    given = (
        "conf={'day': '{{ ds }}'}, wait_for_completion=True, poke_interval=5, trigger_run_id='x'"
    )
    found = read(trigger(given))
    operation = found.tasks["start"].operation
    assert isinstance(operation, Launch)
    assert (operation.target, operation.wait, operation.poll) == ("child", True, 5.0)
    assert operation.conf == Entries(entries={"day": Text(parts=(ContextOf(key="ds"),))})
    assert operation.run_id == Constant(value="x")
    assert found.codes == []


@pytest.mark.parametrize(
    ("states", "accepts", "refuses", "kept"),
    [
        ("failed_states=[]", ("success",), (), []),
        ('allowed_states=["success", "failed"]', ("success", "failed"), ("failed",), []),
        ("allowed_states=[DagRunState.FAILED]", ("failed",), ("failed",), []),
        ('allowed_states=["running"], failed_states=None', ("running",), ("failed",), []),
        ("failed_states=which()", ("success",), ("failed",), ["failed_states"]),
        ("run_after=None", ("success",), ("failed",), ["run_after"]),
    ],
)
def test_states_that_a_launch_accepts_and_refuses(
    read: Read, states: str, accepts: tuple[str, ...], refuses: tuple[str, ...], kept: list[str]
) -> None:
    found = read("from airflow.utils.state import DagRunState\n" + trigger(states))
    operation = found.tasks["start"].operation
    assert isinstance(operation, Launch)
    assert (operation.accepts, operation.refuses) == (accepts, refuses)
    assert [*found.tasks["start"].extras.get("airflow", {})] == kept
    assert found.codes == []


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("reset_dag_run=True", "anew"),
        ("skip_when_already_exists=True", "skip"),
        ("reset_dag_run=True, skip_when_already_exists=True", "anew"),
        ("reset_dag_run=False", "fail"),
    ],
)
def test_what_becomes_of_a_launch_of_a_run_that_is_there(read: Read, said: str, known: str) -> None:
    operation = read(trigger(said)).tasks["start"].operation
    assert isinstance(operation, Launch)
    assert operation.known == known


def test_the_file_of_a_command_is_read_as_the_template_that_it_is(
    read: Read, tmp_path: Path
) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "run.sh").write_text("echo {{ ds }}\n")
    found = read("""
with DAG("etl"):
    BashOperator(task_id="run", bash_command="scripts/run.sh")
""")
    operation = found.tasks["run"].operation
    parts = (Constant(value="echo "), ContextOf(key="ds"))
    assert operation.command == Text(parts=parts, template="scripts/run.sh")
    assert found.codes == []


def test_a_template_that_only_jinja_renders_is_given_what_it_names(read: Read) -> None:
    result = read(
        """
        def show(first, **context):
            templates_dict = context["templates_dict"]
            return templates_dict["day"]

        def named(templates_dict):
            return templates_dict

        def other():
            return 1

        with DAG("etl", params={"n": 1}, user_defined_filters={"loud": lambda t: t.upper()}):
            PythonOperator(
                task_id="a",
                python_callable=show,
                op_args=["{% for x in [1] %}\\n{{ loop.index }}{{ params.n }}{{ 'a' | loud }}{% endfor %}"],
                templates_dict={"day": "{{ ds }}"},
            )
            PythonOperator(task_id="b", python_callable=show, op_args=[1])
            PythonOperator(task_id="c", python_callable=named, templates_dict={"day": 1})
            PythonOperator(task_id="d", python_callable=other, templates_dict={"day": 1})
        """
    )
    first = result.tasks["a"].operation.arguments["first"]
    assert first.text == "render_template(A_TEMPLATE, params={'n': n})"
    assert first.reads == {"n": ParameterOf(name="n")}
    pulled = [result.tasks[id].operation.pulls.get("templates_dict") for id in "abcd"]
    day = Entries(entries={"day": Constant(value=1)})
    assert pulled[1:] == [Constant(value=None), day, None]
    assert [use.kind for use in result.module.functions["show"].uses] == ["pull"]
    assert sorted(result.codes) == ["AFR101", "AFR205"]
    defined = {name: p.text for p in result.module.prelude for name in p.defines}
    assert 'filters["loud"] = lambda t: t.upper()' in defined["render_template"]
    assert defined["A_TEMPLATE"].startswith("A_TEMPLATE = ")


def test_a_variable_that_is_json_stays_one(read: Read) -> None:
    found = read("""
CONFIG = Variable.get("config", deserialize_json=True)

def use(x):
    return x, Variable.get("other", deserialize_json=True)

with DAG("etl"):
    PythonOperator(task_id="use", python_callable=use, op_kwargs={"x": CONFIG})
""")
    config = Lookup(what="variable", name="config", parsed=True)
    assert found.tasks["use"].operation.arguments == {"x": config}
    [use] = found.module.functions["use"].uses
    assert (use.kind, use.key, use.arguments) == ("variable", "other", {"parsed": "True"})


@pytest.mark.parametrize(
    ("to", "recipients", "later"),
    [
        ('["a@x.org", "b@x.org"]', ("a@x.org", "b@x.org"), None),
        ('"{{ params.who }}"', (), Text(parts=(ParameterOf(name="who"),))),
        (
            '["a@x.org", "{{ params.who }}"]',
            (),
            Items(items=(Constant(value="a@x.org"), Text(parts=(ParameterOf(name="who"),)))),
        ),
    ],
)
def test_whom_a_mail_goes_to_is_known_or_what_the_run_says(
    read: Read, to: str, recipients: tuple[str, ...], later: Value | None
) -> None:
    text = f'EmailOperator(task_id="t", to={to}, subject="s", html_content="h")'
    imported = "from airflow.providers.smtp.operators.smtp import EmailOperator"
    dag = 'with DAG("etl", params={"who": "x@x.org"}) as dag:'
    module = read(f"{imported}\n{dag}\n    {text}")
    operation = module.tasks["t"].operation
    assert (operation.recipients, operation.to) == (recipients, later)


def test_a_key_that_a_result_taken_apart_does_not_have_is_none_and_told(read: Read) -> None:
    result = read(
        """
        @task(multiple_outputs=True)
        def split():
            return {"a": 1, "b": 2}

        @task
        def part(given):
            return given

        with DAG("etl"):
            part(split()["c"])
        """
    )
    operation = result.tasks["part"].operation
    assert isinstance(operation, Call)
    assert operation.arguments == {"given": Constant(value=None)}
    assert [d.code for d in result.diagnostics if d.code[3] == "3"] == ["AFR340"]


def test_keys_of_what_a_command_gives_are_in_its_result_where_it_hands_them_on(read: Read) -> None:
    result = read(
        """
        import json

        @task
        def show(first, second, third): ...

        with DAG("etl"):
            split = BashOperator(
                task_id="split", bash_command="ls", output_processor=json.loads, multiple_outputs=True
            )
            whole = BashOperator(task_id="whole", bash_command="ls", output_processor=json.loads)
            silent = BashOperator(task_id="silent", bash_command="ls", do_xcom_push=False)
            show(split.output["a"], whole.output["a"], silent.output)
        """
    )
    operation = result.tasks["show"].operation
    assert isinstance(operation, Call)
    nothing = Constant(value=None)
    split = OutputOf(task="split", path=("a",))
    assert operation.arguments == {"first": split, "second": nothing, "third": nothing}
    kept = {(edge.upstream, edge.downstream) for edge in result.module.pipelines[0].edges}
    assert kept == {("whole", "show"), ("silent", "show")}
    assert [d.code for d in result.diagnostics if d.code[3] == "3"] == ["AFR340", "AFR340"]
    command = result.tasks["split"].operation
    assert isinstance(command, Shell)
    assert command.processor == Code(text="json.loads", names=("json",))


def test_a_text_that_names_a_file_by_an_end_of_its_own_is_what_the_file_holds(
    read: Read, tmp_path: Path
) -> None:
    (tmp_path / "rows.sql").write_text("select '{{ ti.task_id }}'\\n")
    result = read(
        f"""
        @task(templates_exts=[".sql"])
        def show(first, second, third): ...

        with DAG("etl", template_searchpath={str(tmp_path)!r}):
            show("rows.sql", ["rows.txt"], "gone.sql")
        """
    )
    operation = result.tasks["show"].operation
    assert isinstance(operation, Call)
    first = operation.arguments["first"]
    assert isinstance(first, Text)
    assert first.template == "rows.sql"
    assert first.parts[0] == Constant(value="select '")
    assert operation.arguments["third"] == Constant(value="gone.sql")
    assert [d.code for d in result.diagnostics if d.code[3] == "3"] == ["AFR304"]
