from airflow.sdk import dag, task


@task
def a():
    print('a')


@task
def b():
    print('b')


@task
def c():
    print('c')


@task
def d():
    print('d')


@task
def e():
    print('e')


@dag
def fan():
    a() >> [b(), c(), d()] >> e()


fan()
