"""Two approvals: one opens the way to what is below it, the other fails where somebody rejects."""

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import DAG, task

with DAG("ask_approval", schedule=None):

    @task
    def build():
        return "v1"

    release = ApprovalOperator(
        task_id="release",
        subject="Release it?",
        defaults="Reject",
    )

    @task
    def publish(): ...

    @task(trigger_rule="none_failed")
    def tidy(): ...

    sign = ApprovalOperator(task_id="sign", subject="Sign it?", fail_on_reject=True, retries=1)

    @task
    def send(): ...

    build() >> [release, sign]
    release >> publish() >> tidy()
    sign >> send()
