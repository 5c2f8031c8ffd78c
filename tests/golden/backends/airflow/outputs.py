from airflow.sdk import dag, task


@task(multiple_outputs=True)
def split(rows):
    return {"low": rows[:1], "high": rows[1:]}


@task(multiple_outputs=True)
def make() -> dict[str, int]:
    return {'x': 1}


@task
def show(low, high, x):
    print(low, high, x)


@dag
def outputs():
    make_result = make()
    split_result = split(rows=[1, 2])
    show(split_result["low"], split_result["high"], make_result["x"])


outputs()
