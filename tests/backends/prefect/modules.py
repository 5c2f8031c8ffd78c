"""Hand-written modules of the IR, one per pattern, as a reader would give them."""

from __future__ import annotations

from polydag.ir.functions import Function, Parameter, Use
from polydag.ir.operations import Call, Choose, Empty, Gate, Notify, Opaque, Shell
from polydag.ir.pipeline import Defaults, Module, Pipeline, Prelude
from polydag.ir.policies import Delays, Hook, Retry, RunParameter, Schedule
from polydag.ir.tasks import Edge, Mapping, Task
from polydag.ir.values import Constant, ContextOf, Items, OutputOf, ParameterOf, Text, Value

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
            task("aggregate", **{x: output(f"transform_{x}") for x in "abc"}),
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
        update={"role": "teardown", "rule": "all_done_setup_success"}
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


MODULES: dict[str, Module] = {
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
