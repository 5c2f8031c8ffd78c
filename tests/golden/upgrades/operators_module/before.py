"""Operators of the company; no DAG in this file."""
from airflow.contrib.hooks.ssh_hook import SSHHook
from airflow.hooks.base_hook import BaseHook
from airflow.models import BaseOperator
from airflow.operators.subdag_operator import SubDagOperator
from airflow.sensors.base_sensor_operator import BaseSensorOperator
from airflow.utils.decorators import apply_defaults


class CopyOperator(BaseOperator):
    template_fields = ("day",)

    @apply_defaults
    def __init__(self, day="{{ ds }}", *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.day = day

    def execute(self, context):
        run = context["dag_run"].execution_date
        print(BaseHook.get_connection("shop").host, SSHHook, run, context["execution_date"])


class RowsSensor(BaseSensorOperator):
    def poke(self, context):
        return context["next_ds"] > self.since
