"""Wait → a task that looks again and again: a loop around the author's function, which stands by itself."""

from __future__ import annotations

from polydag.backends.bodies import LoweredFunction, Packing, lower
from polydag.backends.contract import Support
from polydag.backends.polling import Polling, found_value, hands_on, loop
from polydag.backends.prefect.authored import given_values, name_of
from polydag.backends.prefect.codes import PollsInTask, UseNotCarried
from polydag.backends.prefect.names import flow_name
from polydag.backends.prefect.rules.codes import LooksForRun
from polydag.backends.prefect.rules.registry import RULES
from polydag.backends.prefect.spelling import AWAITING, GIVE_UP, waiting_spelling
from polydag.backends.prefect.work import Site, Standing, Work
from polydag.ir.functions import Function
from polydag.ir.operations import Wait
from polydag.rendering.imports import Import

_COMPLETED = Import("prefect.states", "Completed")


@RULES.lowers(Wait, Support.EMULATED)
def wait(operation: Wait, site: Site) -> Work:
    """Wait → a task that calls the author's function in a loop."""
    function = site.functions[operation.function]
    held = ", and holds its worker meanwhile" if operation.frees_worker else ""
    site.tell(PollsInTask(task=site.task.id, held=held))
    made = lower(function, waiting_spelling(site.annotations), Packing())
    for use in made.unsupported:
        what = f"`{use.key}`" if use.key else f"its {use.kind}"
        pipeline, task = site.graph.pipeline.id, site.task.id
        site.tell(UseNotCarried(pipeline=pipeline, task=task, function=function.name, what=what))
    awaited = [use.key for use in function.uses if use.kind == "awaited"]
    for other in awaited:
        site.tell(LooksForRun(task=site.task.id, flow=flow_name(other)))
    polling = _polling(operation, function, made, site)
    rows = loop(operation, site.task.id, polling)
    rows += [f"return {found_value()}"] if polling.hands_on else []
    parameters = tuple(name_of(text) for text in made.parameters)
    given = given_values(parameters, function, site.annotations)
    pulls = {made.pulls.get(key, key): value for key, value in operation.pulls.items()}
    values = {**given, **operation.arguments, **pulls}
    names = [parameter.lstrip("*") for parameter in parameters]
    name = site.base if site.base != function.name else f"{site.base}_task"
    doc = f'"""Wait until `{function.name}` finds something."""'
    body = "\n    ".join([doc, *rows])
    return Work(
        name=name,
        text=f"def {name}({', '.join(made.parameters)}):\n    {body}",
        arguments={known: values[known] for known in names if known in values},
        parameters=parameters,
        standing=Standing(function, made),
        helpers=(*_helpers(polling), *([AWAITING] if awaited else [])),
        gives_up=_retries(site) and "GiveUp" in _helpers(polling),
        imports=(
            Import("time", alias=None if polling.time == "time" else polling.time),
            *(Import(source, known or None) for source, known in made.imports),
            *((_COMPLETED,) if any("Completed(" in row for row in rows) else ()),
        ),
    )


def _polling(operation: Wait, function: Function, made: LoweredFunction, site: Site) -> Polling:
    kinds = {use.kind for use in function.uses}
    error = GIVE_UP if _retries(site) and operation.on_timeout == "fail" else "TimeoutError"
    return Polling(
        look=f"{function.name}({', '.join(passed(text) for text in made.parameters if text != '/')})",
        # The author may call something else `time`: `from datetime import time`.
        time="time" if "time" not in site.bound else "clock",
        late=f"raise {error}({{message}})",
        skip='return Completed(name="Skipped")',
        skipped="Skip" if "skip" in kinds else None,
        gave_up=GIVE_UP if "fail" in kinds else None,
        limited="TimeoutError" if site.task.timeout is not None else None,
        hands_on=hands_on(function),
    )


def _retries(site: Site) -> bool:
    return site.task.retry.count != 0


def passed(parameter: str) -> str:
    """A parameter of the task as the argument of the call inside it."""
    name = name_of(parameter)
    return name if name.startswith("*") else f"{name}={name}"


def _helpers(polling: Polling) -> tuple[str, ...]:
    wanted = {
        GIVE_UP: polling.gave_up is not None or GIVE_UP in polling.late,
        "Skip": polling.skipped is not None,
        "Seen": polling.hands_on,
    }
    return tuple(name for name, is_wanted in wanted.items() if is_wanted)
