import os
import sys

from airflow.providers.standard.operators.python import ExternalPythonOperator
from airflow.sdk import DAG, task

# The interpreter below the environment, which has none of its packages.
PLAIN = os.path.realpath(sys.executable)


def weigh(rows, factor):
    import os

    return [row * factor for row in rows] + [os.environ["UNIT"]]


with DAG("python_elsewhere", schedule=None):

    @task
    def rows():
        return [1, 2]

    @task.external_python(python=PLAIN, string_args=["a", "b"])
    def alone(values, run_id=None):
        import sys

        return [
            values,
            bool(run_id),
            sys.prefix == sys.base_prefix,
            "airflow" in sys.modules,
            virtualenv_string_args,  # noqa: F821 - the script has it
        ]

    @task.branch_external_python(python=PLAIN)
    def choose(values):
        return "heavy" if values[0] > 1 else "light"

    @task.external_python(python=PLAIN, skip_on_exit_code=[7, 8])
    def heavy():
        import sys

        sys.exit(8)

    @task
    def light():
        return "light"

    @task
    def after(value):
        return value

    @task.external_python(python=PLAIN)
    def broken():
        raise ValueError("fails there, and so here")

    weighed = ExternalPythonOperator(
        task_id="weigh",
        python_callable=weigh,
        op_kwargs={"rows": rows(), "factor": 2},
        python=PLAIN,
        env_vars={"UNIT": "kg"},
    )
    stopped = heavy()
    choose(weighed.output) >> [stopped, light()]
    after(stopped)
    alone(weighed.output) >> broken()
