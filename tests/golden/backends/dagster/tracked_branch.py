import functools
import inspect
from typing import Any, NamedTuple

from dagster import Definitions, Failure, Out, RetryPolicy, RetryRequested, job, op


class Outcome(NamedTuple):
    """How a tracked op ended: success, failed, skipped or upstream_failed."""

    state: str
    value: Any = None


# What becomes of an op, from how its upstream ops ended.
TRIGGER_RULES = {
    "all_success": lambda states: (
        "upstream_failed"
        if states & {"failed", "upstream_failed"}
        else "skipped"
        if "skipped" in states
        else "run"
    ),
    "one_success": lambda states: (
        "run"
        if "success" in states
        else "skipped"
        if states == {"skipped"}
        else "upstream_failed"
    ),
    "all_done": lambda states: "run",
}


def tracked(rule="all_success", leaf=False, outputs=1, labels=()):
    """Start an op by a trigger rule, and give its outcome in place of failing the run.

    Dagster runs nothing after a failed op. A leaf still fails the run when it fails or
    cannot start because something before it failed.
    """

    def decorate(function):
        own = inspect.signature(function).parameters

        @functools.wraps(function)
        def compute(context, after=(), chosen=(), mapped=(), whole=None, **given):
            inputs = {k: v for k, v in given.items() if isinstance(v, (Outcome, list))}
            upstream = [*after, *chosen, *mapped]
            for value in inputs.values():
                upstream += value if isinstance(value, list) else [value]
            if whole and not mapped and not any(map(bool, inputs.values())):
                upstream.append(whole)
            states = {o.state.replace("not_chosen", "skipped") for o in upstream}
            decision = TRIGGER_RULES[rule](states) if states else "run"
            if any(o.state == "not_chosen" for o in chosen):
                decision = "skipped"
            if decision != "run":
                context.log.info("%s: upstream is %s", decision, sorted(states))
                if leaf and decision == "upstream_failed":
                    raise Failure(
                        "an upstream op failed",
                        metadata={"outcome": decision},
                        allow_retries=False,
                    )
                return several(decision)
            given |= {name: unwrapped(value) for name, value in inputs.items()}
            try:
                result = function(*[context][: "context" in own], **given)
            except RetryRequested:
                raise
            except Exception as error:
                policy = context.op_def.retry_policy
                again = policy and context.retry_number < policy.max_retries
                if leaf or (again and getattr(error, "allow_retries", True)):
                    raise
                context.log.exception("failed")
                return several("failed")
            if labels:
                return decided(result)
            values = result if outputs > 1 else [result]
            found = tuple(Outcome("success", value) for value in values)
            return found if outputs > 1 else found[0]

        def unwrapped(value):
            if isinstance(value, Outcome):
                return value.value
            return [outcome.value for outcome in value if outcome.state == "success"]

        def several(state):
            count = len(labels) or outputs
            return (Outcome(state),) * count if count > 1 else Outcome(state)

        def decided(result):
            taken = [result] if isinstance(result, str) else list(result)
            if not set(taken) <= set(labels):
                raise ValueError(f"no branch is called {result!r}")
            found = tuple(
                Outcome("success" if label in taken else "not_chosen")
                for label in labels
            )
            return found if len(found) > 1 else found[0]

        named = [p for name, p in own.items() if name != "context"]
        keyword = inspect.Parameter.KEYWORD_ONLY
        links = {"after": (), "chosen": (), "mapped": (), "whole": None}
        compute.__signature__ = inspect.Signature(
            [inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
            + [p.replace(kind=keyword) for p in named]
            + [inspect.Parameter(k, keyword, default=v) for k, v in links.items()]
        )
        return compute

    return decorate


@op
@tracked()
def extract():
    return ["extract"]


@op(out={"load_full": Out(), "load_delta": Out()})
@tracked(
    labels=(
        "load-full",
        "load_delta",
    )
)
def pick_load(rows):
    if len(rows) > 1000:
        return "load-full"
    return "load_delta"


@op
@tracked()
def load_full(rows):
    print("load_full")


@op
@tracked()
def load_delta(rows):
    print("load_delta")


@op
@tracked("one_success")
def report():
    print("report")


@op(retry_policy=RetryPolicy(max_retries=1))
@tracked("all_done", leaf=True)
def cleanup():
    print("cleanup")


# polydag DGW203: 6 ops of `tracked_branch` report outcomes in place of failing, because of all_done, one_success
@job
def tracked_branch():
    rows = extract()
    load_full_chosen, load_delta_chosen = pick_load(rows=rows)
    load_full_done = load_full(rows=rows, chosen=[load_full_chosen])
    load_delta_done = load_delta(rows=rows, chosen=[load_delta_chosen])
    report_done = report(after=[load_full_done, load_delta_done])
    cleanup(after=[report_done, load_full_done])


defs = Definitions(jobs=[tracked_branch])
# told: DGW001 `tracked_branch` is written as ops: a task reacts to failures, and assets do not
# told: DGW203 6 ops of `tracked_branch` report outcomes in place of failing, because of all_done, one_success
