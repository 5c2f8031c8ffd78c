from airflow.sdk import dag, task


@task
def a():
    print('a')


@task
def b():
    print('b')


@task(trigger_rule="all_done")
def c():
    print('c')


@dag
def tolerant():
    a() >> b() >> c()


tolerant()
