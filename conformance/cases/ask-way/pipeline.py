"""A choice of several regions and an entry with a form, then a branch by what somebody chooses."""

from datetime import timedelta

from airflow.providers.standard.operators.hitl import (
    HITLBranchOperator,
    HITLEntryOperator,
    HITLOperator,
)
from airflow.sdk import DAG, Param, task

with DAG("ask_way", schedule=None, params={"day": "2026-01-01"}):
    regions = HITLOperator(
        task_id="regions",
        subject="Which regions of {{ params.day }}?",
        options=["eu", "us"],
        multiple=True,
        defaults=["eu"],
        response_timeout=timedelta(hours=1),
    )
    limit = HITLEntryOperator(
        task_id="limit",
        subject="How many rows?",
        params={"rows": Param(100, type="integer", minimum=1), "why": Param("", type="string")},
    )

    @task
    def plan(given, form):
        return [given, form]

    way = HITLBranchOperator(
        task_id="way",
        subject="Load all of it?",
        body="As planned for {{ params.day }}",
        options=["all", "nothing"],
        options_mapping={"all": "load", "nothing": "leave"},
    )

    @task
    def load(): ...

    @task
    def leave(): ...

    @task(trigger_rule="none_failed_min_one_success")
    def report(): ...

    plan(regions.output, limit.output) >> way >> [load(), leave()] >> report()
