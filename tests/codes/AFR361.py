"""A command whose output goes through a function that only the file that makes it can say."""

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator


class Lines:
    def __init__(self, prefix):
        self.prefix = prefix

    def parse(self, line):
        return self.prefix + line


with DAG("etl"):
    BashOperator(task_id="describe", bash_command="cat rows.txt", output_processor=Lines("> ").parse)
