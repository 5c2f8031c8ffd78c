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


def read():
    return ["read"]


@op(name="read")
@tracked()
def settled_read():
    return read()


def write(rows):
    print("write")


@op(name="write")
@tracked()
def settled_write(rows):
    return write(rows=rows)


def cleanup():
    print("cleanup")


@op(name="cleanup")
@tracked("all_done", leaf=True)
def settled_cleanup():
    return cleanup()


@op
def fail_run(outcomes):
    """Fail the run when an op has failed that counts, though others could react to it."""
    if any(outcome.state in {"failed", "upstream_failed"} for outcome in outcomes):
        raise Failure("an op failed", allow_retries=False)


@op
@tracked()
def settled_again_read():
    return read()


@op
@tracked()
def settled_again_write(rows):
    return write(rows=rows)


@op
@tracked("all_done", leaf=True)
def settled_again_cleanup():
    return cleanup()


# polydag DGW203: 3 ops of `settled` report outcomes in place of failing, because of all_done
@job
def settled():
    rows = settled_read()
    write_done = settled_write(rows=rows)
    settled_cleanup(after=[write_done])
    fail_run([rows, write_done])


# polydag DGW203: 3 ops of `settled_again` report outcomes in place of failing, because of all_done
@job
def settled_again():
    rows = settled_again_read()
    settled_again_write_done = settled_again_write(rows=rows)
    settled_again_cleanup(after=[settled_again_write_done])
    fail_run([rows, settled_again_write_done])


defs = Definitions(jobs=[settled, settled_again])
# told: DGW001 `settled` is written as ops: a task reacts to failures, and assets do not
# told: DGW203 3 ops of `settled` report outcomes in place of failing, because of all_done
# told: DGW001 `settled_again` is written as ops: a task reacts to failures, and assets do not
# told: DGW203 3 ops of `settled_again` report outcomes in place of failing, because of all_done
