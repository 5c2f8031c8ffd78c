"""The small functions that stand in an emitted module where Prefect has no word for what the source says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from polydag.backends.asking import ANSWERED, ASK
from polydag.backends.bodies.escaping import CONTEXT, CONTEXT_CLASS
from polydag.backends.elsewhere import SENDING
from polydag.backends.polling import SEEN
from polydag.rendering.imports import Import


@dataclass(frozen=True)
class Helper:
    """A helper's text, what it imports, and the helpers that it calls."""

    text: str
    imports: tuple[Import, ...] = ()
    needs: tuple[str, ...] = ()


_FUTURE = Import("prefect.futures", "PrefectFuture")
_COMPLETED = Import("prefect.states", "Completed")
_FAILED = Import("prefect.states", "Failed")


def _rule(name: str, says: str, *lines: str) -> Helper:
    body = "\n    ".join(lines)
    needs = tuple(n for n in ("SKIPPED", "UPSTREAM_FAILED") if n in body)
    return Helper(
        f'def {name}(above: set[str]) -> State | None:\n    """{says}"""\n    {body}',
        (_STATE,),
        needs,
    )


_STATE = Import("prefect.states", "State")
_FAILURES = '{"failed", "upstream_failed"}'
_STOP = f"if above & {_FAILURES}:\n        return UPSTREAM_FAILED"

_HELPERS: dict[str, Helper] = {
    "SKIPPED": Helper('SKIPPED = Completed(name="Skipped")', (_COMPLETED,)),
    "UPSTREAM_FAILED": Helper('UPSTREAM_FAILED = Failed(name="UpstreamFailed")', (_FAILED,)),
    "outcome": Helper(
        '''def outcome(run) -> str:
    """How a run ended, once it is done."""
    if isinstance(run, PrefectFuture):
        run.wait()
        run = run.state
    if run.is_completed():
        return "skipped" if run.name == "Skipped" else "success"
    stopped = run.is_pending() or run.name == "UpstreamFailed"
    return "upstream_failed" if stopped else "failed"''',
        (_FUTURE,),
    ),
    "outcomes": Helper(
        '''def outcomes(run) -> set[str]:
    """How a run ended, or every instance of a mapped one."""
    runs = run if isinstance(run, list) else [run]
    return {outcome(one) for one in runs} or {"skipped"}''',
        needs=("outcome",),
    ),
    "output": Helper(
        '''def output(run):
    """What a run gave: None where it did not succeed."""
    if isinstance(run, list):
        return [one.result() for one in run if outcome(one) == "success"]
    return run.result() if outcome(run) == "success" else None''',
        needs=("outcome",),
    ),
    "chosen": Helper(
        '''def chosen(run):
    """The labels that a choice took: None where it did not succeed."""
    if outcome(run) != "success":
        return None
    taken = run.result()
    return [taken] if isinstance(taken, str) else list(taken or ())''',
        needs=("outcome",),
    ),
    "submit_if": Helper(
        '''def submit_if(rule, above, submit):
    """Submit a task when the runs above it ended as its trigger rule wants."""
    refusal = rule(set().union(*map(outcomes, above))) if above else None
    return submit() if refusal is None else refusal''',
        needs=("outcomes",),
    ),
    "submit_teardown": Helper(
        '''def submit_teardown(setups, above, submit):
    """Submit a teardown when everything above is done, unless no setup succeeded."""
    for run in above:
        outcomes(run)
    return submit_if(one_success, setups, submit)''',
        needs=("submit_if", "one_success"),
    ),
    "all_success": _rule(
        "all_success",
        "Run when everything above succeeded.",
        _STOP,
        'return SKIPPED if "skipped" in above else None',
    ),
    "none_failed": _rule(
        "none_failed",
        "Run when nothing above failed.",
        f"return UPSTREAM_FAILED if above & {_FAILURES} else None",
    ),
    "none_failed_min_one_success": _rule(
        "none_failed_min_one_success",
        "Run when nothing above failed and something succeeded.",
        _STOP,
        'return None if "success" in above else SKIPPED',
    ),
    "one_success": _rule(
        "one_success",
        "Run when something above succeeded.",
        'if "success" in above:\n        return None',
        'return SKIPPED if above == {"skipped"} else UPSTREAM_FAILED',
    ),
    "one_failed": _rule(
        "one_failed",
        "Run when something above failed.",
        f"return None if above & {_FAILURES} else SKIPPED",
    ),
    "all_failed": _rule(
        "all_failed",
        "Run when everything above failed.",
        f"return None if above <= {_FAILURES} else SKIPPED",
    ),
    "one_done": _rule(
        "one_done",
        "Run when something above succeeded or failed.",
        'return None if above & {"success", "failed"} else SKIPPED',
    ),
    "all_skipped": _rule(
        "all_skipped",
        "Run when everything above was skipped.",
        'return None if above == {"skipped"} else SKIPPED',
    ),
    "none_skipped": _rule(
        "none_skipped",
        "Run when nothing above was skipped.",
        'return SKIPPED if "skipped" in above else None',
    ),
    "all_done_min_one_success": _rule(
        "all_done_min_one_success",
        "Run when everything above is done, nothing was skipped and something succeeded.",
        'if "skipped" in above:\n        return SKIPPED',
        'return None if "success" in above else UPSTREAM_FAILED',
    ),
    "all_done": _rule("all_done", "Run whatever happened above.", "return None"),
    "always": _rule("always", "Run whatever happened above.", "return None"),
    "one_of": Helper(
        '''def one_of(*labels: str | None):
    """Fail a choice that gives none of these labels, for which an `if` would run nothing."""

    def decorate(choose):
        @functools.wraps(choose)
        def checked(*args, **kwargs):
            taken = choose(*args, **kwargs)
            if taken not in labels:
                raise ValueError(f"{taken!r} is none of {labels}")
            return taken

        return checked

    return decorate''',
        (Import("functools"),),
    ),
    "some_of": Helper(
        '''def some_of(*labels: str):
    """Fail a choice that gives something else than these labels, which would run nothing."""

    def decorate(choose):
        @functools.wraps(choose)
        def checked(*args, **kwargs):
            taken = choose(*args, **kwargs)
            unknown = {*([taken] if isinstance(taken, str) else taken or ())} - {*labels}
            if unknown:
                raise ValueError(f"{unknown} is none of {labels}")
            return taken

        return checked

    return decorate''',
        (Import("functools"),),
    ),
    "GiveUp": Helper(
        '''class GiveUp(Exception):
    """A failure that no retry would mend."""


def unless_given_up(task, task_run, state) -> bool:
    """Retry any other failure."""
    return not isinstance(state.result(raise_on_failure=False), GiveUp)'''
    ),
    "states_of": Helper(
        '''def states_of(flow: str, *tasks: str, earlier: float = 0) -> set[str]:
    """How the run of another flow ended that was due when this one was, or so many seconds earlier, or tasks of it."""
    due = runtime.flow_run.scheduled_start_time - timedelta(seconds=earlier)
    at = FlowRunFilterExpectedStartTime(after_=due, before_=due)
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[flow])),
            flow_run_filter=FlowRunFilter(expected_start_time=at),
        )
        one = FlowRunFilter(id=FlowRunFilterId(any_=[run.id for run in runs[:1]]))
        of_tasks = client.read_task_runs(flow_run_filter=one) if tasks else []
    found = {task: [r for r in of_tasks if r.name.rpartition("-")[0] == task] for task in tasks}
    found = found or {flow: runs[:1]}
    words = {"completed": "success", "crashed": "failed", "cancelled": "failed"}
    names = [(r.state_name or "none").lower() for known in found.values() for r in known]
    return {words.get(n, n) for n in names} | {"none" for known in found.values() if not known}''',
        (
            Import("datetime", "timedelta"),
            Import("prefect", "runtime"),
            Import("prefect.client.orchestration", "get_client"),
            *(
                Import("prefect.client.schemas.filters", name)
                for name in (
                    "FlowFilter",
                    "FlowFilterName",
                    "FlowRunFilter",
                    "FlowRunFilterExpectedStartTime",
                    "FlowRunFilterId",
                )
            ),
        ),
    ),
    "answered": Helper(ANSWERED),
    ASK: Helper(
        '''def ask(
    subject, options, body=None, multiple=False, fields=None, users=(), timeout=None, defaults=None
):
    """Ask in a flow run of its own, paused until somebody fills in its form and resumes it."""
    option = Literal[tuple(options)]
    given = {"chosen_options": (list[option] if multiple else option, ...), **(fields or {})}
    form = create_model("Answer", __base__=RunInput, **given)
    addressed = f"For {', '.join(users)}." if users else None
    said = "\\n\\n".join(filter(None, [f"# {subject}", body, addressed]))
    shown = form.with_initial_data(description=said)
    patience = 10 * 365 * 24 * 3600 if timeout is None else max(1, round(timeout))

    @flow(name="question", flow_run_name=lambda: subject)
    def question():
        try:
            return pause_flow_run(shown, timeout=patience, key="answer").model_dump()
        except FlowPauseTimeout:
            if defaults is None:
                raise
        blank = {n: None if f.is_required() else f.get_default() for n, f in form.model_fields.items()}
        return blank | {"chosen_options": defaults}

    return answered(question())''',
        (
            Import("typing", "Literal"),
            Import("prefect", "flow"),
            Import("prefect.exceptions", "FlowPauseTimeout"),
            Import("prefect.flow_runs", "pause_flow_run"),
            Import("prefect.input", "RunInput"),
            Import("pydantic", "create_model"),
        ),
        ("answered",),
    ),
    "AssetEvent": Helper(
        '''class AssetEvent(NamedTuple):
    """What was noted when an asset was made."""

    extra: dict[str, object]
    timestamp: datetime''',
        (Import("datetime", "datetime"), Import("typing", "NamedTuple")),
    ),
    "asset_events": Helper(
        '''def asset_events(key: str) -> list[AssetEvent]:
    """The times that an asset was made, the oldest first, the last fifty at most."""
    made = EventFilter(
        event=EventNameFilter(name=["prefect.asset.materialization.succeeded"]),
        resource=EventResourceFilter(id=[key]),
    )
    with get_client(sync_client=True) as client:
        found = client.read_events(made, limit=50).events
    return [AssetEvent(event.payload, event.occurred) for event in reversed(found)]''',
        (
            Import("prefect.client.orchestration", "get_client"),
            *(
                Import("prefect.events.filters", name)
                for name in ("EventFilter", "EventNameFilter", "EventResourceFilter")
            ),
        ),
        ("AssetEvent",),
    ),
    **{
        name: Helper(
            sending.text.rstrip("\n"),
            tuple(Import(module, imported or None) for module, imported in sending.imports),
            sending.uses,
        )
        for name, sending in SENDING.items()
    },
    "skip_on": Helper(
        '''def skip_on(*codes: int):
    """Skip a task whose process ends with one of these exit codes."""

    def decorate(function):
        @functools.wraps(function)
        def checked(*args, **kwargs):
            try:
                return function(*args, **kwargs)
            except subprocess.CalledProcessError as error:
                if error.returncode in codes:
                    return SKIPPED
                raise

        return checked

    return decorate''',
        (Import("functools"), Import("subprocess")),
        ("SKIPPED",),
    ),
    "Skip": Helper(
        '''class Skip(Exception):
    """Raised where a task is to count as skipped."""'''
    ),
    "Seen": Helper(SEEN.rstrip("\n")),
    CONTEXT: Helper(CONTEXT_CLASS, (Import("collections.abc", "Mapping"),)),
}
ORDER = tuple(_HELPERS)


def helpers(names: Iterable[str]) -> tuple[Helper, ...]:
    """The helpers of these names and those that they call, in an order in which each is known before it is used."""
    wanted: set[str] = set()
    open_names = list(names)
    while open_names:
        name = open_names.pop()
        if name not in wanted:
            wanted.add(name)
            open_names.extend(_HELPERS[name].needs)
    return tuple(_HELPERS[name] for name in ORDER if name in wanted)


def names_of(names: Iterable[str]) -> frozenset[str]:
    """Everything that helpers may be called in a module."""
    return frozenset({*names, "unless_given_up"})
