"""Modules in the IR, written by hand: one per thing that the Dagster backend must carry."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from polydag.ir.functions import Function, Parameter, Use
from polydag.ir.operations import (
    Call,
    Check,
    Choose,
    Dbt,
    Empty,
    Gate,
    Notify,
    Opaque,
    Operation,
    Shell,
)
from polydag.ir.pipeline import Asset, Defaults, Module, Pipeline, Prelude
from polydag.ir.policies import Cache, Delays, Hook, Retry, RunParameter, Schedule
from polydag.ir.tasks import Edge, Family, Handler, Mapping, Node, Task
from polydag.ir.values import (
    Code,
    Constant,
    ContextOf,
    Items,
    OutputOf,
    ParameterOf,
    Text,
    Value,
    VariableOf,
)


def function(text: str, **fields: object) -> Function:
    """A function from its text; its name and plain parameters are read from the first line."""
    head = text.split("\n", 1)[0]
    name = head[4 : head.index("(")]
    inside = head[head.index("(") + 1 : head.rindex(")")]
    parameters = tuple(
        Parameter(
            name=part.partition(":")[0].strip(), annotation=part.partition(":")[2].strip() or None
        )
        for part in inside.split(", ")
        if part
    )
    returns = head.partition("->")[2].strip(" :") or None
    fields.setdefault("returns_value", "return " in text)
    return Function(name=name, text=text, parameters=parameters, returns=returns, **fields)


def use(
    text: str, part: str, kind: str, key: str = "", *, statement: bool = False, **fields: object
) -> Use:
    """A use at the first place where `part` stands in the text."""
    start = text.index(part)
    span = (start, start + len(part))
    return Use(
        kind=kind,
        key=key,
        start=span[0],
        stop=span[1],
        statement=span if statement else None,
        **fields,
    )


def task(id: str, operation: Operation | None = None, **fields: object) -> Task:
    """A task; without an operation it calls the function of its name."""
    return Task(id=id, operation=operation or Call(function=id), **fields)


def call(name: str, **arguments: Value) -> Call:
    """A call with arguments."""
    return Call(function=name, arguments=arguments)


def out(id: str, output: str = "result") -> OutputOf:
    """Another task's output."""
    return OutputOf(task=id, output=output)


def module(
    pipeline: Pipeline, *functions: Function, engine: str = "airflow", **fields: object
) -> Module:
    """A module of one pipeline."""
    return Module(
        path="etl.py",
        name="etl",
        engine=engine,
        functions={f.name: f for f in functions},
        pipelines=(pipeline,),
        **fields,
    )


def chain(*ids: str) -> tuple[Edge, ...]:
    """Control edges from each to the next."""
    return tuple(Edge(upstream=a, downstream=b) for a, b in pairwise(ids))


def plain(name: str, *parameters: str, value: bool = True) -> Function:
    """A function without anything of an engine."""
    body = f'    return ["{name}"]' if value else f'    print("{name}")'
    return function(f"def {name}({', '.join(parameters)}):\n{body}")


EXTRACT = (
    "def extract_orders(source):\n    # Newest first.\n    rows = fetch(source)\n    return rows"
)


def linear() -> Module:
    """Data along a line, retries in common: clean assets."""
    retry = Retry(count=2, delays=Delays(base=300.0))
    pipeline = Pipeline(
        id="orders_etl",
        nodes=(
            task("raw_orders", retry=retry, timeout=3600.0),
            task("clean_orders", call("clean_orders", rows=out("raw_orders")), retry=retry),
            task(
                "order_report",
                call("order_report", rows=out("clean_orders")),
                comment="# Read by finance.",
            ),
        ),
        schedules=(Schedule(kind="cron", crons=("0 2 * * *",)),),
        description="Orders of a day",
        tags=("production",),
        defaults=Defaults(owner="data-engineering"),
    )
    return module(
        pipeline,
        function(
            'def raw_orders() -> list[dict]:\n    """Orders as they come."""\n    return fetch(URL)',
            doc="Orders as they come.",
            names=("fetch", "URL"),
        ),
        function("def clean_orders(rows: list[dict]):\n    return [row for row in rows if row]"),
        function("def order_report(rows: float) -> None:\n    print(rows)"),
        doc="Nightly orders.",
        prelude=(
            Prelude(text="import json", kind="import", defines=("json",)),
            Prelude(text='# Where it comes from.\nURL = "https://example.com"', defines=("URL",)),
            Prelude(
                text="def fetch(url):\n    return json.loads(url)",
                defines=("fetch",),
                reads=("json",),
            ),
        ),
    )


def fan_out_in() -> Module:
    """One before three before one, by control edges, with generic names."""
    names = ("transform_a", "transform_b", "transform_c")
    edges = [Edge(upstream="extract", downstream=n) for n in names] + [
        Edge(upstream=n, downstream="aggregate") for n in names
    ]
    pipeline = Pipeline(
        id="fan", nodes=tuple(task(n) for n in ("extract", *names, "aggregate")), edges=tuple(edges)
    )
    return module(pipeline, *(plain(n, value=False) for n in ("extract", *names, "aggregate")))


CHOOSE = 'def pick_load(rows):\n    if len(rows) > 1000:\n        return "load-full"\n    return "load_delta"'


def branch() -> Module:
    """A choice of two, joined by none_failed_min_one_success."""
    pipeline = Pipeline(
        id="branching",
        nodes=(
            task("extract"),
            task(
                "pick_load",
                Choose(
                    function="pick_load",
                    arguments={"rows": out("extract")},
                    labels={"load-full": ("load-full",), "load_delta": ("load_delta",)},
                ),
            ),
            task("load-full", call("load_full", rows=out("extract"))),
            task("load_delta", call("load_delta", rows=out("extract"))),
            task("report", rule="none_failed_min_one_success"),
        ),
        edges=(
            Edge(upstream="pick_load", downstream="load-full"),
            Edge(upstream="pick_load", downstream="load_delta"),
            Edge(upstream="load-full", downstream="report"),
            Edge(upstream="load_delta", downstream="report"),
        ),
    )
    return module(
        pipeline,
        plain("extract"),
        function(CHOOSE),
        plain("load_full", "rows", value=False),
        plain("load_delta", "rows", value=False),
        plain("report", value=False),
    )


def notified() -> Module:
    """A one_failed leaf over everything: a hook; pushes and pulls; a callback in common."""
    pushing = 'def extract(ti):\n    rows = fetch()\n    ti.xcom_push(key="count", value=len(rows))\n    return rows'
    pulling = 'def validate(ti):\n    count = ti.xcom_pull(task_ids="extract", key="count")\n    assert count > 0'
    alerting = 'def alert(context):\n    print(context["ds"], "not loaded")'
    paging = 'def page(context):\n    print(context["exception"])'
    push = 'ti.xcom_push(key="count", value=len(rows))'
    pull = 'count = ti.xcom_pull(task_ids="extract", key="count")'
    hook = (Hook(event="failure", function="page"),)
    pipeline = Pipeline(
        id="watched",
        nodes=(
            task("extract", hooks=hook, retry=Retry(count=1)),
            task(
                "validate",
                Call(function="validate", pulls={"count": out("extract", "count")}),
                hooks=hook,
            ),
            task("alert", rule="one_failed"),
        ),
        edges=(
            *chain("extract", "validate"),
            *chain("validate", "alert"),
            *chain("extract", "alert"),
        ),
        schedules=(Schedule(kind="cron", crons=("0 6 * * *",), window="preceding"),),
        start="2024-01-01T00:00:00+00:00",
    )
    start = pull.index("ti.")
    pulled = Use(
        kind="pull",
        key="count",
        start=pulling.index(pull) + start,
        stop=pulling.index(pull) + len(pull),
        statement=(pulling.index(pull), pulling.index(pull) + len(pull)),
        assigns="count",
    )
    return module(
        pipeline,
        function(
            pushing,
            injected=("ti",),
            outputs=("result", "count"),
            names=("fetch",),
            uses=(
                use(
                    pushing, push, "push", "count", statement=True, arguments={"value": "len(rows)"}
                ),
            ),
        ),
        function(pulling, injected=("ti",), uses=(pulled,)),
        function(
            alerting, injected=("context",), uses=(use(alerting, 'context["ds"]', "context", "ds"),)
        ),
        function(
            paging,
            injected=("context",),
            uses=(use(paging, 'context["exception"]', "context", "exception"),),
        ),
        prelude=(Prelude(text="def fetch():\n    return [1, 2]", defines=("fetch",)),),
    )


def tolerant() -> Module:
    """A failure that a cleanup follows: `bad >> end(all_done)` ends well."""
    pipeline = Pipeline(
        id="tolerant",
        nodes=(
            task("load", retry=Retry(count=1, delays=Delays(base=10.0))),
            task("count", call("count", rows=out("load"))),
            task("cleanup", rule="all_done"),
            task("alarm", rule="one_failed", operation=call("alarm", rows=out("load"))),
        ),
        edges=(*chain("count", "cleanup"), *chain("count", "alarm"), *chain("alarm", "cleanup")),
    )
    return module(
        pipeline,
        plain("load"),
        plain("count", "rows"),
        plain("cleanup", value=False),
        plain("alarm", "rows", value=False),
    )


def mapped() -> Module:
    """One task over a list known at run time, and what collects it."""
    pipeline = Pipeline(
        id="mapping",
        nodes=(
            task("list_cities"),
            task(
                "read_city",
                call("read_city", city=Constant(value=None), scale=ParameterOf(name="scale")),
                mapping=Mapping(mode="product", over={"city": out("list_cities")}),
            ),
            task("summarize", call("summarize", readings=out("read_city"))),
            task("publish", call("publish", summary=out("summarize"))),
        ),
        parameters=(
            RunParameter(
                name="scale",
                json_type="string",
                default=Constant(value="celsius"),
                constraints={"enum": ["celsius", "fahrenheit"]},
            ),
        ),
    )
    read = pipeline.nodes[1]
    assert isinstance(read, Task)
    fixed = read.model_copy(
        update={"operation": call("read_city", scale=ParameterOf(name="scale"))}
    )
    pipeline = pipeline.model_copy(
        update={"nodes": (pipeline.nodes[0], fixed, *pipeline.nodes[2:])}
    )
    return module(
        pipeline,
        plain("list_cities"),
        plain("read_city", "city", "scale"),
        plain("summarize", "readings"),
        plain("publish", "summary", value=False),
    )


def gated() -> Module:
    """A gate before two, the second of which has a rule of its own."""
    pipeline = Pipeline(
        id="gated",
        nodes=(
            task("has_rows", Gate(function="has_rows", arguments={"rows": out("extract")})),
            task("extract"),
            task("load", call("load", rows=out("extract"))),
            task("report", rule="none_failed"),
        ),
        edges=(*chain("has_rows", "load"), *chain("load", "report")),
    )
    gate = function("def has_rows(rows):\n    return len(rows) > 0")
    return module(
        pipeline, gate, plain("extract"), plain("load", "rows"), plain("report", value=False)
    )


def regions() -> Module:
    """One function in several tasks, with constants."""
    names = ("us-east", "us-west")
    pipeline = Pipeline(
        id="regions",
        nodes=tuple(
            task(f"process_{n}", call("process_region", region=Constant(value=n))) for n in names
        ),
    )
    return module(pipeline, plain("process_region", "region", value=False))


def _looping(name: str, order: Literal["parallel", "chain"]) -> Module:
    """A loop over regions between two tasks, two tasks in each round."""

    def made(id: str, value: Value) -> tuple[Task, ...]:
        retry = Retry(count=1, delays=Delays(base=60.0))
        first = task(f"read_{id}", call("read_region", region=value), retry=retry)
        return first, task(f"write_{id}", call("write_region", region=value))

    regions = ("us-east", "eu")
    family = Family(
        id="each_region",
        variables=("region",),
        over=Items(items=tuple(Constant(value=r) for r in regions)),
        members=made("{region}", VariableOf(name="region")),
        bindings=tuple({"region": Constant(value=r)} for r in regions),
        instances=tuple(made(r, Constant(value=r)) for r in regions),
        order=order,
    )
    chained = chain("prepare", "read_us-east", "write_us-east", "read_eu", "write_eu", "close_day")
    beside = [(f"read_{r}", f"write_{r}") for r in regions]
    beside += [
        (a, b) for r in regions for a, b in (("prepare", f"read_{r}"), (f"write_{r}", "close_day"))
    ]
    edges = tuple(Edge(upstream=a, downstream=b) for a, b in beside)
    pipeline = Pipeline(
        id=name,
        nodes=(task("prepare"), family, task("close_day")),
        edges=chained if order == "chain" else edges,
    )
    functions = [plain(f, "region", value=False) for f in ("read_region", "write_region")]
    return module(
        pipeline, plain("prepare", value=False), *functions, plain("close_day", value=False)
    )


def looped() -> Module:
    """A loop whose rounds do not wait for each other: a factory of assets, called in a loop."""
    return _looping("looped", "parallel")


def chained() -> Module:
    """A loop whose rounds follow each other."""
    return _looping("chained", "chain")


def odds() -> Module:
    """Shell, notification, an unknown operator, an anchor, a cache, lists of delays."""
    pipeline = Pipeline(
        id="odds",
        nodes=(
            task("begin", Empty()),
            task(
                "archive",
                Shell(
                    command=Text(
                        parts=(
                            Constant(value="gzip --keep orders_"),
                            ContextOf(key="ds"),
                            Constant(value=".csv"),
                        )
                    )
                ),
                timeout=60.0,
            ),
            task(
                "count",
                call("count", limit=ParameterOf(name="limit")),
                retry=Retry(count=3, delays=Delays(shape="list", values=(60.0, 120.0, 300.0))),
            ),
            task(
                "warn",
                Notify(
                    channel="slack",
                    message=Constant(value="Pipeline failed!"),
                    connection="slack_webhook",
                ),
            ),
            task(
                "spark",
                Opaque(class_name="acme.SparkOperator", source="SparkOperator(task_id='spark')"),
                cache=Cache(),
            ),
        ),
        edges=chain("begin", "archive", "count", "warn", "spark"),
        parameters=(
            RunParameter(
                name="limit",
                json_type="integer",
                default=Constant(value=100),
                description="How many",
            ),
        ),
        schedules=(Schedule(kind="interval", every=3600.0),),
        catchup=True,
        max_active_runs=1,
    )
    return module(pipeline, plain("count", "limit"))


def assets() -> Module:
    """Assets as their source says them, with a check and dbt."""
    check = "def row_count(raw):\n    return AssetCheckResult(passed=len(raw) > 0)"
    verdict = "return AssetCheckResult(passed=len(raw) > 0)"
    log = 'def raw(context):\n    context.log.info("reading")\n    return [1]'
    pipeline = Pipeline(
        id="analytics",
        style="assets",
        nodes=(
            task("raw", publishes=("raw",)),
            task("clean", call("clean", raw=out("raw")), publishes=("clean",)),
            task(
                "row_count",
                Check(
                    function="row_count", asset="raw", arguments={"raw": out("raw")}, blocking=True
                ),
                role="check",
            ),
        ),
        edges=(Edge(upstream="row_count", downstream="clean"),),
    )
    return module(
        pipeline,
        function(log, injected=("context",), uses=(use(log, "context.log", "log", "info"),)),
        plain("clean", "raw"),
        function(
            check,
            uses=(
                use(
                    check, verdict, "verdict", statement=True, arguments={"passed": "len(raw) > 0"}
                ),
            ),
        ),
        engine="dagster",
        assets={
            "raw": Asset(id="raw", key=("raw",), group="ingest"),
            "clean": Asset(id="clean", key=("warehouse", "clean"), kinds=("python",)),
        },
    )


def dbt() -> Module:
    """A dbt project: its own assets where a manifest lists them."""
    models = Dbt(
        command=(Constant(value="build"),),
        project=Constant(value="/dbt"),
        manifest=Constant(value="/dbt/target/manifest.json"),
    )
    return module(
        Pipeline(id="dbt_models", style="assets", nodes=(task("models", models),)), engine="dagster"
    )


def combined() -> Module:
    """Values made of several outputs, and an expression between tasks."""
    pipeline = Pipeline(
        id="combined",
        nodes=(
            task("first"),
            task("second"),
            task("merge_all", call("merge_all", parts=Items(items=(out("first"), out("second"))))),
            task(
                "tell_size",
                call("tell_size", size=Code(text="len(rows)", reads={"rows": out("merge_all")})),
            ),
        ),
    )
    return module(
        pipeline,
        plain("first"),
        plain("second"),
        plain("merge_all", "parts"),
        plain("tell_size", "size", value=False),
    )


def tracked_branch() -> Module:
    """A choice whose branches a cleanup follows, and a join that one_success starts."""
    pipeline = Pipeline(
        id="tracked_branch",
        nodes=(
            task("extract"),
            task(
                "pick_load",
                Choose(
                    function="pick_load",
                    arguments={"rows": out("extract")},
                    labels={"load-full": ("load-full",), "load_delta": ("load_delta",)},
                ),
            ),
            task("load-full", call("load_full", rows=out("extract"))),
            task("load_delta", call("load_delta", rows=out("extract"))),
            task("report", rule="one_success"),
            task("cleanup", rule="all_done", retry=Retry(count=1)),
        ),
        edges=(
            Edge(upstream="pick_load", downstream="load-full"),
            Edge(upstream="pick_load", downstream="load_delta"),
            Edge(upstream="load-full", downstream="report"),
            Edge(upstream="load_delta", downstream="report"),
            Edge(upstream="report", downstream="cleanup"),
            Edge(upstream="load-full", downstream="cleanup"),
        ),
    )
    return module(
        pipeline,
        plain("extract"),
        function(CHOOSE),
        plain("load_full", "rows", value=False),
        plain("load_delta", "rows", value=False),
        plain("report", value=False),
        plain("cleanup", value=False),
    )


def tracked_map() -> Module:
    """A mapping whose failures a cleanup follows."""
    pipeline = Pipeline(
        id="tracked_map",
        nodes=(
            task("list_files"),
            task(
                "load_file",
                call("load_file"),
                mapping=Mapping(over={"path": out("list_files")}),
                retry=Retry(count=1),
            ),
            task("total", call("total", counts=out("load_file"))),
            task("alarm", rule="one_failed"),
            task("cleanup", rule="all_done"),
        ),
        edges=(
            *chain("load_file", "alarm"),
            *chain("total", "cleanup"),
            *chain("alarm", "cleanup"),
        ),
    )
    return module(
        pipeline,
        plain("list_files"),
        plain("load_file", "path"),
        plain("total", "counts"),
        plain("alarm", value=False),
        plain("cleanup", value=False),
    )


def gate_and_cleanup() -> Module:
    """A gate that lets its own downstream rules be, before a cleanup."""
    pipeline = Pipeline(
        id="gate_and_cleanup",
        nodes=(
            task("check_day", Gate(function="check_day", cascade=False)),
            task("load"),
            task("cleanup", rule="all_done"),
        ),
        edges=chain("check_day", "load", "cleanup"),
    )
    gate = function("def check_day():\n    return True")
    return module(pipeline, gate, plain("load"), plain("cleanup", value=False))


def teardown() -> Module:
    """A setup, work, and a teardown whose failure does not count."""
    pipeline = Pipeline(
        id="workspace",
        nodes=(
            task("make", role="setup"),
            task("work"),
            task("delete", role="teardown", rule="all_done_setup_success", fatal=False),
        ),
        edges=(*chain("make", "work", "delete"), *chain("make", "delete")),
    )
    return module(pipeline, *(plain(n, value=False) for n in ("make", "work", "delete")))


def listed() -> Module:
    """Failures that the flow does not see, and one that it sees though others follow."""
    pipeline = Pipeline(
        id="listed",
        nodes=(
            task("read"),
            task("ping", fatal=False),
            task("write", call("write", rows=out("read"))),
        ),
        outcome="listed",
        listed=("read", "write"),
    )
    return module(
        pipeline,
        plain("read"),
        plain("ping", value=False),
        plain("write", "rows", value=False),
        engine="prefect",
    )


def settled() -> Module:
    """Every failure counts, and a cleanup follows all the same."""
    pipeline = Pipeline(
        id="settled",
        nodes=(
            task("read"),
            task("write", call("write", rows=out("read"))),
            task("cleanup", rule="all_done"),
        ),
        edges=chain("write", "cleanup"),
        outcome="any",
    )
    return module(
        pipeline, plain("read"), plain("write", "rows", value=False), plain("cleanup", value=False)
    )


def mapped_skipping() -> Module:
    """A mapping of which some instances skip themselves, and a reducer that is to be skipped with them."""
    text = "def load(file):\n    if not file:\n        raise Skip('empty')\n    return file"
    skip = use(text, "raise Skip('empty')", "skip", statement=True)
    pipeline = Pipeline(
        id="mapped_skipping",
        nodes=(
            task("files"),
            task("load", mapping=Mapping(over={"file": out("files")})),
            task("total", call("total", counts=out("load"))),
        ),
    )
    return module(pipeline, plain("files"), function(text, uses=(skip,)), plain("total", "counts"))


def alerted_beside_cleanup() -> Module:
    """A notification about ops that report outcomes, since a cleanup runs whatever became of them: no hook hears them."""
    pipeline = Pipeline(
        id="alerted_beside_cleanup",
        nodes=(
            task("load"),
            task("publish"),
            task("cleanup", rule="all_done"),
            task("alarm", rule="one_failed"),
        ),
        edges=(*chain("load", "publish"), *chain("load", "cleanup"), *chain("load", "alarm")),
    )
    bodies = (plain("publish", value=False), plain("cleanup", value=False))
    return module(pipeline, plain("load"), *bodies, plain("alarm", value=False))


def hooked() -> Module:
    """A notification beside a leaf that fails with what it watches: a failure hook."""
    alerting = 'def alert(context):\n    print(context["ds"], "not loaded")'
    pipeline = Pipeline(
        id="hooked",
        nodes=(
            task("orders"),
            task("load_orders", call("load_orders", rows=out("orders"))),
            task("totals"),
            task("alert", rule="one_failed"),
            task(
                "post", Notify(channel="slack", message=Constant(value="failed")), rule="one_failed"
            ),
        ),
        edges=(
            *chain("load_orders", "totals"),
            *chain("orders", "alert"),
            *chain("load_orders", "alert"),
            *chain("totals", "alert"),
            *chain("totals", "post"),
            *chain("orders", "post"),
        ),
        schedules=(Schedule(kind="cron", crons=("0 6 * * *",), window="preceding"),),
    )
    pipeline = pipeline.model_copy(
        update={"edges": tuple(e for e in pipeline.edges if e.upstream != "totals")}
    )
    return module(
        pipeline,
        plain("orders"),
        plain("load_orders", "rows"),
        plain("totals", value=False),
        function(
            alerting, injected=("context",), uses=(use(alerting, 'context["ds"]', "context", "ds"),)
        ),
    )


def alerted() -> Module:
    """A notification that is given a text: a failure hook that calls the author's function."""
    text = Constant(value="orders are late")
    pipeline = Pipeline(
        id="alerted",
        nodes=(task("orders"), task("alert", call("alert", text=text), rule="one_failed")),
        edges=chain("orders", "alert"),
        outcome="any",
    )
    return module(pipeline, plain("orders"), plain("alert", "text", value=False))


def skipping() -> Module:
    """A body that skips, exponential retries, a shared parameter, e-mail on failure, a timeout."""
    skip = 'raise AirflowSkipException("nothing new")'
    text = f"def fetch_new(limit):\n    rows = load(limit)\n    if not rows:\n        {skip}\n    return rows"
    growing = Retry(
        count=3, delays=Delays(shape="exponential", base=30.0, jitter="window", cap=600.0)
    )
    mail = (Hook(event="failure", recipients=("team@company.com",)),)
    pipeline = Pipeline(
        id="skipping",
        nodes=(
            task(
                "fetch_new",
                call("fetch_new", limit=ParameterOf(name="limit")),
                retry=growing,
                timeout=60.0,
                hooks=mail,
            ),
            task(
                "store",
                call("store", rows=out("fetch_new"), limit=ParameterOf(name="limit")),
                retry=growing,
                hooks=mail,
            ),
        ),
        parameters=(RunParameter(name="limit", json_type="integer", default=Constant(value=10)),),
    )
    return module(
        pipeline,
        function(
            text,
            names=("load",),
            uses=(use(text, skip, "skip", statement=True, arguments={"message": '"nothing new"'}),),
        ),
        plain("store", "rows", "limit", value=False),
        prelude=(Prelude(text="def load(limit):\n    return [1] * limit", defines=("load",)),),
    )


def two() -> Module:
    """Two pipelines with tasks of one name."""
    first = Pipeline(
        id="first_etl", nodes=(task("extract"), task("load", call("load", rows=out("extract"))))
    )
    second = Pipeline(
        id="second_etl",
        nodes=(
            task("extract", call("extract_second")),
            task("load", call("load_second", rows=out("extract"))),
        ),
    )
    made = module(
        first,
        plain("extract"),
        plain("load", "rows"),
        plain("extract_second"),
        plain("load_second", "rows"),
    )
    return made.model_copy(update={"pipelines": (first, second)})


def _trying(name: str, tries: tuple[str, ...], **fields: object) -> Module:
    """A `try` around tasks, a handler that is given the exception, and what follows."""
    message = Text(parts=(Constant(value="not published: "), VariableOf(name="error")))
    nodes: list[Node] = [task("rows")]
    nodes += [task(id, call(id, rows=out("rows")), fatal=False) for id in tries]
    nodes.append(task("tell", call("tell", message=message)))
    nodes.append(Handler(id="trying", tries=tries, body=("tell",), binds="error", **fields))
    edges = tuple(Edge(upstream=a, downstream=b, kind="sequence") for a, b in pairwise(tries))
    if not fields:
        nodes.append(task("clean"))
        edges = (*edges, Edge(upstream="trying", downstream="clean", kind="sequence"))
    listed = tuple(n.id for n in nodes if isinstance(n, Task) and (fields or n.id not in tries))
    pipeline = Pipeline(id=name, nodes=tuple(nodes), edges=edges, outcome="listed", listed=listed)
    functions = [plain(id, "rows", value=False) for id in tries]
    others = (plain("tell", "message", value=False), plain("clean", value=False))
    return module(pipeline, plain("rows"), *functions, *others, engine="prefect")


def caught() -> Module:
    """A failure that is caught, handled with its text, and gone on from: an output of the op."""
    return _trying("caught", ("publish",))


def caught_several() -> Module:
    """A `try` around two tasks: trigger rules."""
    return _trying("caught_several", ("publish", "announce"))


def raised_again() -> Module:
    """A failure that is told about and raised again."""
    return _trying("raised_again", ("publish",), reraise=True)


def sharing() -> Module:
    """Two jobs of ops whose tasks have the same names and run the same functions."""
    made = settled()
    first = made.pipelines[0]
    return made.model_copy(
        update={"pipelines": (first, first.model_copy(update={"id": "settled_again"}))}
    )


def pairs() -> Module:
    """Two collections crossed, one instance per pair."""
    pipeline = Pipeline(
        id="pairs",
        nodes=(
            task("days"),
            task(
                "load_pair",
                call("load_pair"),
                mapping=Mapping(
                    mode="product",
                    over={
                        "day": out("days"),
                        "shop": Items(items=(Constant(value="a"), Constant(value="b"))),
                    },
                ),
            ),
            task("summarize", call("summarize", found=out("load_pair")), rule="none_failed"),
        ),
    )
    return module(
        pipeline, plain("days"), plain("load_pair", "day", "shop"), plain("summarize", "found")
    )


MODULES = {
    made.__name__: made
    for made in (
        linear,
        fan_out_in,
        branch,
        notified,
        tolerant,
        mapped,
        gated,
        regions,
        looped,
        chained,
        odds,
        assets,
        dbt,
        combined,
        tracked_branch,
        tracked_map,
        gate_and_cleanup,
        teardown,
        listed,
        settled,
        hooked,
        alerted_beside_cleanup,
        mapped_skipping,
        alerted,
        skipping,
        two,
        sharing,
        caught,
        caught_several,
        raised_again,
        pairs,
    )
}
