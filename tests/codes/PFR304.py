import sqlite3

from prefect import flow, task


@task
def a() -> int:
    return 1


@task
def b(x):
    return x


@flow
def main():
    with sqlite3.connect("x"):
        a()
