"""What was set up is taken down, whatever became of the work."""

from airflow.sdk import dag, setup, task, teardown


@dag(schedule=None)
def setup_teardown_airflow():
    @task.short_circuit(ignore_downstream_trigger_rules=False)
    def enough():
        return True

    @setup
    def open_():
        return "handle"

    @task
    def use():
        return 1

    @task
    def more():
        return 2

    @teardown
    def close():
        print("closed")

    opened, closed = open_(), close()
    enough() >> opened >> use() >> more() >> closed
    opened >> closed


setup_teardown_airflow()
