import functools
import inspect
from typing import Any, NamedTuple

from dagster import Definitions, Failure, RetryRequested, job, op


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
    "all_done": lambda states: "run",
    "one_failed": lambda states: (
        "run" if states & {"failed", "upstream_failed"} else "skipped"
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
def load():
    return ["load"]


@op
@tracked(leaf=True)
def publish():
    print("publish")


@op
@tracked("all_done", leaf=True)
def cleanup():
    print("cleanup")


@op
@tracked("one_failed", leaf=True)
def alarm():
    print("alarm")


# polydag DGW203: 4 ops of `alerted_beside_cleanup` report outcomes in place of failing, because of all_done, one_failed
@job
def alerted_beside_cleanup():
    load_done = load()
    publish(after=[load_done])
    cleanup(after=[load_done])
    alarm(after=[load_done])


defs = Definitions(jobs=[alerted_beside_cleanup])
# told: DGW001 `alerted_beside_cleanup` is written as ops: a task reacts to failures, and assets do not
# told: DGW203 4 ops of `alerted_beside_cleanup` report outcomes in place of failing, because of all_done, one_failed
