import functools
import inspect
from typing import Any, NamedTuple

from dagster import (
    Definitions,
    DynamicOut,
    DynamicOutput,
    Failure,
    Out,
    Output,
    RetryRequested,
    job,
    op,
)


class Skip(Exception):
    """Raised where an op is to count as skipped."""


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
            except Skip:
                return several("skipped")
            except RetryRequested:
                raise
            except Exception as error:
                policy = context.op_def.retry_policy
                again = policy and context.retry_number < policy.max_retries
                if leaf or (again and getattr(error, "allow_retries", True)):
                    raise
                context.log.exception("failed")
                return several("failed")
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
def files():
    return ["files"]


@op(out={"item": DynamicOut(), "whole": Out()})
def each_file(items):
    """One output per item, as Dagster maps over the outputs of an op; `whole` tells how they ended."""
    states = {items.state}
    found = []
    if states <= {"success"}:
        items = items.value
        found = list(items)
    for index, item in enumerate(found):
        yield DynamicOutput(
            Outcome("success", item), output_name="item", mapping_key=str(index)
        )
    failed = states & {"failed", "upstream_failed"}
    ended = "upstream_failed" if failed else "success" if found else "skipped"
    yield Output(Outcome(ended), "whole")


# polydag DGW210: the op `each_file`, which the source does not have, gives `load` an instance per item
@op
@tracked()
def load(file):
    if not file:
        raise Skip("skipped")
    return file


@op
@tracked(leaf=True)
def total(counts):
    return ["total"]


# polydag DGW203: 3 ops of `mapped_skipping` report outcomes in place of failing, because of skips and ignored failures
@job
def mapped_skipping():
    files_done = files()
    file_items, whole_file = each_file(items=files_done)
    counts = file_items.map(lambda file: load(file=file))
    total(counts=counts.collect(), whole=whole_file)


defs = Definitions(jobs=[mapped_skipping])
# told: DGW001 `mapped_skipping` is written as ops: a task reacts to failures, and assets do not
# told: DGW203 3 ops of `mapped_skipping` report outcomes in place of failing, because of skips and ignored failures
# told: DGW210 the op `each_file`, which the source does not have, gives `load` an instance per item
