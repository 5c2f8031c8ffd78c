from airflow.sdk import dag, task


@task.short_circuit(ignore_downstream_trigger_rules=False)
def is_workday() -> bool:
    return True


@task
def a():
    print('a')


@task
def b():
    print('b')


@dag
def gate():
    is_workday() >> a() >> b()


gate()
