"""Claims about operator classes of the repository, and methods that tasks run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from polydag.frontends.airflow.request import RULES
from polydag.frontends.airflow.sketch import RULE_IMPORTS
from polydag.ir.operations import Call, Choose, Opaque, Shell, Wait
from polydag.ir.values import Constant, ContextOf, Text

Read: TypeAlias = Callable[..., Any]

IMPORTS = """
import logging
from airflow.sdk import DAG, BaseOperator, BaseSensorOperator, Variable
from airflow.exceptions import AirflowException, AirflowSkipException
from airflow.operators.branch import BaseBranchOperator
from airflow.hooks.http import HttpHook
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.python import PythonOperator
"""

# The class, its call, and the text of the function that its work becomes.
WORK = {
    "an attribute becomes a parameter": (
        """
class GetOperator(BaseOperator):
    def __init__(self, url, **kwargs):
        super().__init__(**kwargs)
        self.url = url

    def execute(self, context):
        # As it comes.
        return fetch(self.url)
""",
        'GetOperator(task_id="t", url="u")',
        "def get(url):\n    # As it comes.\n    return fetch(url)",
        {"url": "u"},
    ),
    "a default of `__init__` stays a default, and what equals it is not given": (
        """
class GetOperator(BaseOperator):
    kind = "json"

    def __init__(self, url, limit=5, *args, **kwargs):
        super(GetOperator, self).__init__(*args, **kwargs)
        self.limit = limit
        self.url = url.lower()

    def execute(self, context):
        return fetch(self.url, self.limit, self.kind)
""",
        'GetOperator(task_id="t", url="U", limit=5)',
        "def get(url, limit=5, kind='json'):\n    return fetch(url, limit, kind)",
        {"url": "u"},
    ),
    "a local that copies an attribute goes": (
        """
class GetOperator(BaseOperator):
    def __init__(self, url, **kwargs):
        self._url = url
        super().__init__(**kwargs)

    def execute(self, context):
        url = self._url
        return f"{self._url}/{url}"
""",
        'GetOperator(task_id="t", url="u")',
        'def get(url):\n    return f"{url}/{url}"',
        {"url": "u"},
    ),
    "a parameter is never called like something that the text says": (
        """
class GetOperator(BaseOperator):
    def __init__(self, json, get, **kwargs):
        super().__init__(**kwargs)
        self.json = json
        self.get = get
        self.ds = get

    def execute(self, context):
        return json.dumps(self.json, self.get, self.ds)
""",
        'GetOperator(task_id="t", json="u", get="v")',
        "def run_get(given_json, get, given_ds):\n    return json.dumps(given_json, get, given_ds)",
        {"given_json": "u", "get": "v", "given_ds": "v"},
    ),
    "methods and properties become functions inside": (
        '''
class GetOperator(BaseOperator):
    """Gets."""

    def __init__(self, url, **kwargs):
        super().__init__(**kwargs)
        self.url = url

    @property
    def path(self):
        return f"/{self.url}"

    def _one(self, n):
        return """
        as it is""" + self.path * n

    def execute(self, context):
        return self._one(2)
''',
        'GetOperator(task_id="t", url="u")',
        '''def get(url):
    """Gets."""
    def _one(n):
        return """
        as it is""" + path() * n

    def path():
        return f"/{url}"

    return _one(2)''',
        {"url": "u"},
    ),
    "what is assigned while it runs is a local": (
        """
class GetOperator(BaseOperator):
    def __init__(self, url, **kwargs):
        super().__init__(**kwargs)
        self.url = url

    def execute(self, context):
        self.count = 1
        self.url += "/"
        return self.count, self.url
""",
        'GetOperator(task_id="t", url="u")',
        'def get(url):\n    count = 1\n    url += "/"\n    return count, url',
        {"url": "u"},
    ),
    "a default argument of the DAG is given to `__init__`": (
        """
class Base(BaseOperator):
    def __init__(self, bucket, **kwargs):
        super().__init__(**kwargs)
        self.bucket = bucket

class GetOperator(Base):
    def execute(self, context):
        return self.bucket
""",
        'GetOperator(task_id="t")',
        "def get(bucket):\n    return bucket",
        {"bucket": "b1"},
    ),
    "mixins are asked in Python's order": (
        """
class Named:
    def __init__(self, name="n", **kwargs):
        self.name = name
        super().__init__(**kwargs)

class GetOperator(Named, BaseOperator):
    def execute(self, context):
        return self.name
""",
        'GetOperator(task_id="t", name="x")',
        "def get(name='n'):\n    return name".replace("'", '"'),
        {"name": "x"},
    ),
}


def dag(classes: str, call: str) -> str:
    body = f'\nwith DAG("etl", default_args={{"bucket": "b1"}}):\n    {call}\n'
    return IMPORTS + "import json\n\ndef fetch(*args): ...\n" + classes + body


@pytest.mark.parametrize(("classes", "call", "text", "given"), WORK.values(), ids=WORK)
def test_the_work_of_a_class_becomes_a_function(
    read_file: Read, classes: str, call: str, text: str, given: dict[str, str]
) -> None:
    read = read_file(etl=dag(classes, call))
    operation = read.tasks["t"].operation
    assert isinstance(operation, Call)
    assert read.module.functions[operation.function].text == text
    assert operation.arguments == {name: Constant(value=v) for name, v in given.items()}
    assert not {code for code in read.codes if not code.startswith("AFR0")}


def test_what_the_engine_gives_is_an_intrinsic_and_template_fields_are_rendered(
    read_file: Read,
) -> None:
    classes = """
class PutOperator(BaseOperator):
    template_fields = ("day",)

    def __init__(self, day, plain, **kwargs):
        super().__init__(retries=3, **kwargs)
        self.day = day
        self.plain = plain

    def execute(self, context):
        self.log.info(f"{self.task_id} {self.plain}")
        context["ti"].xcom_push(key="n", value=1)
        if not self.day:
            raise AirflowSkipException("nothing")
        raise AirflowException(context["ds"])

    def on_kill(self):
        print("gone")
"""
    read = read_file(etl=dag(classes, 'PutOperator(task_id="t", day="{{ ds }}", plain="{{ x }}")'))
    task = read.tasks["t"]
    function = read.module.functions["put"]
    assert [use.kind for use in function.uses] == [
        "log",
        "context",
        "push",
        "skip",
        "error",
        "context",
    ]
    assert task.operation.arguments == {
        "day": Text(parts=(ContextOf(key="ds"),)),
        "plain": Constant(value="{{ x }}"),
    }
    assert task.retry.count == 3
    assert [code for code in read.codes if not code.startswith("AFR0")] == ["AFR103"]


def test_a_class_that_only_configures_a_known_one_is_read_as_that(read_file: Read) -> None:
    classes = """
class Acme(BashOperator):
    ui_color = "#fff"

    def __init__(self, *, script, team="x", **kwargs):
        kwargs.setdefault("retries", 4)
        self.team = self._known(team)
        super().__init__(bash_command=f"{script} {team}", env={"TEAM": self.team}, **kwargs)

    def _known(self, team):
        return team.upper()

class Plain(BashOperator):
    template_fields = ()
"""
    read = read_file(
        etl=dag(
            classes,
            'Acme(task_id="t", script="a {{ ds }}") >> Plain(task_id="u", bash_command="{{ ds }}")',
        )
    )
    shell = read.tasks["t"].operation
    assert isinstance(shell, Shell)
    assert shell.command == Text(
        parts=(Constant(value="a "), ContextOf(key="ds"), Constant(value=" x"))
    )
    assert shell.env == {"TEAM": Constant(value="X")}
    assert read.tasks["t"].retry.count == 4
    assert read.tasks["u"].operation.command == Constant(value="{{ ds }}")
    assert read.edges == [("t", "u")]


def test_sensors_and_branches_by_their_own_work(read_file: Read) -> None:
    classes = """
class ThereSensor(BaseSensorOperator):
    def __init__(self, path, **kwargs):
        super().__init__(**kwargs)
        self.path = path

    def poke(self, context):
        return bool(self.path)

class Way(BaseBranchOperator):
    def choose_branch(self, context):
        return "b"
"""
    call = 'ThereSensor(task_id="t", path="p", timeout=9) >> Way(task_id="w") >> BashOperator(task_id="b", bash_command="x")'
    tasks = read_file(etl=dag(classes, call)).tasks
    wait, choose = tasks["t"].operation, tasks["w"].operation
    assert isinstance(wait, Wait)
    assert (wait.function, wait.within) == ("check_there", 9)
    assert isinstance(choose, Choose)
    assert list(choose.labels) == ["b"]


MAPPED = """
class Add(BaseOperator):
    def __init__(self, value, by=1, **kwargs):
        super().__init__(**kwargs)
        self.value = value
        self.by = by

    def execute(self, context):
        return self.value + self.by

class Echo(BashOperator):
    def __init__(self, command, **kwargs):
        super().__init__(bash_command=command, **kwargs)
"""


def test_a_mapped_argument_goes_where_init_takes_it(read_file: Read) -> None:
    call = 'Add.partial(task_id="t", by=2).expand(value=[1, 2])\n    Echo.partial(task_id="e").expand(command=["a"])'
    tasks = read_file(etl=dag(MAPPED, call)).tasks
    assert list(tasks["t"].mapping.over) == ["value"]
    assert tasks["t"].operation.arguments == {"by": Constant(value=2)}
    assert list(tasks["e"].mapping.over) == ["bash_command"]


UNFOLLOWED = {
    "a hook of Airflow": (
        "class X(BaseOperator):\n    def execute(self, context):\n        return HttpHook().run()",
        "`execute` uses `HttpHook` of Airflow",
    ),
    "what the base does": (
        "class X(BashOperator):\n    def execute(self, context):\n        return super().execute(context)",
        "`execute` calls what it overrides",
    ),
    "an attribute that nobody sets": (
        "class X(BaseOperator):\n    def execute(self, context):\n        return self.hook.run()",
        "`execute` uses `self.hook`",
    ),
    "the object as a whole": (
        "class X(BaseOperator):\n    def execute(self, context):\n        return fetch(self)",
        "`execute` hands `self` on",
    ),
    "a method that a base may call": (
        "class X(BashOperator):\n    def get_env(self, context):\n        return {}",
        "its `get_env` may change what `BashOperator` does",
    ),
    "a method beside the work": (
        "class X(BashOperator):\n    def pre_execute(self, context):\n        fetch()",
        "its `pre_execute` runs beside the work",
    ),
    "a class that no rule reads": (
        "from airflow.providers.x import ThingOperator\nclass X(ThingOperator):\n    pass",
        "no rule reads `airflow.providers.x.ThingOperator`, which it configures",
    ),
}


@pytest.mark.parametrize(("cls", "reason"), UNFOLLOWED.values(), ids=UNFOLLOWED)
def test_what_cannot_be_followed_stays_the_call_and_is_told(
    read_file: Read, cls: str, reason: str
) -> None:
    read = read_file(etl=dag(cls, 'X(task_id="t", bash_command="x")'))
    operation = read.tasks["t"].operation
    assert isinstance(operation, Opaque)
    assert operation.source == 'X(task_id="t", bash_command="x")'
    [told] = [d for d in read.diagnostics if d.code == "AFR313"]
    assert reason in told.message


def test_a_method_of_a_builder_runs_as_a_function(read_file: Read) -> None:
    classes = """
class Job:
    def __init__(self, name, factor=2):
        self.name = name
        self.factor = factor

    def run(self, x, **context):
        return self.name * self.factor + x + context["ds"]

    def add(self):
        return PythonOperator(task_id="t", python_callable=self.run, op_args=["z"])
"""
    read = read_file(etl=dag(classes, 'Job("j").add()'))
    operation = read.tasks["t"].operation
    assert read.module.functions[operation.function].text.splitlines() == [
        "def run(name, x, *, factor=2, **context):",
        '    return name * factor + x + context["ds"]',
    ]
    assert operation.arguments == {"x": Constant(value="z"), "name": Constant(value="j")}


def test_the_rule_that_is_printed_completes_the_task(read_file: Read) -> None:
    cls = "class X(BaseOperator):\n    def execute(self, context):\n        return HttpHook().run()"
    text = dag(cls, 'X(task_id="t", script="x {{ ds }}")')
    [told] = [d for d in read_file(etl=text).diagnostics if d.code == "AFR313"]
    assert len(told.completed_by.splitlines()) == 5
    exec(f"{RULE_IMPORTS}\n{told.completed_by}", {})
    try:
        operation = read_file(etl=text).tasks["t"].operation
    finally:
        del RULES._rules["etl.X"]
    assert operation == Shell(command=Text(parts=(Constant(value="x "), ContextOf(key="ds"))))


def test_an_unread_class_of_elsewhere_is_mapped(read_file: Read) -> None:
    # Its name says nothing: what makes it a task is its `task_id`.
    text = dag(
        "from company import Publish", 'Publish.partial(task_id="t", to="x").expand(n=[1, 2])'
    )
    task = read_file(etl=text).tasks["t"]
    assert isinstance(task.operation, Opaque)
    assert task.operation.class_name == "company.Publish"
    assert task.operation.arguments == {"to": Constant(value="x")}
    assert task.operation.source.endswith(".expand(n=[1, 2])")
    assert task.mapping is not None
    assert list(task.mapping.over) == ["n"]
