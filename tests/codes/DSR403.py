"""Options that only the environment knows."""

import json
import os

from polydag import Pipeline, task

OPTIONS = json.loads(os.environ["OPTIONS"])


@task(**OPTIONS)
def load():
    return 1


with Pipeline("optional"):
    load()
