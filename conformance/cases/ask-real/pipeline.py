"""Questions that nobody answers: what they have by default is taken, and one that has nothing fails."""

from datetime import timedelta

from airflow.providers.standard.operators.hitl import (
    ApprovalOperator,
    HITLBranchOperator,
    HITLOperator,
)
from airflow.sdk import DAG, task

SOON = timedelta(seconds=1)

with DAG("ask_real", schedule=None):
    way = HITLBranchOperator(
        task_id="way",
        subject="Which?",
        options=["a", "b"],
        options_mapping={"a": "one", "b": "two"},
        defaults="b",
        response_timeout=SOON,
    )

    @task
    def one(): ...

    @task
    def two(): ...

    approve = ApprovalOperator(
        task_id="approve", subject="Go?", defaults="Reject", response_timeout=SOON
    )

    @task
    def go(): ...

    nobody = HITLOperator(
        task_id="nobody", subject="Anybody?", options=["yes"], response_timeout=SOON
    )

    @task
    def never(): ...

    way >> [one(), two()]
    approve >> go()
    nobody >> never()
