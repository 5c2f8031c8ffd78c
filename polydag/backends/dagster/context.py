"""What the templates print: facts and ready-made strings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """One definition at module level: comments, decorators, and a definition that is held or synthesised."""

    comments: tuple[str, ...]
    decorators: tuple[str, ...]
    definition: str


@dataclass(frozen=True)
class JobBlock:
    """A job of ops: its decorator and the calls in its body."""

    comments: tuple[str, ...]
    decorators: tuple[str, ...]
    symbol: str
    doc: str
    has_doc: bool
    statements: tuple[str, ...]


@dataclass(frozen=True)
class ModuleContext:
    """A whole module. `parts` are in order: each is a ready-made stretch of text."""

    doc: str
    has_doc: bool
    imports: str
    comment: str
    prelude: tuple[str, ...]
    constants: tuple[str, ...]
    helpers: tuple[str, ...]
    blocks: tuple[Block, ...]
    jobs: tuple[JobBlock, ...]
    closing: tuple[str, ...]
    entry: str
