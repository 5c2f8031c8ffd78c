"""Functions of the author as the DSL takes them: callables when the file runs, syntax trees when it is read."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TypeAlias

from polydag.dsl.building import DslError
from polydag.dsl.intrinsics import uses_of
from polydag.ir.functions import Function
from polydag.syntax.bodies import with_uses
from polydag.syntax.functions import lift
from polydag.syntax.module import SourceModule
from polydag.syntax.project import Project, roots_of


def owns(qualified: str) -> bool:
    """Whether a name is polydag's."""
    return qualified == "polydag" or qualified.startswith("polydag.")


@dataclass(frozen=True, eq=False)
class FunctionSource:
    """A function as it stands in its file; `named` are the outputs that its task names, `is_check` whether it gives a verdict."""

    node: ast.FunctionDef | ast.AsyncFunctionDef
    module: SourceModule
    named: tuple[str, ...] | None = None
    is_check: bool = False

    @cached_property
    def function(self) -> Function:
        """The function as the representation holds it, its uses marked."""
        found = lift(self.node, self.module)
        uses = uses_of(found, self.module, self.is_check)
        pushed = tuple(dict.fromkeys(use.key for use in uses if use.kind == "push"))
        outputs = ("result", *pushed) if found.returns_value else pushed or ("result",)
        outputs = self.named if self.named is not None else outputs
        names = tuple(n for n in found.names if not owns(self.module.names.get(n, "")))
        return with_uses(found.model_copy(update={"outputs": outputs, "names": names}), uses)


Body: TypeAlias = Callable[..., object] | FunctionSource


def source_of(body: Body) -> FunctionSource:
    """The source of a function.

    Raises:
        DslError: it has none that could be carried over.
    """
    if isinstance(body, FunctionSource):
        return body
    code = getattr(body, "__code__", None)
    file = inspect.getsourcefile(body) if code is not None else None
    if code is None or file is None:
        raise DslError(
            f"`{body!r}` is no function written in a file, so its body cannot be carried"
        )
    module = module_of(Path(file))
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == code.co_name:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            if first == code.co_firstlineno:
                return FunctionSource(node, module)
    raise DslError(f"the text of `{code.co_name}` is not found in {file}")


@cache
def module_of(path: Path) -> SourceModule:
    """The parsed file of a program that runs.

    Raises:
        DslError: the file cannot be read.
    """
    module = Project(roots_of(path)).of(path)
    if not isinstance(module, SourceModule):
        raise DslError(module.message)
    return module
