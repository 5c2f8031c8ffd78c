"""Steps that put into a flow what Airflow needs and take out what it lacks."""

from __future__ import annotations

from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.legalise.choices import route_choices
from polydag.backends.airflow.legalise.families import name_instances
from polydag.backends.airflow.legalise.glue import make_glue
from polydag.backends.airflow.legalise.handlers import lower_handlers
from polydag.backends.airflow.legalise.native import keep_native
from polydag.backends.airflow.legalise.outcome import keep_outcome
from polydag.backends.airflow.work import Work

STEPS = (keep_native, name_instances, lower_handlers, route_choices, make_glue, keep_outcome)


def legalise(flow: Flow, work: Work) -> Flow:
    """The flow after every step."""
    for step in STEPS:
        flow = step(flow, work)
    return flow
