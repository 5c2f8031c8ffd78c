"""Hand-written modules of the IR: what the Airflow writer is given in its tests."""

from __future__ import annotations

from polydag.ir.functions import Function, Parameter, Use
from polydag.ir.model import Symbolic
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
from polydag.ir.tasks import Edge, Family, Group, Handler, Mapping, Placement, Task
from polydag.ir.values import (
    Code,
    Constant,
    ContextOf,
    FamilyOutput,
    OutputOf,
    ParameterOf,
    Text,
    Value,
    VariableOf,
    constant,
)


def function(text: str, **fields: object) -> Function:
    """A function from its text; parameters are plain names."""
    head = text.partition("(")
    inside = head[2].partition(")")[0]
    parameters = tuple(_parameter(part) for part in inside.split(", ") if part)
    returns = (
        text.partition("->")[2].partition(":")[0].strip() if "->" in text.splitlines()[0] else None
    )
    name = head[0].removeprefix("def ").strip()
    return Function(name=name, text=text, parameters=parameters, **{"returns": returns, **fields})


def _parameter(text: str) -> Parameter:
    name, _, rest = text.partition(":")
    annotation, _, default = rest.partition("=")
    kind = "var_keyword" if name.startswith("**") else "positional"
    return Parameter(
        name=name.strip("* "),
        annotation=annotation.strip() or None,
        default=default.strip() or None,
        kind=kind,
    )


def module(name: str, functions: list[Function], pipeline: Pipeline, **fields: object) -> Module:
    """A module of one pipeline."""
    given = {"engine": "prefect", **fields}
    return Module(
        path=f"{name}.py",
        name=name,
        functions={f.name: f for f in functions},
        pipelines=(pipeline,),
        **given,
    )


def call(
    id: str, name: str | None = None, /, *, given: dict[str, Value] | None = None, **fields: object
) -> Task:
    """A task that calls a function of its own name."""
    return Task(id=id, operation=Call(function=name or id, arguments=given or {}), **fields)


def edges(*pairs: tuple[str, str], kind: str = "control") -> tuple[Edge, ...]:
    """Edges between tasks."""
    return tuple(Edge(upstream=a, downstream=b, kind=kind) for a, b in pairs)


def out(task: str, output: str = "result", *path: str | int) -> OutputOf:
    """An output."""
    return OutputOf(task=task, output=output, path=path)


PLAIN = [function(f"def {name}():\n    print('{name}')", returns_value=False) for name in "abcdef"]


def linear() -> Module:
    """Data from task to task, a schedule, shared defaults."""
    functions = [
        function(
            "def extract(source: str) -> list[dict]:\n    # The API gives rows.\n    return fetch(source)"
        ),
        function(
            'def transform(rows: list[dict]) -> list[dict]:\n    """Clean the rows."""\n    return rows',
            doc="Clean the rows.",
        ),
        function(
            "def load(rows: list[dict], target: str) -> None:\n    save(rows, target)",
            returns_value=False,
        ),
    ]
    retry = Retry(count=2, delays=Delays(base=60.0))
    tasks = (
        call("extract", given={"source": ParameterOf(name="source")}, retry=retry),
        call(
            "transform",
            given={"rows": out("extract")},
            retry=Retry(count=3, delays=Delays(base=300.0)),
        ),
        call(
            "load",
            given={"rows": out("transform"), "target": Constant(value="warehouse")},
            timeout=3600.0,
        ),
    )
    pipeline = Pipeline(
        id="etl",
        nodes=tasks,
        parameters=(
            RunParameter(name="source", json_type="string", default=Constant(value="api")),
        ),
        schedules=(Schedule(kind="cron", crons=("0 2 * * *",), timezone="UTC"),),
        start="2024-01-01T00:00:00+00:00",
        tags=("production",),
        doc="Load what the API gives.",
    )
    prelude = (
        Prelude(text="import requests", kind="import", defines=("requests",)),
        Prelude(text="URL = 'https://example.com'  # the API", defines=("URL",)),
        Prelude(text="def fetch(source):\n    return requests.get(URL).json()", defines=("fetch",)),
    )
    return module("etl", functions, pipeline, prelude=prelude, doc="A small ETL.")


def outputs() -> Module:
    """Outputs by name: of a Dagster op with several outputs, and whole and by key."""
    uses = ()
    functions = [
        function(
            "def split(rows):\n    return rows[:1], rows[1:]", outputs=("low", "high"), uses=uses
        ),
        function("def make() -> dict[str, int]:\n    return {'x': 1}"),
        function("def show(low, high, x):\n    print(low, high, x)", returns_value=False),
    ]
    tasks = (
        call("make"),
        call(
            "split",
            given={"rows": constant([1, 2])},
            origin=Placement(packing="tuple", outputs=("low", "high")),
        ),
        call(
            "show",
            given={
                "low": out("split", "low"),
                "high": out("split", "high"),
                "x": out("make", "result", "x"),
            },
        ),
    )
    return module(
        "outputs", functions, Pipeline(id="outputs", nodes=tasks, outcome="any"), engine="dagster"
    )


def fan() -> Module:
    """Control edges only: out to three, and in again."""
    functions = PLAIN[:5]
    tasks = tuple(call(name) for name in "abcde")
    stated = edges(("a", "b"), ("a", "c"), ("a", "d"), ("b", "e"), ("c", "e"), ("d", "e"))
    return module("fan", functions, Pipeline(id="fan", nodes=tasks, edges=stated))


def branch() -> Module:
    """A choice of Airflow's own, a join, a notification below everything."""
    functions = [
        function('def choose_load(**context):\n    return "full"', injected=("context",)),
        function("def full():\n    pass", returns_value=False),
        function("def delta():\n    pass", returns_value=False),
        function("def report():\n    pass", returns_value=False),
    ]
    choose = Choose(function="choose_load", labels={"full": ("full",), "delta": ("delta",)})
    tasks = (
        Task(
            id="choose_load",
            operation=choose,
            source="airflow.operators.python.BranchPythonOperator",
        ),
        call("full", source="airflow.operators.python.PythonOperator"),
        call("delta", source="airflow.operators.python.PythonOperator"),
        call(
            "report",
            rule="none_failed_min_one_success",
            source="airflow.operators.python.PythonOperator",
        ),
        Task(
            id="notify",
            operation=Notify(
                channel="slack",
                message=Constant(value="Pipeline failed!"),
                connection="slack_webhook",
            ),
            rule="one_failed",
        ),
    )
    stated = edges(
        ("choose_load", "full"), ("choose_load", "delta"), ("full", "report"), ("delta", "report")
    )
    stated += edges(("full", "notify"), ("delta", "notify"), ("choose_load", "notify"))
    defaults = Defaults(
        owner="data",
        retry=Retry(count=2, delays=Delays(base=300.0)),
        hooks=(Hook(event="failure", recipients=("team@company.com",)),),
    )
    nodes = tuple(
        t.model_copy(update={"owner": "data", "retry": defaults.retry, "hooks": defaults.hooks})
        for t in tasks
    )
    pipeline = Pipeline(
        id="orders",
        nodes=nodes,
        edges=stated,
        defaults=defaults,
        description="Orders",
        catchup=True,
        start="2024-01-01T00:00:00+00:00",
    )
    return module("orders", functions, pipeline, engine="airflow", version="2.11")


def condition() -> Module:
    """An `if` on a task's result, in a Prefect flow."""
    functions = [
        function("def extract():\n    return [1]"),
        function(
            'def choose_process(data):\n    return "true" if len(data) > 1000 else "false"',
            synthesised=True,
        ),
        function("def full_process(data):\n    pass", returns_value=False),
        function("def incremental_process(data):\n    pass", returns_value=False),
        function("def finish():\n    pass", returns_value=False),
    ]
    choose = Choose(
        function="choose_process",
        arguments={"data": out("extract")},
        labels={"true": ("full_process",), "false": ("incremental_process",)},
        condition=Code(text="len(data) > 1000", reads={"data": out("extract")}),
    )
    tasks = (
        call("extract"),
        Task(id="choose_process", operation=choose, role="glue"),
        call("full_process", given={"data": out("extract")}),
        call("incremental_process", given={"data": out("extract")}),
        call("finish", rule="none_failed"),
    )
    stated = edges(("choose_process", "full_process"), ("choose_process", "incremental_process"))
    stated += edges(("full_process", "finish"), ("incremental_process", "finish"), kind="sequence")
    ids = ("extract", "full_process", "incremental_process", "finish")
    return module(
        "conditional",
        functions,
        Pipeline(id="conditional", nodes=tasks, edges=stated, outcome="listed", listed=ids),
    )


def routed() -> Module:
    """A choice whose labels are outputs of a Dagster op."""
    text = 'def route():\n    if ready():\n        yield Output(None, "now")\n    else:\n        yield Output(None, "later")'
    first, second = text.index("yield"), text.rindex("yield")
    uses = (
        Use(
            kind="output",
            key="now",
            arguments={"value": "None"},
            start=first + 6,
            stop=first + 25,
            statement=(first, first + 25),
        ),
        Use(
            kind="output",
            key="later",
            arguments={"value": "None"},
            start=second + 6,
            stop=second + 27,
            statement=(second, second + 27),
        ),
    )
    functions = [
        function(
            text,
            uses=uses,
            outputs=("now", "later"),
            is_generator=True,
            returns_value=False,
        ),
        *PLAIN[:2],
    ]
    choose = Choose(function="route", labels={"now": ("a",), "later": ("b",)})
    tasks = (Task(id="route", operation=choose), call("a"), call("b"))
    pipeline = Pipeline(
        id="routed", nodes=tasks, edges=edges(("route", "a"), ("route", "b")), outcome="any"
    )
    return module("routed", functions, pipeline, engine="dagster")


def mapped() -> Module:
    """A mapping over what a task returns, and a reducer that also runs when there is nothing."""
    functions = [
        function("def list_files() -> list[str]:\n    return []"),
        function("def load_file(name: str, folder: str) -> int:\n    return 1"),
        function("def total(counts: list[int]) -> int:\n    return sum(counts)"),
    ]
    mapping = Mapping(over={"name": out("list_files")}, limit=4)
    tasks = (
        call("list_files"),
        call(
            "load_file",
            given={"folder": Constant(value="inbox")},
            mapping=mapping,
            retry=Retry(count=3, delays=Delays(shape="list", values=(2.0, 10.0, 30.0))),
        ),
        call("total", given={"counts": out("load_file")}),
    )
    pipeline = Pipeline(
        id="mapped",
        nodes=tasks,
        outcome="listed",
        listed=("list_files", "load_file", "total"),
        returns=out("total"),
    )
    return module("mapped", functions, pipeline)


def looped() -> Module:
    """The same from a loop that takes one item after the other, and stops at the first that fails."""
    made = mapped()
    pipeline = made.pipelines[0]
    over = Mapping(over={"name": out("list_files")}, limit=1, stop_on_failure=True)
    nodes = tuple(
        node.model_copy(update={"mapping": over}) if node.id == "load_file" else node
        for node in pipeline.nodes
    )
    changed = pipeline.model_copy(update={"nodes": nodes})
    return made.model_copy(update={"pipelines": (changed,)})


def handled() -> Module:
    """A `try` around a task: its handler is given the exception, what follows runs after either."""
    functions = [*PLAIN[:1], function("def notify(message: str):\n    print(message)"), *PLAIN[1:2]]
    message = Text(parts=(Constant(value="failed: "), VariableOf(name="error")))
    nodes = (
        call("a"),
        call("notify", given={"message": message}),
        call("b"),
        Handler(id="try_a", tries=("a",), body=("notify",), binds="error"),
    )
    pipeline = Pipeline(
        id="handled",
        nodes=nodes,
        edges=edges(("try_a", "b")),
        outcome="listed",
        listed=("notify", "b"),
    )
    return module("handled", functions, pipeline)


def handled_late() -> Module:
    """A `try` around two tasks behind another one: when that fails, the handler does not run."""
    functions = [*PLAIN[:4], function("def notify(message: str):\n    print(message)")]
    message = Text(parts=(VariableOf(name="error"), Constant(value="!")))
    nodes = (
        call("a"),
        call("b"),
        call("c"),
        call("notify", given={"message": message}),
        call("d"),
        Handler(id="try_b", tries=("b", "c"), body=("notify",), binds="error"),
    )
    pipeline = Pipeline(
        id="handled_late",
        nodes=nodes,
        edges=edges(("a", "b"), ("b", "c"), ("try_b", "d"), kind="sequence"),
        outcome="listed",
        listed=("a", "notify", "d"),
    )
    return module("handled_late", functions, pipeline)


def tolerant() -> Module:
    """A clean-up after everything: the run fails in one source, not in the other."""
    functions = PLAIN[:3]
    tasks = (call("a"), call("b"), call("c", rule="all_done"))
    stated = edges(("a", "b"), ("b", "c"))
    return module(
        "tolerant", functions, Pipeline(id="tolerant", nodes=tasks, edges=stated, outcome="leaves")
    )


def watched() -> Module:
    """The same where any failure counts."""
    made = tolerant()
    pipeline = made.pipelines[0].model_copy(update={"outcome": "any"})
    return made.model_copy(update={"engine": "dagster", "pipelines": (pipeline,)})


def unseen() -> Module:
    """A task whose failure the flow does not see."""
    tasks = (call("a"), call("b", fatal=False))
    pipeline = Pipeline(
        id="unseen", nodes=tasks, edges=edges(("a", "b")), outcome="listed", listed=("a",)
    )
    return module("unseen", PLAIN[:2], pipeline)


def gate() -> Module:
    """A gate that skips only what is directly below."""
    functions = [function("def is_workday() -> bool:\n    return True"), *PLAIN[:2]]
    tasks = (
        Task(id="is_workday", operation=Gate(function="is_workday", cascade=False)),
        call("a"),
        call("b"),
    )
    return module(
        "gate",
        functions,
        Pipeline(id="gate", nodes=tasks, edges=edges(("is_workday", "a"), ("a", "b"))),
    )


def commands() -> Module:
    """Shell, dbt, an anchor, an operator that nobody reads."""
    text = Text(
        parts=(
            Constant(value="run --day "),
            ContextOf(key="ds"),
            Constant(value=" {{braces}} "),
            out("a"),
        )
    )
    tasks = (
        call("a"),
        Task(id="script", operation=Shell(command=Constant(value="/opt/run.sh"))),
        Task(
            id="shell",
            operation=Shell(
                command=text, env={"REGION": ParameterOf(name="region")}, append_env=True
            ),
        ),
        Task(
            id="dbt",
            operation=Dbt(
                command=(Constant(value="build"),),
                project=Constant(value="/path/to/dbt"),
                select=Constant(value="staging"),
            ),
        ),
        Task(id="done", operation=Empty(), rule="all_done"),
        Task(
            id="mystery",
            operation=Opaque(
                class_name="acme.Operator",
                source='Operator(\n    task_id="mystery",\n    flag=True,\n)',
            ),
        ),
    )
    stated = edges(("script", "shell"), ("shell", "dbt"), ("dbt", "done"), ("mystery", "done"))
    pipeline = Pipeline(
        id="commands",
        nodes=tasks,
        edges=stated,
        parameters=(
            RunParameter(name="region", json_type="string", default=Constant(value="emea")),
        ),
        schedules=(Schedule(kind="interval", every=3600.0),),
    )
    return module("commands", PLAIN[:1], pipeline, engine="polydag")


def policies() -> Module:
    """Retries of every shape, a timeout, a cache, tags, a callback."""
    text = "def alert(context):\n    post(context.op.name)"
    at = text.index("context.op.name")
    use = Use(kind="context", key="task_id", start=at, stop=at + len("context.op.name"))
    hook = function(text, injected=("context",), returns_value=False, uses=(use,))
    retries = {
        "a": Retry(count=3, delays=Delays(base=0.0)),
        "b": Retry(
            count=3, delays=Delays(shape="exponential", base=60.0, jitter="window", cap=600.0)
        ),
        "c": Retry(count=3, delays=Delays(shape="exponential", base=10.0, offset=True)),
        "d": Retry(count=2, delays=Delays(shape="linear", base=5.0, jitter="full")),
        "e": Retry(count=2, delays=Delays(base=30.0), never_on=("KeyError",)),
    }
    tasks = tuple(call(name, retry=retry) for name, retry in retries.items())
    tasks += (
        call(
            "f",
            cache=Cache(expiration=3600.0),
            tags=("db",),
            pool="db",
            timeout=90.0,
            hooks=(Hook(event="failure", function="alert"),),
        ),
    )
    prelude = (Prelude(text="def post(text):\n    print(text)", defines=("post",)),)
    return module(
        "policies",
        [hook, *PLAIN],
        Pipeline(id="policies", nodes=tasks, outcome="any"),
        engine="dagster",
        prelude=prelude,
    )


def groups() -> Module:
    """Subflows in a row: groups that follow each other."""
    functions = [
        function("def extract_task(table):\n    return [table]"),
        function("def validate_task(table, rows):\n    pass", returns_value=False),
        function("def aggregate():\n    pass", returns_value=False),
    ]
    tasks: list[Task] = []
    stated: list[Edge] = []
    previous = None
    for table in ("orders", "customers"):
        group = f"staging_flow_{table}"
        given: dict[str, Value] = {"table": Constant(value=table)}
        tasks.append(call(f"{group}.extract_task", "extract_task", given=given, group=(group,)))
        tasks.append(
            call(
                f"{group}.validate_task",
                "validate_task",
                given=given | {"rows": out(f"{group}.extract_task")},
                group=(group,),
            )
        )
        if previous:
            stated.append(
                Edge(upstream=previous, downstream=f"{group}.extract_task", kind="sequence")
            )
        previous = f"{group}.validate_task"
    tasks.append(call("aggregate"))
    stated.append(Edge(upstream=previous or "", downstream="aggregate", kind="sequence"))
    declared = tuple(
        Group(path=(f"staging_flow_{t}",), doc="Stage one table.") for t in ("orders", "customers")
    )
    return module(
        "groups",
        functions,
        Pipeline(id="main_pipeline", nodes=tuple(tasks), edges=tuple(stated), groups=declared),
    )


def family() -> Module:
    """What a loop over literals built, between two other tasks."""
    functions = [
        PLAIN[0],
        function("def process_region(region):\n    return region"),
        function("def combine(regions):\n    pass", returns_value=False),
    ]
    regions = ("us-east", "eu-central")
    instances = tuple(
        (call(f"process_{r}", "process_region", given={"region": Constant(value=r)}),)
        for r in regions
    )
    template = call(
        "process_{region}", "process_region", given={"region": VariableOf(name="region")}
    )
    node = Family(
        id="process",
        variables=("region",),
        over=constant(list(regions)),
        members=(template,),
        ids={"process_{region}": Symbolic(text='f"process_{region}"')},
        bindings=tuple({"region": Constant(value=r)} for r in regions),
        instances=instances,
    )
    nodes = (
        call("a"),
        node,
        call("combine", given={"regions": FamilyOutput(family="process", task="process_{region}")}),
    )
    stated = tuple(Edge(upstream="a", downstream=f"process_{r}") for r in regions)
    return module(
        "family", functions, Pipeline(id="regions", nodes=nodes, edges=stated), engine="airflow"
    )


def glue() -> Module:
    """Computations between tasks."""
    functions = [
        function("def fetch(region: str) -> list[dict]:\n    return []"),
        function("def publish(summary: dict) -> None:\n    pass", returns_value=False),
    ]
    summary = Code(
        text='{"region": region, "count": len(rows)}',
        reads={"region": ParameterOf(name="region"), "rows": out("fetch")},
    )
    tasks = (
        call("fetch", given={"region": ParameterOf(name="region")}),
        call("publish", given={"summary": summary}),
    )
    pipeline = Pipeline(
        id="sync-accounts",
        nodes=tasks,
        function="sync_accounts",
        parameters=(
            RunParameter(
                name="region", json_type="string", annotation="str", default=Constant(value="emea")
            ),
        ),
        outcome="listed",
        listed=("fetch", "publish"),
    )
    return module("glue", functions, pipeline)


def assets() -> Module:
    """Assets of Dagster, a blocking check between them, a log."""
    text = 'def customers(context) -> list[dict]:\n    context.log.info("%d", 1)\n    return []'
    at = text.index("context.log")
    check = 'def has_rows(customers):\n    return AssetCheckResult(passed=len(customers) > 0, description="no rows")'
    start = check.index("AssetCheckResult")
    functions = [
        function(
            text, injected=("context",), uses=(Use(kind="log", key="info", start=at, stop=at + 11),)
        ),
        function(
            check,
            uses=(
                Use(
                    kind="verdict",
                    arguments={"passed": "len(customers) > 0", "description": '"no rows"'},
                    start=start,
                    stop=len(check),
                    statement=(check.index("return"), len(check)),
                ),
            ),
        ),
        function("def revenue(customers: list[dict]) -> dict:\n    return {}"),
    ]
    tasks = (
        call("customers", publishes=("customers",)),
        Task(
            id="has_rows",
            operation=Check(
                function="has_rows",
                asset="customers",
                arguments={"customers": out("customers")},
                blocking=True,
            ),
            role="check",
        ),
        call("revenue", given={"customers": out("customers")}, publishes=("revenue",)),
    )
    known = {
        "customers": Asset(id="customers", key=("customers",), group="crm", kinds=("python",)),
        "revenue": Asset(id="revenue", key=("marts", "revenue")),
    }
    pipeline = Pipeline(
        id="assets",
        nodes=tasks,
        edges=edges(("has_rows", "revenue")),
        outcome="any",
        style="assets",
    )
    return module("assets", functions, pipeline, engine="dagster", assets=known)


CASES = {
    made.__name__: made
    for made in (
        linear,
        outputs,
        fan,
        branch,
        condition,
        routed,
        mapped,
        looped,
        handled,
        handled_late,
        tolerant,
        watched,
        unseen,
        gate,
        commands,
        policies,
        groups,
        family,
        glue,
        assets,
    )
}

__all__ = ["CASES", "Operation"]
