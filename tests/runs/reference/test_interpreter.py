"""The reference defines what pipelines mean: states, order, values, skips, retries, the end of the run."""

from __future__ import annotations

import pytest

from polydag.ir.functions import Use
from polydag.ir.model import Symbolic
from polydag.ir.operations import Check, Choose, Empty, Gate, Shell
from polydag.ir.pipeline import Prelude
from polydag.ir.policies import Delays, Retry, RunParameter
from polydag.ir.tasks import Family, Handler, Task
from polydag.ir.values import (
    Code,
    Constant,
    FamilyOutput,
    Items,
    ParameterOf,
    Text,
    VariableOf,
    constant,
)
from polydag.runs.child.stubs import derive
from polydag.runs.reference.interpreter import Conditions, run
from tests.runs.reference.pipelines import (
    call,
    edges,
    function,
    mapped,
    module,
    out,
    pipeline,
    ran,
    states,
)

ETL = pipeline(call("extract"), call("clean", rows=out("extract")), call("load", rows=out("clean")))


def test_values_travel_along_data_edges() -> None:
    record = ran(ETL)
    extracted = derive("extract", "result", {}, None)
    assert record.tasks[1].inputs == {"rows": extracted}
    assert record.tasks[1].outputs == {
        "result": derive("clean", "result", {"rows": extracted}, None)
    }
    assert record.run is not None
    assert record.run.state == "success"


def test_a_failure_stops_what_is_below_and_fails_the_run() -> None:
    record = ran(ETL, fail={"clean": -1})
    assert states(record) == {"extract": "success", "clean": "failed", "load": "upstream_failed"}
    assert record.run is not None
    assert record.run.state == "failed"


def test_what_ran_above_is_known_to_have_ended_before() -> None:
    assert ran(ETL).tasks[2].after == ("clean", "extract")


def test_a_task_that_fails_once_is_retried_after_its_delay() -> None:
    retry = Retry(count=2, delays=Delays(shape="exponential", base=60.0))
    task = call("extract").model_copy(update={"retry": retry})
    record = ran(pipeline(task), fail={"extract": 1})
    assert [(a.state, a.retry_wait) for a in record.tasks[0].attempts] == [
        ("failed", 60.0),
        ("success", None),
    ]


def test_retries_run_out() -> None:
    task = call("extract").model_copy(update={"retry": Retry(count=2)})
    assert [a.state for a in ran(pipeline(task), fail={"extract": -1}).tasks[0].attempts] == [
        "failed"
    ] * 3


def test_a_retry_count_that_nobody_knows_is_the_runners_error() -> None:
    retry = Retry(count=Symbolic(text="int(os.environ['N'])", names=("os",)))
    task = call("extract").model_copy(update={"retry": retry})
    error = run(module(pipeline(task)), pipeline(task)).runner.error
    assert error is not None
    assert "--assume" in error


def test_an_assumed_value_stands_for_a_symbolic_one() -> None:
    task = call("a").model_copy(
        update={"retry": Retry(count=Symbolic(text="RETRIES", names=("RETRIES",)))}
    )
    record = ran(pipeline(task), fail={"a": -1}, assumed={"RETRIES": 1})
    assert len(record.tasks[0].attempts) == 2


BRANCH = pipeline(
    Task(
        id="pick",
        operation=Choose(function="pick", labels={"full": ("full",), "delta": ("delta",)}),
    ),
    call("full"),
    call("delta"),
    call("join").model_copy(update={"rule": "none_failed_min_one_success"}),
    call("strict"),
    edges=edges(
        "pick full", "pick delta", "full join", "delta join", "full strict", "delta strict"
    ),
)


@pytest.mark.parametrize(("label", "other"), [("full", "delta"), ("delta", "full")])
def test_the_branch_not_taken_is_skipped_and_the_join_runs(label: str, other: str) -> None:
    found = states(ran(BRANCH, choose={"pick": label}))
    assert found == {
        "pick": "success",
        label: "success",
        other: "skipped",
        "join": "success",
        "strict": "skipped",
    }


def test_a_branch_that_returns_nothing_skips_everything_below() -> None:
    found = states(ran(BRANCH, choose={"pick": None}))
    assert set(found.values()) == {"success", "skipped"}
    assert [id for id, state in found.items() if state == "success"] == ["pick"]


def test_a_branch_that_returns_an_unknown_label_fails() -> None:
    found = states(ran(BRANCH, values={"pick": "fulll"}))
    assert found["pick"] == "failed"
    assert found["full"] == found["delta"] == found["join"] == "upstream_failed"


def test_a_chosen_task_that_is_also_below_the_other_label_runs() -> None:
    choose = Choose(function="pick", labels={"work": ("work",), "join": ("join",)})
    p = pipeline(
        Task(id="pick", operation=choose),
        call("work"),
        call("join").model_copy(update={"rule": "none_failed"}),
        edges=edges("pick work", "pick join", "work join"),
    )
    assert states(ran(p, choose={"pick": "work"}))["join"] == "success"
    assert states(ran(p, choose={"pick": "join"})) == {
        "pick": "success",
        "work": "skipped",
        "join": "success",
    }


@pytest.mark.parametrize(("cascade", "last"), [(True, "skipped"), (False, "success")])
def test_a_closed_gate_skips_below(cascade: bool, last: str) -> None:
    p = pipeline(
        Task(id="gate", operation=Gate(function="gate", cascade=cascade)),
        call("work"),
        call("report").model_copy(update={"rule": "all_done"}),
        edges=edges("gate work", "work report"),
    )
    assert states(ran(p, values={"gate": False})) == {
        "gate": "success",
        "work": "skipped",
        "report": last,
    }
    assert set(states(ran(p)).values()) == {"success"}


def test_a_condition_of_the_building_code_really_runs_over_stub_values() -> None:
    condition = Code(text="len(rows) > 1000", reads={"rows": out("extract")})
    choose = Choose(
        function="", condition=condition, labels={"true": ("full",), "false": ("delta",)}
    )
    p = pipeline(
        call("extract"),
        Task(id="if_rows", role="glue", operation=choose),
        call("full"),
        call("delta"),
        edges=edges("extract if_rows", "if_rows full", "if_rows delta"),
    )
    assert states(ran(p))["delta"] == "success"
    assert states(ran(p, values={"extract": [0] * 1001}))["delta"] == "skipped"


def test_an_expression_reads_the_constants_of_its_module() -> None:
    task = call(
        "load",
        where=Code(text="PREFIX + name", names=("PREFIX",), reads={"name": Constant(value="x")}),
    )
    prelude = (
        Prelude(text="import company.settings", kind="import", defines=("company",)),
        Prelude(
            text="PREFIX = (company.settings, 'warehouse.')[1]",
            defines=("PREFIX",),
            reads=("company",),
        ),
    )
    assert ran(module(pipeline(task), prelude=prelude)).tasks[0].inputs == {"where": "warehouse.x"}


MAPPED = pipeline(
    call("list_files"),
    mapped(call("process"), path=out("list_files")),
    call("combine", sizes=out("process")),
    call("always").model_copy(update={"rule": "none_failed"}),
    edges=edges("process always"),
)


def test_a_mapped_task_runs_once_per_element_and_its_reader_gets_the_list() -> None:
    record = ran(MAPPED, values={"list_files": ["a", "b"]})
    assert [(t.map_index, t.inputs) for t in record.tasks if t.id == "process"] == [
        (0, {"path": "a"}),
        (1, {"path": "b"}),
    ]
    sizes = [t.outputs["result"] for t in record.tasks if t.id == "process"]
    assert record.tasks[3].inputs == {"sizes": sizes}


def test_an_empty_map_skips_the_task_and_its_readers() -> None:
    found = states(ran(MAPPED, values={"list_files": []}))
    assert found == {
        "list_files": "success",
        "process": "skipped",
        "combine": "skipped",
        "always": "success",
    }


def test_a_map_over_an_empty_map_hands_on_an_empty_list() -> None:
    first = mapped(call("first"), x=constant([]))
    second = mapped(call("second"), x=out("first"))
    last = call("last", values=out("second")).model_copy(update={"rule": "none_failed"})
    record = ran(pipeline(first, second, last))
    assert record.tasks[-1].inputs == {"values": []}


def test_a_failed_producer_of_a_map_leaves_the_readers_upstream_failed() -> None:
    assert states(ran(MAPPED, fail={"list_files": -1}))["combine"] == "upstream_failed"


def test_one_failing_instance_fails_the_reader_above_which_it_stands() -> None:
    found = states(ran(MAPPED, fail={"process[1]": -1}, values={"list_files": [1, 2, 3]}))
    assert found["process[0]"] == found["process[2]"] == "success"
    assert found["process[1]"] == "failed"
    assert found["combine"] == "upstream_failed"


def test_product_and_zip_combine_collections_differently() -> None:
    over = {"x": constant([1, 2]), "y": constant([10, 20])}
    pairs = [t.inputs for t in ran(pipeline(mapped(call("f"), "product", **over))).tasks]
    assert pairs == [{"x": 1, "y": 10}, {"x": 1, "y": 20}, {"x": 2, "y": 10}, {"x": 2, "y": 20}]
    zipped = [t.inputs for t in ran(pipeline(mapped(call("f"), "zip", **over))).tasks]
    assert zipped == [{"x": 1, "y": 10}, {"x": 2, "y": 20}]


def test_keyword_maps_take_their_arguments_from_each_element() -> None:
    over = {"**": constant([{"x": 1}, {"x": 2}])}
    assert [t.inputs for t in ran(pipeline(mapped(call("f"), mode="kwargs", **over))).tasks] == [
        {"x": 1},
        {"x": 2},
    ]


def test_a_run_with_leaves_as_outcome_succeeds_over_a_tolerated_failure() -> None:
    end = Task(id="end", operation=Empty(), rule="all_done")
    p = pipeline(call("bad"), end, edges=edges("bad end"))
    outcomes = {
        rule: ran(p.model_copy(update={"outcome": rule}), fail={"bad": -1}).run
        for rule in ("leaves", "any")
    }
    assert {rule: run.state for rule, run in outcomes.items() if run} == {
        "leaves": "success",
        "any": "failed",
    }


def test_only_listed_tasks_decide_a_run_with_listed_outcome() -> None:
    p = pipeline(call("bad"), call("good"), outcome="listed", listed=("good",))
    record = ran(p, fail={"bad": -1})
    assert record.run is not None
    assert record.run.state == "success"


def test_a_teardown_runs_after_failed_work_and_its_failure_does_not_count() -> None:
    p = pipeline(
        call("start").model_copy(update={"role": "setup"}),
        call("work"),
        call("stop").model_copy(
            update={"role": "teardown", "rule": "all_done_setup_success", "fatal": False}
        ),
        edges=edges("start work", "work stop", "start stop"),
    )
    failed = ran(p, fail={"work": -1})
    assert states(failed)["stop"] == "success"
    assert failed.run is not None
    assert failed.run.state == "failed"
    broken = ran(p, fail={"stop": -1})
    assert broken.run is not None
    assert broken.run.state == "success"


HANDLED = pipeline(
    call("connect"),
    call("sync"),
    call("fall_back"),
    call("report"),
    Handler(id="try", tries=("sync",), body=("fall_back",)),
    outcome="listed",
    listed=("fall_back", "report", "connect"),
    edges=edges("connect sync", "try report"),
)


def test_a_handler_takes_the_exception_of_what_it_tries() -> None:
    told = Text(parts=(Constant(value="lost: "), VariableOf(name="error")))
    tried = pipeline(
        call("first"),
        call("sync"),
        call("fall_back", message=told),
        Handler(id="try", tries=("first", "sync"), body=("fall_back",), binds="error"),
    )
    record = ran(tried, fail={"sync": -1})
    assert record.tasks[2].inputs == {"message": "lost: sync fails"}


@pytest.mark.parametrize(
    ("fail", "expected"),
    [
        ({}, ["success", "success", "skipped", "success"]),
        ({"sync": -1}, ["success", "failed", "success", "success"]),
        ({"sync": -1, "fall_back": -1}, ["success", "failed", "failed", "upstream_failed"]),
        ({"connect": -1}, ["failed", "upstream_failed", "upstream_failed", "upstream_failed"]),
    ],
)
def test_a_handler_runs_when_what_it_tries_failed_itself(
    fail: dict[str, int], expected: list[str]
) -> None:
    assert list(states(ran(HANDLED, fail=fail)).values()) == expected


def test_a_blocking_check_that_does_not_pass_stops_what_is_below() -> None:
    def checked(blocking: bool) -> dict[str, str]:
        check = Check(
            function="enough", asset="rows", blocking=blocking, arguments={"rows": out("rows")}
        )
        p = pipeline(
            call("rows"),
            Task(id="enough", operation=check),
            call("load"),
            edges=edges("enough load"),
        )
        return states(ran(p, values={"enough": False}))

    assert checked(True) == {"rows": "success", "enough": "failed", "load": "upstream_failed"}
    assert checked(False)["load"] == "success"


def real(*functions: str) -> dict[str, object]:
    made = [function(text) for text in functions]
    tasks = [
        call(f.name, None, **{p.name: out(p.name.removesuffix("_out")) for p in f.parameters})
        for f in made
    ]
    record = ran(module(pipeline(*tasks), made), bodies="real")
    return {task.id: task.outputs.get("result", task.attempts[-1].error) for task in record.tasks}


def test_real_bodies_pass_any_python_object_on() -> None:
    found = real("def a():\n    return {1, 2}", "def b(a):\n    return sorted(a), type(a).__name__")
    assert found["b"] == [[1, 2], "set"]


def test_classes_of_the_module_find_it() -> None:
    prelude = Prelude(
        text="import dataclasses, pickle\n@dataclasses.dataclass\nclass Row:\n    number: 'int'",
        defines=("dataclasses", "pickle", "Row"),
    )
    made = function("def a():\n    return pickle.loads(pickle.dumps(Row(3))).number")
    record = ran(module(pipeline(call("a")), [made], prelude=(prelude,)), bodies="real")
    assert record.tasks[0].outputs == {"result": 3}


def test_a_body_that_changes_its_argument_does_not_change_what_others_see() -> None:
    found = real(
        "def a():\n    return [1]",
        "def b(a):\n    a.append(2)\n    return a",
        "def c(a, b):\n    return a",
    )
    assert found["c"] == [1]


def test_a_body_that_kills_its_process_has_crashed() -> None:
    found = real("def a():\n    import os\n    os._exit(3)", "def b():\n    return 1")
    assert found == {"a": "Crashed", "b": 1}


def test_a_body_is_interrupted_at_its_timeout() -> None:
    slow = function("def slow():\n    import time\n    time.sleep(30)")
    p = pipeline(call("slow").model_copy(update={"timeout": 0.1}))
    record = ran(module(p, [slow]), bodies="real")
    assert record.tasks[0].attempts[0].error == "TimeoutError"


def test_intrinsics_reach_the_context() -> None:
    text = "def a():\n    ti.xcom_push('n', 3)\n    log.info('x %s', 1)\n    return ds"
    spans = {word: text.index(word) for word in ("ti.xcom_push('n', 3)", "log", "ds")}
    uses = (
        Use(
            kind="push",
            key="n",
            arguments={"value": "3"},
            start=spans["ti.xcom_push('n', 3)"],
            stop=spans["ti.xcom_push('n', 3)"] + 20,
        ),
        Use(kind="log", key="info", start=spans["log"], stop=spans["log"] + 3),
        Use(kind="context", key="ds", start=spans["ds"], stop=spans["ds"] + 2),
    )
    record = ran(
        module(pipeline(call("a")), [function(text, uses=uses, outputs=("result", "n"))]),
        bodies="real",
    )
    assert record.tasks[0].outputs == {"n": 3, "result": "2026-01-05"}


def test_a_shell_command_gives_its_last_line_and_its_exit_code_may_skip() -> None:
    def shell(command: str) -> Task:
        return Task(
            id=command.split()[0], operation=Shell(command=Text(parts=(Constant(value=command),)))
        )

    record = ran(pipeline(shell("printf 'a\\nb'"), shell("exit 99"), shell("false")), bodies="real")
    assert states(record) == {"printf": "success", "exit": "skipped", "false": "failed"}
    assert record.tasks[0].outputs == {"result": "b"}


def test_a_stub_never_runs_the_authors_code() -> None:
    text = "def a():\n    raise RuntimeError('the real body ran')"
    assert states(ran(module(pipeline(call("a")), [function(text)]))) == {"a": "success"}


def test_a_list_of_outputs_holds_nothing_where_a_task_was_skipped() -> None:
    join = call("join", parts=Items(items=(out("full"), out("delta")))).model_copy(
        update={"rule": "none_failed_min_one_success"}
    )
    p = BRANCH.model_copy(update={"nodes": (*BRANCH.nodes[:3], join), "edges": BRANCH.edges[:2]})
    given = ran(p, choose={"pick": "full"}, values={"full": 1}).tasks[3].inputs
    assert given == {"parts": [1, None]}


def test_the_conditions_of_a_run_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Conditions().bodies = "real"  # type: ignore[misc]  # that is the claim


def test_a_reader_of_a_family_waits_for_every_instance_and_is_given_the_list() -> None:
    def load(id: str) -> Task:
        return call(id, "load")

    family = Family(
        id="load_{x}",
        variables=("x",),
        over=constant(["a", "b"]),
        members=(load("load_{x}"),),
        bindings=({"x": Constant(value="a")}, {"x": Constant(value="b")}),
        instances=((load("load_a"),), (load("load_b"),)),
    )
    total = call("total", parts=FamilyOutput(family="load_{x}", task="load_{x}"))
    p = pipeline(total, family)
    m = module(p, [function("def load():\n    ...")])
    record = ran(m)
    assert states(ran(m, fail={"load_b": -1}))["total"] == "upstream_failed"
    parts = [task.outputs["result"] for task in record.tasks if task.id != "total"]
    assert [task.inputs for task in record.tasks if task.id == "total"] == [{"parts": parts}]


def test_a_run_with_a_bad_value_ends_before_any_task() -> None:
    counted = RunParameter(name="count", json_type="integer")
    p = pipeline(call("a", x=ParameterOf(name="count")), parameters=(counted,))
    m = module(p)
    refused = run(m, m.pipelines[0], Conditions(params={"count": "many"}))
    assert states(refused) == {"a": "not_run"}
    assert refused.run is not None
    assert refused.run.state == "failed"
    assert str(refused.run.raw_state).startswith("refused: 'many' for the parameter `count`")
    assert refused.runner.error is None


def test_a_value_is_converted_for_a_pipeline_that_does_so() -> None:
    counted = RunParameter(name="count", json_type="integer", annotation="int", coerces=True)
    p = pipeline(call("a", x=ParameterOf(name="count")), parameters=(counted,))
    m = module(p)
    record = run(m, m.pipelines[0], Conditions(params={"count": "4"}))
    assert record.tasks[0].inputs == {"x": 4}
    assert record.run is not None
    assert record.run.params == {"count": 4}
