"""Operators of the company; no DAG in this file."""
from airflow.providers.ssh.hooks.ssh import SSHHook
from airflow.sdk import BaseHook, BaseOperator, BaseSensorOperator
# polydag AFW360: `airflow.operators.subdag_operator.SubDagOperator` is not in Airflow 3.3: rewrite what uses it by hand
from airflow.operators.subdag_operator import SubDagOperator


class CopyOperator(BaseOperator):
    template_fields = ("day",)

    def __init__(self, day="{{ ds }}", *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.day = day

    def execute(self, context):
        run = context["dag_run"].logical_date
        print(BaseHook.get_connection("shop").host, SSHHook, run, context["logical_date"])


class RowsSensor(BaseSensorOperator):
    def poke(self, context):
        # polydag AFW362: `next_ds` is not there in Airflow 3.3: compute it by hand
        return context["next_ds"] > self.since
# told: AFW362 `next_ds` is not there in Airflow 3.3: compute it by hand
# told: AFW360 `airflow.operators.subdag_operator.SubDagOperator` is not in Airflow 3.3: rewrite what uses it by hand
