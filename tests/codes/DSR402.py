"""A loop over what another task gives."""

from polydag import Pipeline, task


@task
def files():
    return ["a", "b"]


@task
def load(file):
    return file


with Pipeline("looped"):
    for file in files():
        load(file)
