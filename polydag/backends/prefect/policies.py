"""A task's policies as keywords of its decorator; what Prefect has no word for is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count

from polydag.backends.prefect.codes import (
    DelaysWithoutJitter,
    NotCarried,
    QueueAsTag,
    RetryCondition,
)
from polydag.backends.prefect.options import cached, number, retries
from polydag.backends.prefect.values import Scope, spell
from polydag.diagnostics import Diagnostic
from polydag.ir.policies import Hook, Retry
from polydag.ir.tasks import Task
from polydag.ir.values import Constant
from polydag.rendering.pyvalues import Expression, expression

EVENTS = {"failure": "on_failure", "success": "on_completion", "start": "on_running"}


@dataclass(frozen=True)
class Policies:
    """The keywords, and the synthesised functions (by name) that they refer to."""

    keywords: Mapping[str, Expression]
    functions: Mapping[str, str]


def policies(
    task: Task,
    scope: Scope,
    tell: Callable[[Diagnostic], None],
    gives_up: bool,
    known: Mapping[str, str],
) -> Policies:
    """The keywords for a task; `known` are the synthesised functions that the module has already."""
    keywords: dict[str, Expression] = {}
    functions: dict[str, str] = {}
    waits = retries(task.retry)
    keywords |= waits.keywords
    if waits.without_jitter:
        tell(DelaysWithoutJitter(task=task.id))
    if waits.unknown:
        reason = "the delays depend on a number that is only known when the flow runs; the first one is used for all"
        tell(NotCarried(owner=task.id, task=task.id, attribute="retry delays", reason=reason))
    _condition(task, keywords, functions, tell, gives_up, known)
    if task.timeout is not None:
        keywords["timeout_seconds"] = number(task.timeout)
    keywords |= cached(task.cache)
    tags = [*task.tags, *([task.pool] if task.pool is not None else [])]
    queue = queue_of(task)
    if queue is not None:
        tags.append(queue)
        tell(QueueAsTag(task=task.id, queue=queue))
    if tags:
        keywords["tags"] = expression([expression(tag) for tag in tags])
    keywords |= hooks(task.hooks, task.id, functions, tell)
    for key, value in task.extras.get("prefect", {}).items():
        keywords.setdefault(key, spell(value, scope))
    return Policies(keywords, functions)


def queue_of(task: Task) -> str | None:
    """The queue of Airflow's that the task is sent to, where that is a text."""
    stated = task.extras.get("airflow", {}).get("queue")
    return stated.value if isinstance(stated, Constant) and isinstance(stated.value, str) else None


def hooks(
    found: tuple[Hook, ...],
    owner: str,
    functions: dict[str, str],
    tell: Callable[[Diagnostic], None],
) -> dict[str, Expression]:
    """State hooks; mail becomes a hook that sends it."""
    by_event: dict[str, list[Expression]] = {}
    for hook in found:
        event = EVENTS.get(hook.event)
        if event is None:
            reason = "Prefect calls nothing then"
            tell(
                NotCarried(
                    owner=owner, task=owner, attribute=f"hook on {hook.event}", reason=reason
                )
            )
            continue
        if hook.function is not None:
            by_event.setdefault(event, []).append(Expression(hook.function))
        if hook.recipients:
            name = f"mail_{hook.event}"
            functions[name] = _mail(name, hook)
            by_event.setdefault(event, []).append(Expression(name))
    return {event: expression(calls) for event, calls in by_event.items()}


def _mail(name: str, hook: Hook) -> str:
    to = expression([expression(recipient) for recipient in hook.recipients]).text
    return f'''def {name}(task, task_run, state) -> None:
    """Mail that a task ended in this state."""
    message = EmailMessage()
    message["Subject"] = f"{{task.name}}: {{state.name}}"
    message["From"] = os.environ["SMTP_FROM"]
    message["To"] = ", ".join({to})
    message.set_content(str(state.message))
    with smtplib.SMTP(os.environ["SMTP_HOST"]) as server:
        server.send_message(message)'''


def _condition(
    task: Task,
    keywords: dict[str, Expression],
    functions: dict[str, str],
    tell: Callable[[Diagnostic], None],
    gives_up: bool,
    known: Mapping[str, str],
) -> None:
    retry: Retry = task.retry
    if "retries" not in keywords:
        return
    if retry.condition is not None:
        keywords["retry_condition_fn"] = Expression(retry.condition)
    elif retry.only_on or retry.never_on:
        name, text = _worth_retrying(retry, gives_up, known)
        functions[name] = text
        keywords["retry_condition_fn"] = Expression(name)
        tell(RetryCondition(task=task.id, function=name))
    elif gives_up:
        keywords["retry_condition_fn"] = Expression("unless_given_up")


def _worth_retrying(retry: Retry, gives_up: bool, known: Mapping[str, str]) -> tuple[str, str]:
    """The name and the text of a condition; tasks with the same one share it."""
    never_on = (*retry.never_on, *(["GiveUp"] if gives_up else []))
    tests = []
    if retry.only_on:
        tests.append(f"isinstance(error, ({', '.join(retry.only_on)},))")
    if never_on:
        tests.append(f"not isinstance(error, ({', '.join(never_on)},))")
    for turn in count(1):
        name = "worth_retrying" if turn == 1 else f"worth_retrying_{turn}"
        text = f'''def {name}(task, task_run, state) -> bool:
    """Tell whether another attempt can mend the failure."""
    error = state.result(raise_on_failure=False)
    return {" and ".join(tests)}'''
        if known.get(name, text) == text:
            break
    return name, text
