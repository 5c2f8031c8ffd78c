"""What outputs give is mapped, zipped and joined on its way into tasks."""

from datetime import datetime

from airflow.sdk import DAG, task


@task
def names():
    return ["a", "b"]


@task
def numbers():
    return [1, 2, 3]


def suffixed(name):
    return f"{name}.csv"


@task
def load(name):
    return name


@task
def pair(row):
    return f"{row[0]}-{row[1]}"


@task
def show(loaded, pairs, filled, joined):
    return " ".join([*loaded, *pairs]) + f" {[list(row) for row in filled]} {list(joined)}"


with DAG("map_transformed", schedule=None, start_date=datetime(2024, 1, 1)):
    found, counted = names(), numbers()
    loaded = load.expand(name=found.map(suffixed).map(lambda name: name.upper()))
    pairs = pair.expand(row=found.zip(counted))
    filled = found.zip(counted, fillvalue="z")
    show(loaded, pairs, filled, found.concat(counted).map(lambda value: [value]))
