"""What the templates print: ready-made strings, in the order of the module."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TaskContext:
    """A task object: comments above it, its decorators, and its function (or the function that it wraps)."""

    comments: tuple[str, ...]
    decorators: tuple[str, ...]
    definition: str
    wrapper: str


@dataclass(frozen=True)
class FlowContext:
    """A flow: comments, decorator, signature, docstring and lines."""

    comments: tuple[str, ...]
    decorator: str
    name: str
    parameters: str
    docstring: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ModuleContext:
    """A whole module."""

    comment: tuple[str, ...]
    docstring: str
    imports: str
    prelude: tuple[str, ...]
    constants: tuple[str, ...]
    helpers: tuple[str, ...]
    callbacks: tuple[str, ...]
    defaults: str
    tasks: tuple[str, ...]
    flows: tuple[str, ...]
    entry: tuple[str, ...]
