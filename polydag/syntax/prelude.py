"""Module-level source cut into statements with their comments, and the part of it that some names need."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from polydag.ir.pipeline import Prelude
from polydag.syntax.bindings import Block, without_builtins
from polydag.syntax.comments import first_row, is_remark, last_row
from polydag.syntax.imports import absolute
from polydag.syntax.module import SourceModule
from polydag.syntax.positions import Lines, lines_of

Owns = Callable[[str], bool]


@dataclass(frozen=True)
class Segment:
    """A top-level statement: `text` with the comments above it, `blank_lines` before them, what it binds and what it reads."""

    text: str
    node: ast.stmt
    module: SourceModule
    blank_lines: int
    defines: tuple[str, ...]
    reads: tuple[str, ...]

    @property
    def is_import(self) -> bool:
        return isinstance(self.node, ast.Import | ast.ImportFrom)

    @property
    def has_effect(self) -> bool:
        """Whether it is there for what it does: it binds nothing (`load_dotenv()`, `sys.path.append(…)`)."""
        return not self.defines and not self.is_import

    @property
    def prelude(self) -> Prelude:
        """The segment as the IR holds it."""
        return Prelude(
            text=self.text,
            kind="import" if self.is_import else "statement",
            defines=self.defines,
            reads=self.reads,
            span=self.module.place(self.node),
        )


@lru_cache(maxsize=32)
def segments(module: SourceModule) -> tuple[Segment, ...]:
    """The top-level statements in order, without the module's docstring and `__future__` imports.

    Comments above the first statement that an empty line parts from it are the module's, not the statement's.
    """
    found: list[Segment] = []
    above = 0
    body = module.tree.body
    for statement, follower in zip_longest(body, body[1:]):
        stop = last_row(module.text, statement)
        if not _is_header(statement, module):
            found.append(_segment(statement, follower, above, stop, module))
        above = stop
    return tuple(found)


def module_comment(module: SourceModule) -> str:
    """The comments at the head of the file, before its docstring or first statement."""
    lines = lines_of(module.text)
    first = first_row(module.tree.body[0]) if module.tree.body else len(lines.rows) + 1
    head = [lines.row(number).rstrip() for number in range(1, first)]
    if head and head[-1] and not _is_header(module.tree.body[0], module):
        attached = next((i for i in range(len(head), 0, -1) if not head[i - 1]), 0)
        head = head[:attached]
    return "\n".join(row for row in head if not is_remark(row)).strip("\n")


def _is_header(statement: ast.stmt, module: SourceModule) -> bool:
    if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
        return True
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return statement is module.tree.body[0]
    return False


def _segment(
    statement: ast.stmt,
    follower: ast.stmt | None,
    above: int,
    stop: int,
    module: SourceModule,
) -> Segment:
    lines = lines_of(module.text)
    start = _first_comment(statement, above, lines, is_first=statement is module.tree.body[0])
    rows = lines.rows[start - 1 : stop]
    blank = start - 1 - above
    # `a = 1; b = 2`: each is only its own part of the row.
    if follower is not None and follower.lineno == stop:
        rows[-1] = rows[-1][: lines.column(stop, statement.end_col_offset or 0)]
    text = "\n".join(rows)
    if statement.col_offset:
        text = lines.segment(statement)
    block = module.blocks.statements[statement]
    return Segment(
        text,
        statement,
        module,
        max(blank, 0),
        defines=tuple(block.bound),
        reads=_reads(statement, block, module.blocks.defined),
    )


def _first_comment(statement: ast.stmt, above: int, lines: Lines, is_first: bool) -> int:
    start = first_row(statement)
    for number in range(start - 1, above, -1):
        row = lines.row(number).strip()
        if row.startswith("#"):
            start = number
        elif row or is_first:
            break
    return start


def _reads(statement: ast.stmt, block: Block, defined: frozenset[str]) -> tuple[str, ...]:
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return ()
    names = without_builtins(block.taken, defined)
    own = (
        statement.name
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        else None
    )
    return tuple(name for name in names if name != own)


def split_import(segment: Segment, owns: Owns) -> str | None:
    """The import statement without the names that `owns` claims (by qualified name); None when none is left.

    A statement from which nothing goes stays word for word, with its comments.
    """
    node = segment.node
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return segment.text
    kept = [alias for alias in node.names if not owns(_imported(alias, node, segment.module))]
    if len(kept) == len(node.names):
        return segment.text
    if not kept:
        return None
    names = ", ".join(f"{a.name} as {a.asname}" if a.asname else a.name for a in kept)
    if isinstance(node, ast.Import):
        return f"import {names}"
    return f"from {'.' * node.level}{node.module or ''} import {names}"


def _imported(alias: ast.alias, node: ast.Import | ast.ImportFrom, module: SourceModule) -> str:
    if isinstance(node, ast.Import):
        return alias.name
    return f"{absolute(node, module.package)}.{alias.name}"


def needed(candidates: Sequence[Segment], names: Iterable[str], owns: Owns) -> list[Prelude]:
    """What the names need of the candidates, whatever those need in turn included, in source order.

    Imports come without what `owns` claims; a statement that is there for its effect comes when all that it reads comes
    from engine-free candidates.
    """
    by_name: dict[str, list[Segment]] = {}
    for segment in candidates:
        for name in segment.defines:
            by_name.setdefault(name, []).append(segment)
    wanted: set[int] = set()
    open_names = list(names)
    seen: set[str] = set()
    while open_names:
        name = open_names.pop()
        if name in seen:
            continue
        seen.add(name)
        for segment in by_name.get(name, ()):
            wanted.add(id(segment))
            open_names.extend(segment.reads)
    kept = (_kept(segment, owns) for segment in candidates if id(segment) in wanted)
    return [prelude for prelude in kept if prelude is not None]


def engine_free(candidates: Sequence[Segment], owns: Owns) -> list[Segment]:
    """The segments that neither import what `owns` claims nor read, directly or through others, what does."""
    tainted = {name for segment in candidates for name in owned_names(segment, owns)}
    # A block that imports something of the engine goes as a whole, and so does what imports it when it is called.
    blocks = [
        s
        for s in candidates
        if not s.is_import and (owned_names(s, owns) or inner_imports(s, owns))
    ]
    tainted.update(name for segment in blocks for name in segment.defines)
    free = [s for s in candidates if s not in blocks]
    while True:
        bad = [s for s in free if not s.is_import and (tainted.intersection(s.reads))]
        if not bad:
            return [s for s in free if not s.is_import or split_import(s, owns) is not None]
        tainted.update(name for segment in bad for name in segment.defines)
        free = [s for s in free if s not in bad]


def owned_names(segment: Segment, owns: Owns) -> list[str]:
    """The names of an import statement, or of those in a block, that `owns` claims."""
    return [
        alias.asname or alias.name.partition(".")[0]
        for node in block_statements(segment.node)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if owns(_imported(alias, node, segment.module))
    ]


def inner_imports(segment: Segment, owns: Owns) -> list[ast.Import | ast.ImportFrom]:
    """The imports of what `owns` claims that stand in functions and classes of a statement."""
    if "import " not in segment.text or segment.is_import:
        return []
    outside = {id(node) for node in block_statements(segment.node)}
    return [
        node
        for node in ast.walk(segment.node)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and id(node) not in outside
        and any(owns(_imported(alias, node, segment.module)) for alias in node.names)
    ]


def block_statements(statement: ast.stmt) -> Iterator[ast.stmt]:
    """The statement and those in its blocks, but for the bodies of functions and classes."""
    yield statement
    if isinstance(statement, ast.With | ast.Try | ast.If | ast.For | ast.While):
        for field in ("body", "handlers", "orelse", "finalbody"):
            for inner in getattr(statement, field, ()):
                for one in inner.body if isinstance(inner, ast.ExceptHandler) else (inner,):
                    yield from block_statements(one)


def _kept(segment: Segment, owns: Owns) -> Prelude | None:
    if not segment.is_import:
        return segment.prelude
    text = split_import(segment, owns)
    if text is None:
        return None
    gone = owned_names(segment, owns)
    defines = tuple(name for name in segment.defines if name not in gone)
    return segment.prelude.model_copy(update={"text": text, "defines": defines})
