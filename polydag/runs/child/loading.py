"""Loading the user's file as the engine would: under its own name, its root importable."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

from polydag.runs.child import fabricate, waiting
from polydag.runs.child.job import Job


class UnreadableError(Exception):
    """The engine could not import the file, or found no such pipeline in it."""


def prepare(job: Job) -> None:
    """Make the job's folders importable, the file's own last, and fabricate what is missing."""
    for folder in (job.file.parent, job.root):
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
    if job.fabricate:
        # Emitted code stands apart from the project whose modules it imports.
        for folder in dict.fromkeys((job.root, job.file.parent)):
            fabricate.install(str(folder))


def load(job: Job) -> ModuleType:
    """Import the job's file and return its module; whatever it raises goes up."""
    prepare(job)
    name = module_name(job)
    spec = importlib.util.spec_from_file_location(name, job.file)
    if spec is None or spec.loader is None:
        raise ImportError(f"`{job.file}` is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    waiting.hurry(module, job)
    return module


def module_name(job: Job) -> str:
    """Return the dotted name below the root, or the stem where that would hide an installed one."""
    try:
        parts = job.file.relative_to(job.root).with_suffix("").parts
    except ValueError:
        parts = (job.file.stem,)
    name = ".".join(parts)
    taken = name in sys.modules or not all(part.isidentifier() for part in parts)
    return f"pipeline_{job.file.stem}".replace("-", "_") if taken else name
