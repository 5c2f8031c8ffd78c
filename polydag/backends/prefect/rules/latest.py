"""The operation that lets only the latest run of a schedule go on."""

from __future__ import annotations

from polydag.backends.contract import Support
from polydag.backends.prefect.dates import step_of
from polydag.backends.prefect.rules.codes import LatestByStart
from polydag.backends.prefect.rules.registry import RULES
from polydag.backends.prefect.work import Site, Work
from polydag.ir.operations import Latest
from polydag.ir.policies import Schedule
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression, call, expression

_STARTED = "runtime.flow_run.scheduled_start_time"


@RULES.lowers(Latest, Support.EMULATED)
def latest(operation: Latest, site: Site) -> Work:
    """Latest → a task that compares the start of a scheduled run with now, and `if` in the flow."""
    del operation
    site.tell(LatestByStart(task=site.task.id))
    doc = site.task.doc or "Tell whether no later run is due by now; a run by hand always goes on."
    moments = [one for schedule in site.graph.pipeline.schedules for one in _next(schedule)]
    lines = ["return True"]
    if moments:
        text = moments[0].text
        if len(moments) > 1:
            text = f"min({', '.join(moment.text for moment in moments)})"
        lines = [
            'if "auto-scheduled" not in runtime.flow_run.tags:',
            "    return True",
            f"return datetime.now(timezone.utc) <= {text}",
        ]
    needed = (Import("datetime", "datetime"), Import("datetime", "timezone"))
    body = "\n    ".join([f'"""{doc}"""', *lines])
    return Work(
        name=site.base,
        text=f"def {site.base}() -> bool:\n    {body}",
        imports=(*needed, *(item for moment in moments for item in moment.imports))
        if moments
        else (),
    )


def _next(schedule: Schedule) -> list[Expression]:
    """When the run after this one is due, for each cron or for the interval of a schedule."""
    if schedule.kind not in ("cron", "interval"):
        return []
    runtime = Import("prefect", "runtime")
    step, is_exact = step_of(schedule)
    if is_exact:
        text = f"{_STARTED} + {step}"
        return [Expression(text, (runtime, Import("datetime", "timedelta")))]
    zone = call("ZoneInfo", expression(schedule.timezone or "UTC"))
    imports = (runtime, Import("cronsim", "CronSim"), Import("zoneinfo", "ZoneInfo"))
    found = []
    for cron in schedule.crons:
        start = Expression(f"{_STARTED}.astimezone({zone.text})", zone.imports)
        made = call("CronSim", expression(cron), start)
        found.append(Expression(f"next({made.text})", (*imports, *made.imports), made.names))
    return found
