"""What a function gives, as far as its annotation and its `return` statements say."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from polydag.backends.airflow.storing.types import Types, parsed, worst
from polydag.backends.bodies.flow import own_returns
from polydag.ir.functions import Function
from polydag.syntax.bodies import Body

_FRAMES = frozenset({"numpy", "polars"})
# What makes plain data of an array or a frame.
_BACK = frozenset(
    {
        "all", "any", "argmax", "argmin", "count", "get_column_names", "is_empty", "item", "len", "max", "mean", "min",
        "n_unique", "rows", "std", "sum", "to_dict", "to_dicts", "to_json", "to_list", "tolist", "write_json",
    }
)  # fmt: skip
_BYTES = frozenset({"encode", "read_bytes", "to_bytes", "tobytes"})
_MAKERS = ("from_", "model_construct", "model_validate", "parse_")
_NOT_NUMBERS = frozenset({"nan", "inf", "-inf", "infinity", "-infinity", "+inf"})
_DEEPEST = 20


def kind_not_carried(function: Function, types: Types) -> str | None:
    """What a function gives that XCom cannot carry, in words of its text; None where nothing says that it does."""
    if function.is_generator and not any(use.kind == "output" for use in function.uses):
        return None
    annotation = parsed(function.returns)
    if types.carried(annotation) is False:
        return (function.returns or "").strip("\"'")
    results = _Results(Body(function), types, function)
    for given in results.given():
        if results.carried(given) is False:
            return ast.unparse(results.culprit(given))
    return None


@dataclass(frozen=True)
class _Results:
    """The expressions of one body."""

    body: Body
    types: Types
    function: Function

    def given(self) -> list[ast.expr]:
        """What is returned, and what is given under a name."""
        texts = [
            u.arguments["value"]
            for u in self.function.uses
            if u.kind in ("output", "push") and "value" in u.arguments
        ]
        named = [node for text in texts if (node := parsed(text)) is not None]
        return [*(r.value for r in own_returns(self.body) if r.value is not None), *named]

    def culprit(self, node: ast.expr) -> ast.expr:
        """The innermost part of an expression that is not carried."""
        if isinstance(node, ast.Name) and (bound := self.body.bound_to(node.id)) is not None:
            return self.culprit(bound)
        inner = [n for n in ast.iter_child_nodes(node) if isinstance(n, ast.expr)]
        return next((self.culprit(n) for n in inner if self.carried(n) is False), node)

    def carried(self, node: ast.expr | None, depth: int = 0) -> bool | None:
        """Whether XCom carries the value of an expression; None where nobody knows."""
        if node is None or depth > _DEEPEST:
            return None
        match node:
            case ast.Constant(value=value):
                return not isinstance(value, bytes | complex)
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
                return worst(self.carried(part, depth + 1) for part in parts)
            case ast.ListComp(elt=part) | ast.SetComp(elt=part) | ast.Await(value=part):
                return self.carried(part, depth + 1)
            case ast.Dict(keys=keys, values=values):
                if any(isinstance(k, ast.Constant) and not isinstance(k.value, str) for k in keys):
                    return False
                return worst(self.carried(value, depth + 1) for value in values)
            case ast.DictComp(value=value):
                return worst((self.carried(value, depth + 1), None))
            case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
                return worst((self.carried(one, depth + 1), self.carried(other, depth + 1)))
            case ast.Call():
                return self._called(node, depth)
            case ast.Attribute():
                return self._attribute(node)
            case ast.Name(id=name):
                return self._name(name, depth)
        return None

    def _name(self, name: str, depth: int) -> bool | None:
        bound = self.body.bound_to(name)
        if bound is not None:
            return self.carried(bound, depth + 1)
        if self.body.is_rebound(name):
            return None
        known = {p.name: p.annotation for p in self.function.parameters}
        return self.types.carried(parsed(known.get(name)))

    def _called(self, node: ast.Call, depth: int) -> bool | None:
        if isinstance(node.func, ast.Name) and node.func.id == "float" and node.args:
            given = node.args[0]
            odd = isinstance(given, ast.Constant) and str(given.value).lower() in _NOT_NUMBERS
            return not odd
        name = self._qualified(node.func)
        if name is not None and name.partition(".")[0] in _FRAMES:
            return None if name.rpartition(".")[2] in _BACK else False
        if name in ("pickle.dumps", "pandas.Series"):
            return False
        if isinstance(node.func, ast.Attribute):
            return self._method(node.func, depth)
        return self.types.carried(node.func) if self._is_class(node.func) else None

    def _method(self, func: ast.Attribute, depth: int) -> bool | None:
        """A method of what is not carried gives more of it, but for those that are known to leave it."""
        if func.attr in _BYTES:
            return False
        if self._is_class(func):
            return self.types.carried(func)
        if self._is_class(func.value):
            made = self.types.carried(func.value) is False and func.attr.startswith(_MAKERS)
            return (
                False
                if made or self._qualified(func) in ("pathlib.Path.cwd", "pathlib.Path.home")
                else None
            )
        if self._is_frame(func.value, depth):
            return None if func.attr in _BACK else False
        return None

    def _is_frame(self, node: ast.expr, depth: int) -> bool:
        """Whether an expression is a call of a library of arrays or frames, perhaps with methods behind it."""
        while depth < _DEEPEST:
            depth += 1
            bound = self.body.bound_to(node.id) if isinstance(node, ast.Name) else None
            if bound is not None:
                node = bound
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name = self._qualified(node.func)
                if name is not None:
                    return name.partition(".")[0] in _FRAMES
                if node.func.attr in _BACK:
                    return False
                node = node.func.value
            else:
                return False
        return False

    def _attribute(self, node: ast.Attribute) -> bool | None:
        if self.types.is_enum(node.value):
            return None if node.attr in ("name", "value") else False
        return False if self._qualified(node) in ("math.nan", "math.inf", "numpy.nan") else None

    def _is_class(self, node: ast.expr) -> bool:
        """Whether calling a name makes an instance, as far as its spelling says."""
        if isinstance(node, ast.Name) and self.body.binds(node.id):
            return False
        name = (
            node.id
            if isinstance(node, ast.Name)
            else (self._qualified(node) or "").rpartition(".")[2]
        )
        is_own = isinstance(node, ast.Name) and node.id in self.types.classes
        return is_own or name[:1].isupper() or name in ("bytearray", "bytes", "deque")

    def _qualified(self, node: ast.expr) -> str | None:
        """What a dotted name means: by the imports of the body, else by those of the module."""
        own = self.body.qualified(node)
        root = node
        while isinstance(root, ast.Attribute):
            root = root.value
        local = isinstance(root, ast.Name) and self.body.binds(root.id)
        return own or (None if local else self.types.qualified(node))
