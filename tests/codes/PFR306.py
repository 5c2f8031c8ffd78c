from prefect import flow, task
from prefect.artifacts import create_markdown_artifact


@task
def a():
    create_markdown_artifact("done")


@flow
def main():
    a()
