"""The body of a flow is a program: its order, its values and its outcome become the graph."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from polydag.ir.operations import Call
from polydag.ir.values import Code, Constant, Items, OutputOf, ParameterOf
from tests.frontends.prefect.conftest import Read

Reader = Callable[[str], Read]


def arguments(read: Read, task: str) -> dict[str, object]:
    operation = read.tasks[task].operation
    assert isinstance(operation, Call)
    return dict(operation.arguments)


def test_direct_calls_follow_each_other(read: Reader) -> None:
    found = read("@flow\ndef main():\n    done()\n    one()\n    done()\n")
    assert found.upstream == {"done": set(), "one": {"done"}, "done__1": {"one"}}
    assert {edge.kind for edge in found.pipeline.edges} == {"sequence"}
    assert (found.pipeline.outcome, found.codes) == ("any", [])


def test_an_order_that_data_keeps_is_no_edge(read: Reader) -> None:
    found = read("@flow\ndef main():\n    x = one()\n    y = two(x)\n    two(x, y)\n")
    assert found.pipeline.edges == ()
    assert arguments(found, "two__1") == {"x": OutputOf(task="one"), "y": OutputOf(task="two")}


def test_submitted_tasks_wait_for_what_the_program_waited_for(read: Reader) -> None:
    found = read(
        """
        @flow
        def main():
            done()
            f = one.submit()
            g = two.submit(f, wait_for=[f])
            done()
            g.result()
            one()
        """
    )
    assert found.upstream == {
        "done": set(),
        "one": {"done"},
        "two": {"one"},
        "done__1": {"done"},
        "one__1": {"done__1", "two"},
    }


@pytest.mark.parametrize(
    ("body", "listed"),
    [
        pytest.param("one.submit()\n    done()", ("done",), id="nobody looks at a submitted task"),
        pytest.param("f = one.submit()\n    f.result()", None, id="a result that is asked for"),
        pytest.param("return one.submit()", None, id="a future that is returned"),
        pytest.param(
            "f = one.submit()\n    return [f, two.submit(f)]", None, id="a list of futures"
        ),
        pytest.param(
            "f = one.submit()\n    return f, two.submit(f)", None, id="a tuple of futures"
        ),
        pytest.param(
            "f = one.map([1, 2])\n    return [f]", (), id="a list of the lists of futures of a map"
        ),
        pytest.param(
            "f = one.submit()\n    return [f, 1]", (), id="futures mixed with other values"
        ),
        pytest.param("f = one.submit()\n    return {'f': f}", (), id="a dict of futures"),
        pytest.param(
            "one(return_state=True)\n    done()", ("done",), id="a state instead of an exception"
        ),
    ],
)
def test_the_outcome_counts_what_reaches_the_flow(
    read: Reader, body: str, listed: tuple[str, ...] | None
) -> None:
    pipeline = read(f"@flow\ndef main():\n    {body}\n").pipeline
    assert (pipeline.outcome, pipeline.listed) == (
        ("any", ()) if listed is None else ("listed", listed)
    )


def test_values_between_tasks_stay_code(read: Reader) -> None:
    found = read(
        """
        @flow
        def main(limit: int = 3):
            x = rows()
            count = len(x)
            two(count + limit, y=[x, "text"])
        """
    )
    given = arguments(found, "two")
    code = Code(
        text="len(x) + limit",
        reads={"x": OutputOf(task="rows"), "limit": ParameterOf(name="limit")},
    )
    assert given["x"] in (code, code.model_copy(update={"text": "(len(x)) + limit"}))
    assert given["y"] == Items(items=(OutputOf(task="rows"), Constant(value="text")))


def test_calls_inside_expressions_are_tasks(read: Reader) -> None:
    found = read(
        "@flow\ndef main():\n    total = 0\n    for k in (1, 2):\n        total += one(k)\n    two(total)\n"
    )
    value = arguments(found, "two")["x"]
    assert isinstance(value, Code)
    assert value.text == "0 + one_1_result + one_2_result"
    assert value.reads == {
        "one_1_result": OutputOf(task="one_1"),
        "one_2_result": OutputOf(task="one_2"),
    }


def test_code_that_does_something_becomes_a_task(read: Reader) -> None:
    found = read(
        "@flow\ndef main():\n    x = one()\n    y = helper(x)\n    helper('now')\n    two(y, y=y)\n"
    )
    assert list(found.tasks) == ["one", "make_y", "run_helper", "two"]
    assert found.module.functions["make_y"].text == "def make_y(x):\n    return helper(x)"
    assert found.tasks["make_y"].role == "glue"
    assert found.codes == ["PFR202"]


def test_log_lines_between_tasks_are_told(read: Reader) -> None:
    found = read(
        "@flow\ndef main():\n    log = get_run_logger()\n    log.info('a')\n    print('b')\n    one()\n"
    )
    assert (list(found.tasks), found.codes) == (["one"], ["PFR102", "PFR102"])


def test_subflows_are_groups_ordered_as_a_whole(read: Reader) -> None:
    found = read(
        """
        @flow
        def inner(x):
            '''Does two things.'''
            a = one(x)
            return two(a)

        @flow
        def main():
            done()
            y = inner(5)
            two(y)
        """
    )
    assert [pipeline.id for pipeline in found.module.pipelines] == ["main"]
    assert found.upstream == {
        "done": set(),
        "inner.one": {"done"},
        "inner.two": {"inner.one"},
        "two": {"inner.two"},
    }
    assert found.tasks["inner.one"].group == ("inner",)
    [group] = found.pipeline.groups
    assert (group.path, group.doc, group.subpipeline) == (("inner",), "Does two things.", "inner")
    origin = found.tasks["inner.two"].origin
    assert origin is not None
    assert origin.address.startswith("inner/two@")


def test_parameters_come_from_the_signature_and_the_end_of_the_file(read: Reader) -> None:
    found = read(
        """
        @flow(name="the-flow")
        def main(source: str, limit: int = 5, flag=True):
            one(source)

        if __name__ == "__main__":
            main("api", limit=9)
        """
    )
    pipeline = found.pipeline
    assert [(p.name, p.json_type, p.default) for p in pipeline.parameters] == [
        ("source", "string", Constant(value="api")),
        ("limit", "integer", Constant(value=5)),
        ("flag", None, Constant(value=True)),
    ]
    assert (pipeline.id, pipeline.address, pipeline.entry) == (
        "the-flow",
        "the-flow",
        'main("api", limit=9)',
    )


def test_a_deployment_is_a_schedule(read: Reader) -> None:
    found = read(
        """
        @flow
        def main(limit: int = 5):
            one(limit)

        if __name__ == "__main__":
            main.serve(name="nightly", cron="0 5 * * *", parameters={"limit": 7}, tags=["a"], limit=3)
        """
    )
    [schedule] = found.pipeline.schedules
    assert (schedule.kind, schedule.crons, schedule.name) == ("cron", ("0 5 * * *",), "nightly")
    assert found.pipeline.parameters[0].default == Constant(value=7)
    assert (found.pipeline.tags, found.codes) == (("a",), ["PFR101"])


def test_an_aliased_decorator_is_still_prefects(read_file: Reader) -> None:
    found = read_file(
        """
        import prefect as p

        @p.task
        def a(): return 1

        @p.flow
        def main(): a()
        """
    )
    assert list(found.tasks) == ["a"]


def test_a_decorator_of_the_same_name_is_not(read_file: Reader) -> None:
    found = read_file("import prefect\ndef flow(f): return f\n@flow\ndef main(): ...\n")
    assert found.module.pipelines == ()


def test_the_prelude_is_what_the_tasks_need(read_file: Reader) -> None:
    found = read_file(
        """
        import os
        import sys
        from prefect import flow, task

        # The limit.
        LIMIT = int(os.environ["LIMIT"])
        UNUSED = 4

        @task
        def a(): return LIMIT

        @flow
        def main(): a()
        """
    )
    texts = [prelude.text for prelude in found.module.prelude]
    assert texts == ["import os", '# The limit.\nLIMIT = int(os.environ["LIMIT"])']


def test_what_the_call_reads_that_serves_a_flow_is_kept(read_file: Reader) -> None:
    found = read_file(
        """
        from datetime import datetime, timezone
        from prefect import flow
        from prefect.schedules import Cron, Interval

        CRON = "0 6 * * *"
        FIRST = datetime(2026, 1, 1, tzinfo=timezone.utc)

        @flow
        def main(): ...

        if __name__ == "__main__":
            main.serve(schedules=[Cron(CRON), Interval(60, anchor_date=FIRST)])
        """
    )
    assert [name for prelude in found.module.prelude for name in prelude.defines] == [
        "datetime",
        "timezone",
        "CRON",
        "FIRST",
    ]


SHARED = (
    "import json\nfrom prefect import task\nSIZE = 3\n@task\ndef a(): return json.dumps(SIZE)\n"
)


def test_a_task_of_another_module_comes_with_what_it_needs(
    tmp_path: Path, read_file: Reader
) -> None:
    (tmp_path / "shared.py").write_text(
        "import json\nfrom prefect import task\nSIZE = 3\n@task\ndef a(): return json.dumps(SIZE)\n"
    )
    found = read_file(
        "from prefect import flow\nfrom shared import a\n@flow\ndef main():\n    a()\n"
    )
    assert list(found.tasks) == ["a"]
    assert found.module.functions["a"].text == "def a(): return json.dumps(SIZE)"
    assert [prelude.text for prelude in found.module.prelude] == ["import json", "SIZE = 3"]


def test_what_an_option_reads_is_kept(read_file: Reader) -> None:
    found = read_file(
        """
        import os
        from prefect import flow, task

        @task(retries=int(os.environ["TRIES"]))
        def a(): return 1

        @flow
        def main(): a()
        """
    )
    assert [prelude.defines for prelude in found.module.prelude] == [("os",)]


def test_a_task_that_waits_for_what_may_fail_runs_when_it_has_ended(read: Reader) -> None:
    found = read(
        """
        @flow
        def main():
            x = one.submit()
            two.submit(1, wait_for=[allow_failure(x)])
        """
    )
    assert found.tasks["two"].rule == "all_done"
    assert found.upstream["two"] == {"one"}
    assert not found.codes


@pytest.mark.parametrize(
    ("annotation", "word", "constraints"),
    [
        ("int", "integer", {}),
        ("list[int]", "array", {}),
        ("int | None", "integer", {}),
        ("Optional[float]", "number", {}),
        ("Literal['de', 'fr']", None, {"enum": ["de", "fr"]}),
        ("date", None, {}),
    ],
)
def test_the_type_of_a_parameter_is_what_prefect_makes_of_a_value(
    read: Reader, annotation: str, word: str | None, constraints: dict[str, object]
) -> None:
    [found] = read(f"@flow\ndef main(x: {annotation} = None):\n    one()\n").pipeline.parameters
    assert (found.json_type, found.constraints, found.coerces) == (word, constraints, True)


def test_a_flow_that_checks_no_parameters_takes_any_value(read: Reader) -> None:
    source = "@flow(validate_parameters=False)\ndef main(x: int = 3):\n    one()\n"
    [found] = read(source).pipeline.parameters
    assert (found.json_type, found.annotation, found.coerces) == (None, "int", False)


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ("two(one.submit(), 1)", ["PFR203"]),
        ("two(1, 2, wait_for=[one.submit()])", ["PFR203"]),
        ("two(one(return_state=True), 1)", ["PFR203"]),
        ("two.submit(one.submit(), 1)", []),
        ("two(one.submit().result(), 1)", []),
        ("two(one(), 1)", []),
    ],
)
def test_a_direct_call_over_what_may_have_failed_is_told(
    read: Reader, lines: str, codes: list[str]
) -> None:
    assert read(f"@flow\ndef main():\n    {lines}\n").codes == codes


def test_what_pydantic_says_of_a_parameter_is_read_where_it_stands(
    read_file: Callable[[str], Read],
) -> None:
    found = read_file("""
        from typing import Annotated
        from prefect import flow, task
        from pydantic import Field

        LIMIT = 9

        @task
        def load(count):
            return count

        @flow
        def etl(
            count: Annotated[int, Field(ge=1, le=LIMIT, description="rows")] = 3,
            name: str = Field("x", min_length=1),
            needed: "Annotated[int, Field(gt=0)]" = Field(...),
            plain: Annotated[int, "no field"] = 1,
        ):
            load(count)
    """)
    count, name, needed, plain = found.pipeline.parameters
    assert (count.json_type, count.default, count.description) == (
        "integer",
        Constant(value=3),
        "rows",
    )
    assert count.constraints == {"minimum": 1, "maximum": 9}
    assert (name.default, name.constraints) == (Constant(value="x"), {"minLength": 1})
    assert (needed.required, needed.json_type) == (True, "integer")
    assert plain.json_type == "integer"
    assert found.codes == []


def test_what_of_a_field_has_no_counterpart_is_told(read_file: Callable[[str], Read]) -> None:
    found = read_file("""
        from prefect import flow, task
        from pydantic import Field

        @task
        def load(name):
            return name

        @flow
        def etl(name: str = Field("x", alias="y")):
            load(name)
    """)
    assert found.codes == ["PFR307"]
