"""A helper that logs through polydag."""

from polydag import Pipeline, log, task


def announce(text):
    log.info(text)


@task
def load():
    announce("loading")
    return 1


with Pipeline("announced"):
    load()
