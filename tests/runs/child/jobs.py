"""Jobs as a worker gets them."""

from __future__ import annotations

import json
from pathlib import Path

from polydag.runs.child.job import Job, parse
from polydag.runs.protocol import Job as AskedJob
from polydag.runs.protocol import JobScenario, TaskJob


def job(*tasks: TaskJob, scenario: JobScenario | None = None, file: Path | None = None) -> Job:
    """The job with these tasks, through the JSON that the parent sends."""
    file = file or Path("/pipelines/etl.py")
    asked = AskedJob(
        file=file,
        root=file.parent,
        pipeline="etl",
        tasks=tasks,
        scenario=scenario or JobScenario(),
    )
    return parse(json.loads(asked.model_dump_json(by_alias=True)))


def task(id: str, **fields: object) -> TaskJob:
    """A task at an address of the same name."""
    return TaskJob.model_validate({"id": id, "address": id, **fields})
