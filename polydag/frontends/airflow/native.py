"""Statements of a file that need Airflow and are no part of a pipeline: classes of notifiers, policies, objects of its API."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from polydag.frontends.airflow.handles import (
    AssetHandle,
    ParamHandle,
    RetryPolicyHandle,
    TimetableHandle,
)
from polydag.frontends.airflow.prelude import ALWAYS
from polydag.frontends.airflow.reading import Reading
from polydag.ir.pipeline import Prelude
from polydag.syntax.data import Datum, Handle
from polydag.syntax.prelude import Segment, segments
from polydag.syntax.scope import Scope

_STATEMENTS = (ast.AnnAssign, ast.Assign, ast.ClassDef, ast.FunctionDef)
_VALUES = (AssetHandle, ParamHandle, RetryPolicyHandle, TimetableHandle)


def native_prelude(
    reading: Reading, names: set[str], known: set[str], scope: Scope
) -> tuple[Prelude, ...]:
    """What the names need beside what is `known`, with what that reads in turn; in source order."""
    imported = {name for s in segments(reading.module) if s.is_import for name in s.defines}
    bound = known | imported | ALWAYS
    candidates = [s for s in segments(reading.module) if _is_apart(s, known, scope)]
    while True:
        defined = bound | {name for s in candidates for name in s.defines}
        complete = [s for s in candidates if defined.issuperset(s.reads)]
        if len(complete) == len(candidates):
            break
        candidates = complete
    wanted = set(_reached(candidates, names))
    return tuple(s.prelude for s in candidates if wanted.intersection(s.defines))


def _is_apart(segment: Segment, known: set[str], scope: Scope) -> bool:
    """Whether a statement binds what neither is carried otherwise nor makes or holds a part of a pipeline."""
    if not _may_stand_alone(segment.node) or known.intersection(segment.defines):
        return False
    return bool(segment.defines) and not any(
        _is_part(scope.names.get(name)) for name in segment.defines
    )


def _may_stand_alone(node: ast.stmt) -> bool:
    if isinstance(node, ast.If):
        # `if TYPE_CHECKING:`
        return all(isinstance(inner, ast.Import | ast.ImportFrom) for inner in node.body)
    return isinstance(node, _STATEMENTS)


def _is_part(datum: Datum | None) -> bool:
    return isinstance(datum, Handle) and not isinstance(datum, _VALUES)


def _reached(candidates: Iterable[Segment], names: Iterable[str]) -> Iterator[str]:
    by_name = {name: segment for segment in candidates for name in segment.defines}
    open_names, seen = list(names), set[str]()
    while open_names:
        name = open_names.pop()
        if name in by_name and name not in seen:
            seen.add(name)
            yield name
            open_names += by_name[name].reads
