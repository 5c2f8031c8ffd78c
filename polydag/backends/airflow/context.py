"""What the templates print: facts and ready-made strings, decided before."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FunctionBlock:
    """A function at module level: comment lines above it, decorator lines, the line that stands for its text."""

    comments: tuple[str, ...]
    decorators: tuple[str, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class PipelineBlock:
    """One DAG: comment lines, constants above it, the head (`@dag(...)` and `def`, or `with DAG(...)`), the lines of its body,
    and the call or assignment below it."""

    comments: tuple[str, ...]
    constants: tuple[str, ...]
    head: tuple[str, ...]
    body: tuple[str, ...]
    tail: str


@dataclass(frozen=True, kw_only=True)
class ModuleContext:
    """A whole module."""

    doc: str
    comment: tuple[str, ...]
    imports: str
    prelude: tuple[str, ...]
    logger: str
    helpers: tuple[str, ...]
    functions: tuple[FunctionBlock, ...]
    pipelines: tuple[PipelineBlock, ...]
