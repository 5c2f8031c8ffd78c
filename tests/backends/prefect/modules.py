"""Hand-written modules of the IR, one per pattern, as a reader would give them."""

from __future__ import annotations

from polydag.ir.functions import Function, Parameter, Use
from polydag.ir.model import Symbolic
from polydag.ir.operations import Call, Choose, Empty, Gate, Notify, Opaque, Shell
from polydag.ir.pipeline import Defaults, Module, Pipeline, Prelude
from polydag.ir.policies import Delays, Hook, Retry, RunParameter, Schedule
from polydag.ir.tasks import Edge, Family, Handler, Mapping, Task, TriggerRule
from polydag.ir.values import (
    Code,
    Constant,
    ContextOf,
    FamilyOutput,
    Items,
    OutputOf,
    ParameterOf,
    Text,
    Value,
    VariableOf,
)

API = Prelude(text="import json", kind="import", defines=("json",))
ROOT = Prelude(text='ROOT = "/data"', defines=("ROOT",))


def function(name: str, *parameters: str, body: str = "", returns: bool = True) -> Function:
    """A function of the author that returns what it was given."""
    given = ", ".join(parameters)
    text = f"def {name}({given}):\n    {body or f'return [{given}]'}"
    found = tuple(Parameter(name=p) for p in parameters)
    return Function(name=name, text=text, parameters=found, returns_value=returns)


def task(id: str, function: str | None = None, **given: Value) -> Task:
    """A task that calls the function of its name."""
    return Task(id=id, operation=Call(function=function or id, arguments=given))


def output(id: str, name: str = "result", *path: str | int) -> OutputOf:
    """Another task's output."""
    return OutputOf(task=id, output=name, path=path)


def edges(*pairs: str) -> tuple[Edge, ...]:
    """`a>b` as control edges."""
    split = [pair.split(">") for pair in pairs]
    return tuple(Edge(upstream=a, downstream=b) for a, b in split)


def module(name: str, pipeline: Pipeline, *functions: Function, engine: str = "airflow") -> Module:
    """A module with one pipeline."""
    return Module(
        path=f"dags/{name}.py",
        name=name,
        engine=engine,
        version="3.3",
        prelude=(API, ROOT),
        functions={f.name: f for f in functions},
        pipelines=(pipeline,),
    )


def _linear() -> Module:
    extract = Function(
        name="extract",
        text=(
            "def extract(**context):\n"
            '    """Stage the rows."""\n'
            "    rows = json.loads(ROOT)\n"
            "    context['ti'].xcom_push(key='path', value=str(rows))\n"
            "    context['ti'].xcom_push(key='row_count', value=len(rows))"
        ),
        parameters=(Parameter(name="context", kind="var_keyword"),),
        injected=("context",),
        outputs=("result", "path", "row_count"),
        names=("json", "ROOT"),
        doc="Stage the rows.",
        uses=(
            _use(
                "push",
                "path",
                "context['ti'].xcom_push(key='path', value=str(rows))",
                value="str(rows)",
            ),
            _use(
                "push",
                "row_count",
                "context['ti'].xcom_push(key='row_count', value=len(rows))",
                value="len(rows)",
            ),
        ),
    )
    extract = _placed(extract)
    load = function("load", "path", "row_count")
    pipeline = Pipeline(
        id="linear_etl",
        nodes=(
            task("extract").model_copy(update={"retry": Retry(count=2, delays=Delays(base=300.0))}),
            task("load", path=output("extract", "path"), row_count=output("extract", "row_count")),
        ),
        schedules=(Schedule(kind="cron", crons=("0 2 * * *",)),),
        tags=("production",),
    )
    return module("linear", pipeline, extract, load)


def _use(kind: str, key: str, text: str, **arguments: str) -> Use:
    return Use.model_validate(
        {"kind": kind, "key": key, "arguments": arguments, "start": 0, "stop": len(text)}
    )


def _placed(made: Function) -> Function:
    """Find each statement use of the function in its text, in order."""
    uses, position = [], 0
    for use in made.uses:
        start = made.text.index("context['ti']", position)
        stop = start + use.stop
        uses.append(
            use.model_copy(update={"start": start, "stop": stop, "statement": (start, stop)})
        )
        position = stop
    return made.model_copy(update={"uses": tuple(uses)})


def _fan() -> Module:
    pipeline = Pipeline(
        id="fan",
        nodes=(
            task("extract"),
            *(task(f"transform_{x}", data=output("extract")) for x in "abc"),
            task("aggregate", None, **{x: output(f"transform_{x}") for x in "abc"}),
        ),
    )
    transforms = [function(f"transform_{x}", "data") for x in "abc"]
    return module("fan", pipeline, function("extract"), *transforms, function("aggregate", *"abc"))


def _branch() -> Module:
    choose = Task(
        id="choose_load",
        operation=Choose(
            function="choose_load",
            arguments={"rows": output("extract")},
            labels={"load_full": ("load_full",), "load_delta": ("load_delta",)},
        ),
    )
    report = task("report").model_copy(update={"rule": "none_failed_min_one_success"})
    notify = task("notify").model_copy(update={"rule": "one_failed"})
    pipeline = Pipeline(
        id="orders",
        nodes=(
            task("extract"),
            task("archive"),
            choose,
            task("load_full"),
            task("load_delta"),
            report,
            notify,
        ),
        edges=edges(
            "extract>archive",
            "choose_load>load_full",
            "choose_load>load_delta",
            "archive>report",
            "load_full>report",
            "load_delta>report",
            *(
                f"{t}>notify"
                for t in ("extract", "archive", "choose_load", "load_full", "load_delta")
            ),
        ),
    )
    names = ("extract", "archive", "load_full", "load_delta", "report", "notify")
    body = 'if len(rows) > 10:\n        return "load_full"\n    return "load_delta"'
    return module(
        "branch",
        pipeline,
        *(function(n) for n in names),
        function("choose_load", "rows", body=body),
    )


def _cleanup() -> Module:
    cleanup = task("cleanup").model_copy(update={"rule": "all_done"})
    pipeline = Pipeline(
        id="cleanup_succeeds",
        nodes=(task("extract"), task("load", rows=output("extract")), cleanup),
        edges=edges("load>cleanup"),
    )
    names = ("extract", "cleanup")
    return module("cleanup", pipeline, *(function(n) for n in names), function("load", "rows"))


def _gate() -> Module:
    gate = Task(
        id="has_rows", operation=Gate(function="has_rows", arguments={"rows": output("extract")})
    )
    pipeline = Pipeline(
        id="gated",
        nodes=(
            task("extract"),
            gate,
            task("load", rows=output("extract")),
            task("report"),
            task("audit"),
        ),
        edges=edges("has_rows>load", "load>report", "extract>audit"),
    )
    names = ("extract", "report", "audit")
    functions = [function(n) for n in names]
    return module(
        "gate",
        pipeline,
        *functions,
        function("load", "rows"),
        function("has_rows", "rows", body="return bool(rows)"),
    )


def _mapping() -> Module:
    mapped = task("load", scale=ParameterOf(name="scale")).model_copy(
        update={"mapping": Mapping(over={"city": output("list_cities")})}
    )
    pipeline = Pipeline(
        id="mapping",
        nodes=(task("list_cities"), mapped, task("total", counts=output("load"))),
        parameters=(RunParameter(name="scale", json_type="integer", default=Constant(value=2)),),
    )
    return module(
        "mapping",
        pipeline,
        function("list_cities"),
        function("load", "city", "scale"),
        function("total", "counts"),
    )


def _same_function() -> Module:
    regions = ("us-east", "us-west", "eu-central")
    pipeline = Pipeline(
        id="regions",
        nodes=tuple(
            task(f"process_{r}", "process_region", region=Constant(value=r)) for r in regions
        ),
    )
    return module("same_function", pipeline, function("process_region", "region"))


def _operators() -> Module:
    shell = Task(
        id="archive",
        operation=Shell(
            command=Text(
                parts=(Constant(value="gzip orders_"), ContextOf(key="ds"), Constant(value=".csv"))
            )
        ),
        timeout=60.0,
    )
    notify = Task(
        id="slack",
        operation=Notify(channel="slack", message=Constant(value="done"), connection="slack"),
        rule="one_failed",
    )
    opaque = Task(
        id="spark",
        operation=Opaque(
            class_name="acme.SparkOperator", source='SparkOperator(\n    task_id="spark",\n)'
        ),
    )
    pipeline = Pipeline(
        id="operators",
        nodes=(Task(id="begin", operation=Empty()), shell, opaque, notify),
        edges=edges("begin>archive", "archive>spark", "spark>slack"),
        schedules=(
            Schedule(
                kind="cron", crons=("0 2 * * *",), window="preceding", timezone="Europe/Berlin"
            ),
        ),
    )
    return module("operators", pipeline)


def _defaults() -> Module:
    retry = Retry(
        count=3, delays=Delays(shape="exponential", base=30.0, cap=600.0, jitter="window")
    )
    hook = Hook(event="failure", function="page")
    policies = {"retry": retry, "timeout": 3600.0, "hooks": (hook,)}
    pipeline = Pipeline(
        id="defaults",
        nodes=(
            task("extract").model_copy(update=policies),
            task("load", rows=output("extract")).model_copy(update=policies | {"retry": Retry()}),
        ),
        defaults=Defaults(retry=retry, timeout=3600.0, hooks=(hook,)),
    )
    return module(
        "defaults",
        pipeline,
        function("extract"),
        function("load", "rows"),
        function("page", "context"),
    )


def _teardown() -> Module:
    make = task("make").model_copy(update={"role": "setup"})
    delete = task("delete").model_copy(
        update={"role": "teardown", "rule": "all_done_setup_success", "fatal": False}
    )
    pipeline = Pipeline(
        id="teardown",
        nodes=(
            make,
            task("load_eu"),
            task("load_us"),
            task("total", a=output("load_eu"), b=output("load_us")),
            delete,
        ),
        edges=edges("make>load_eu", "make>load_us", "total>delete", "make>delete"),
    )
    names = ("make", "load_eu", "load_us", "delete")
    return module("teardown", pipeline, *(function(n) for n in names), function("total", "a", "b"))


def _literal_map() -> Module:
    files = Items(items=tuple(Constant(value=f"file{n}.csv") for n in (1, 2, 3)))
    mapped = task("process_file").model_copy(update={"mapping": Mapping(over={"file_path": files})})
    pipeline = Pipeline(id="batch", nodes=(mapped,))
    return module("literal_map", pipeline, function("process_file", "file_path"))


def _family() -> Module:
    """Two members per region: extract, then load; a reducer takes all loads."""
    regions = ("us-east", "eu")

    def pair(extract: str, load: str, region: Value) -> tuple[Task, Task]:
        made = task(load, "load_region", rows=OutputOf(task=extract), region=region)
        return task(extract, "extract_region", region=region), made

    family = Family(
        id="region",
        variables=("region",),
        over=Code(text="REGIONS", names=("REGIONS",)),
        members=pair("extract_{region}", "load_{region}", VariableOf(name="region")),
        ids={
            "extract_{region}": Symbolic(text='f"extract_{region}"'),
            "load_{region}": Symbolic(text='f"load_{region}"'),
        },
        bindings=tuple({"region": Constant(value=r)} for r in regions),
        instances=tuple(pair(f"extract_{r}", f"load_{r}", Constant(value=r)) for r in regions),
    )
    total = task("total", counts=FamilyOutput(family="region", task="load_{region}"))
    pipeline = Pipeline(
        id="family",
        nodes=(task("prepare"), family, total),
        edges=(
            *edges(*(f"prepare>extract_{r}" for r in regions)),
            *edges(*(f"load_{r}>total" for r in regions)),
        ),
    )
    made = module(
        "family",
        pipeline,
        function("prepare"),
        function("extract_region", "region"),
        function("load_region", "rows", "region"),
        function("total", "counts"),
    )
    regions_text = Prelude(text='REGIONS = ["us-east", "eu"]', defines=("REGIONS",))
    return made.model_copy(update={"prelude": (regions_text,)})


def _chain_loop() -> Module:
    """A loop of blocking calls."""
    tables = ("orders", "customers")
    family = Family(
        id="tables",
        variables=("table",),
        over=Items(items=tuple(Constant(value=t) for t in tables)),
        members=(task("stage_{table}", "stage", table=VariableOf(name="table")),),
        ids={"stage_{table}": Symbolic(text='f"stage_{table}"')},
        bindings=tuple({"table": Constant(value=t)} for t in tables),
        instances=tuple((task(f"stage_{t}", "stage", table=Constant(value=t)),) for t in tables),
        order="chain",
    )
    pipeline = Pipeline(
        id="chain_loop",
        nodes=(family, task("aggregate")),
        edges=(
            Edge(upstream="stage_orders", downstream="stage_customers", kind="sequence"),
            Edge(upstream="stage_customers", downstream="aggregate", kind="sequence"),
        ),
    )
    return module("chain_loop", pipeline, function("stage", "table"), function("aggregate"))


def _nested() -> Module:
    """A branch in a branch, and joins after both."""
    outer = Task(
        id="outer",
        operation=Choose(function="outer", labels={"inner": ("inner",), "other": ("other",)}),
    )
    inner = Task(id="inner", operation=Choose(function="inner", labels={"x": ("x",), "y": ("y",)}))
    join = "none_failed_min_one_success"
    pipeline = Pipeline(
        id="nested",
        nodes=(
            outer,
            inner,
            task("x"),
            task("y"),
            task("xy").model_copy(update={"rule": join}),
            task("other"),
            task("end").model_copy(update={"rule": join}),
        ),
        edges=edges(
            "outer>inner",
            "outer>other",
            "inner>x",
            "inner>y",
            "x>xy",
            "y>xy",
            "xy>end",
            "other>end",
        ),
    )
    names = ("outer", "inner", "x", "y", "xy", "other", "end")
    return module("nested", pipeline, *(function(n) for n in names))


def _skip() -> Module:
    """A body that skips, and what is below it."""
    text = "def maybe(rows):\n    if not rows:\n        raise AirflowSkipException('none')\n    return rows"
    start = text.index("raise")
    stop = text.index("\n", start)
    maybe = Function(
        name="maybe",
        text=text,
        parameters=(Parameter(name="rows"),),
        uses=(
            Use(
                kind="skip",
                arguments={"message": "'none'"},
                start=start,
                stop=stop,
                statement=(start, stop),
            ),
        ),
    )
    pipeline = Pipeline(
        id="skipping",
        nodes=(
            task("extract"),
            task("maybe", rows=output("extract")),
            task("load", rows=output("maybe")),
        ),
    )
    return module("skip", pipeline, function("extract"), maybe, function("load", "rows"))


def _tolerant() -> Module:
    """A branch, a join, a cleanup that always runs and makes the run a success, and an alert."""
    choose = Task(
        id="choose", operation=Choose(function="choose", labels={"a": ("a",), "b": ("b",)})
    )
    pipeline = Pipeline(
        id="tolerant",
        nodes=(
            choose,
            task("a"),
            task("b"),
            task("join", left=output("a")).model_copy(
                update={"rule": "none_failed_min_one_success"}
            ),
            task("cleanup").model_copy(update={"rule": "all_done"}),
            task("alert").model_copy(update={"rule": "one_failed"}),
            task("after_alert"),
        ),
        edges=edges(
            "choose>a", "choose>b", "b>join", "join>cleanup", "join>alert", "alert>after_alert"
        ),
    )
    names = ("choose", "a", "b", "cleanup", "alert", "after_alert")
    return module("tolerant", pipeline, *(function(n) for n in names), function("join", "left"))


def _chained_map() -> Module:
    fetch = task("fetch").model_copy(update={"mapping": Mapping(over={"city": output("cities")})})
    clean = task("clean").model_copy(update={"mapping": Mapping(over={"reading": output("fetch")})})
    pipeline = Pipeline(
        id="chained",
        nodes=(
            task("cities"),
            fetch,
            clean,
            task("total", readings=output("clean")).model_copy(update={"rule": "none_failed"}),
        ),
    )
    return module(
        "chained_map",
        pipeline,
        function("cities"),
        function("fetch", "city"),
        function("clean", "reading"),
        function("total", "readings"),
    )


def _condition() -> Module:
    """An `if` of a flow."""
    data = output("extract")
    test = Code(text="len(data) > 1000", reads={"data": data})
    choose = Task(
        id="if_1",
        operation=Choose(
            function="if_1",
            arguments={"data": data},
            labels={"true": ("full",), "false": ("incremental",)},
            condition=test,
        ),
        role="glue",
    )
    pipeline = Pipeline(
        id="conditional-flow",
        function="conditional_flow",
        nodes=(task("extract"), choose, task("full", data=data), task("incremental", data=data)),
        edges=edges("if_1>full", "if_1>incremental"),
        outcome="any",
    )
    function_if = function("if_1", "data", body="return len(data) > 1000")
    return module(
        "condition",
        pipeline,
        function("extract"),
        function("full", "data"),
        function("incremental", "data"),
        function_if,
        engine="prefect",
    )


def _unseen() -> Module:
    """A submitted task whose failure the flow does not see."""
    pipeline = Pipeline(
        id="unseen",
        nodes=(
            task("extract"),
            task("audit", rows=output("extract")),
            task("load", rows=output("extract")),
        ),
        outcome="listed",
        listed=("extract", "load"),
    )
    return module(
        "unseen",
        pipeline,
        function("extract"),
        function("audit", "rows"),
        function("load", "rows"),
        engine="prefect",
    )


def _two_ends() -> Module:
    """Leaves side by side, one below a named output of a task that others do not wait for."""
    split = Function(
        name="split",
        text="def split(rows):\n    return rows[:1], rows[1:]",
        parameters=(Parameter(name="rows"),),
        outputs=("head", "tail"),
    )
    pipeline = Pipeline(
        id="two_ends",
        nodes=(
            task("extract"),
            task("archive", rows=output("extract")),
            task("split", rows=output("extract")),
            task("first", head=output("split", "head")),
            task("rest", tail=output("split", "tail")),
        ),
    )
    return module(
        "two_ends",
        pipeline,
        function("extract"),
        function("archive", "rows"),
        split,
        function("first", "head"),
        function("rest", "tail"),
    )


def _handler() -> Module:
    """A `try` whose handler takes the exception, and one that lets the failure go on."""
    error = Text(parts=(Constant(value="failed: "), VariableOf(name="error")))
    pipeline = Pipeline(
        id="sync",
        nodes=(
            task("extract"),
            task("archive", rows=output("extract")),
            task("publish", rows=output("extract")).model_copy(update={"fatal": False}),
            task("fall_back", message=error),
            task("load", rows=output("extract")),
            task("finish"),
            task("clean_up"),
            Handler(id="try_publish", tries=("publish",), body=("fall_back",), binds="error"),
            Handler(
                id="try_finish", tries=("finish",), body=("clean_up",), join=False, reraise=True
            ),
        ),
        edges=(
            Edge(upstream="archive", downstream="publish", kind="sequence"),
            Edge(upstream="try_publish", downstream="load", kind="sequence"),
            Edge(upstream="load", downstream="finish", kind="sequence"),
        ),
        outcome="listed",
        listed=("extract", "archive", "fall_back", "load", "finish", "clean_up"),
    )
    return module(
        "handler",
        pipeline,
        function("extract"),
        function("archive", "rows"),
        function("publish", "rows"),
        function("fall_back", "message"),
        function("load", "rows"),
        function("finish"),
        function("clean_up"),
        engine="prefect",
    )


def _tried_branch() -> Module:
    """What follows a `try` around an `if` runs whatever the `if` took."""
    test = Code(text="rows", reads={"rows": output("extract")})
    choose = Task(
        id="should_publish",
        operation=Choose(
            function="should_publish",
            arguments={"rows": output("extract")},
            labels={"true": ("publish",), "false": ()},
            condition=test,
        ),
        role="glue",
        fatal=False,
    )
    pipeline = Pipeline(
        id="tried_branch",
        nodes=(
            task("extract").model_copy(update={"fatal": False}),
            choose,
            task("publish").model_copy(update={"fatal": False}),
            task("load"),
            Handler(id="tried", tries=("extract", "should_publish", "publish"), body=()),
        ),
        edges=(
            Edge(upstream="should_publish", downstream="publish"),
            Edge(upstream="tried", downstream="load", kind="sequence"),
        ),
        outcome="listed",
        listed=("load",),
    )
    return module(
        "tried_branch",
        pipeline,
        function("extract"),
        function("should_publish", "rows", body="return bool(rows)"),
        function("publish"),
        function("load"),
        engine="prefect",
    )


def _silent(join: TriggerRule) -> Module:
    """A choice that may take nothing."""
    choose = Task(
        id="choose",
        operation=Choose(function="choose", labels={"full": ("full",), "delta": ("delta",)}),
    )
    pipeline = Pipeline(
        id="silent",
        nodes=(
            choose,
            task("full"),
            task("delta"),
            task("join").model_copy(update={"rule": join}),
        ),
        edges=edges("choose>full", "choose>delta", "full>join", "delta>join"),
    )
    body = 'if ROOT:\n        return "full"\n    if json:\n        return "delta"\n    return None'
    names = ("full", "delta", "join")
    return module("silent", pipeline, function("choose", body=body), *map(function, names))


def _many() -> Module:
    """A choice that may take several labels, one of which is part of the other."""
    labels = {"load": ("load",), "load_all": ("load_all",)}
    choose = Task(id="choose", operation=Choose(function="choose", labels=labels, many=True))
    pipeline = Pipeline(
        id="many",
        nodes=(choose, task("load"), task("load_all")),
        edges=edges("choose>load", "choose>load_all"),
    )
    body = 'return "load_all" if ROOT else ["load", "load_all"]'
    names = ("load", "load_all")
    return module("many", pipeline, function("choose", body=body), *map(function, names))


MODULES: dict[str, Module] = {
    "many": _many(),
    "silent": _silent("none_failed_min_one_success"),
    "silent_rule": _silent("one_success"),
    "handler": _handler(),
    "tried_branch": _tried_branch(),
    "family": _family(),
    "chain_loop": _chain_loop(),
    "nested": _nested(),
    "skip": _skip(),
    "tolerant": _tolerant(),
    "chained_map": _chained_map(),
    "condition": _condition(),
    "unseen": _unseen(),
    "two_ends": _two_ends(),
    "linear": _linear(),
    "fan": _fan(),
    "branch": _branch(),
    "cleanup": _cleanup(),
    "gate": _gate(),
    "mapping": _mapping(),
    "same_function": _same_function(),
    "operators": _operators(),
    "defaults": _defaults(),
    "teardown": _teardown(),
    "literal_map": _literal_map(),
}
