"""A task is given an argument that its function does not take."""

from polydag import Pipeline, task


@task
def load(rows):
    return len(rows)


with Pipeline("misused"):
    load(row=[1])
