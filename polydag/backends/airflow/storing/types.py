"""Which types XCom of Airflow 3 carries so that the reader gets what was given (executed on 3.3.2)."""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterable
from functools import cached_property

from polydag.ir.pipeline import Module
from polydag.syntax.imports import bindings

_PLAIN = frozenset({"bool", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"})
_CARRIED = frozenset(
    {
        "collections.OrderedDict",
        "datetime.date",
        "datetime.datetime",
        "datetime.timedelta",
        "decimal.Decimal",
        "pandas.DataFrame",
        "pendulum.DateTime",
        "uuid.UUID",
        *(
            f"collections.abc.{name}"
            for name in ("Collection", "Iterable", "Mapping", "MutableMapping")
        ),
        *(f"collections.abc.{name}" for name in ("MutableSequence", "Sequence", "Set")),
    }
)
_ENGINES = frozenset({"airflow", "dagster", "polydag", "prefect"})
# Names of aliases that libraries give to what JSON can say.
_ALIASES = ("json", "Json", "JSON")


class Types:
    """The names of a module as its annotations and calls use them."""

    def __init__(self, module: Module) -> None:
        self._statements = [
            statement for piece in module.prelude for statement in ast.parse(piece.text).body
        ]

    @cached_property
    def imports(self) -> dict[str, str]:
        """Qualified names by the names that imports bind."""
        found: dict[str, str] = {}
        for statement in self._statements:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                found.update(bindings(statement, ""))
        return found

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        """The classes of the module."""
        return {s.name: s for s in self._statements if isinstance(s, ast.ClassDef)}

    @cached_property
    def _aliases(self) -> dict[str, ast.expr]:
        """What module-level names are assigned."""
        return {
            target.id: statement.value
            for statement in self._statements
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            if isinstance(target, ast.Name)
        }

    def qualified(self, node: ast.expr) -> str | None:
        """What a dotted name means by the module's imports."""
        if isinstance(node, ast.Attribute):
            base = self.qualified(node.value)
            return f"{base}.{node.attr}" if base else None
        return self.imports.get(node.id) if isinstance(node, ast.Name) else None

    def is_enum(self, node: ast.expr) -> bool:
        """Whether a name is an enumeration of the module."""
        known = self.classes.get(node.id) if isinstance(node, ast.Name) else None
        return known is not None and any("Enum" in ast.unparse(base) for base in known.bases)

    def carried(self, node: ast.expr | None) -> bool | None:
        """Whether values of an annotated type arrive as they were given; None where that is not known."""
        match node:
            case None:
                return None
            case ast.Constant(value=None):
                return True
            case ast.Constant(value=str() as text):
                return self.carried(parsed(text))
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return worst((self.carried(left), self.carried(right)))
            case ast.Subscript(value=kind):
                return self._generic(kind, _arguments(node))
            case ast.Name() | ast.Attribute():
                return self._named(node)
        return None

    def _generic(self, kind: ast.expr, arguments: list[ast.expr]) -> bool | None:
        name = (self.qualified(kind) or ast.unparse(kind)).rpartition(".")[2]
        if name in ("Literal", "LiteralString"):
            return True
        if name in ("Callable", "type", "Type"):
            return False
        if name == "Annotated":
            return self.carried(arguments[0])
        if name.lower().endswith(("dict", "mapping")) and self._is_number(arguments[0]):
            return False
        known = [self.carried(a) for a in arguments if not _is_ellipsis(a)]
        return worst((*known, self._named(kind)))

    def _is_number(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id in ("bool", "float", "int")

    def _named(self, node: ast.expr) -> bool | None:
        if isinstance(node, ast.Name) and node.id not in self.imports:
            return self._own(node.id)
        name = self.qualified(node)
        if name is None or name.partition(".")[0] in _ENGINES:
            return None
        if name in _CARRIED or (name.startswith("pandas.") and name.endswith(".DataFrame")):
            return True
        return self._imported(*name.rsplit(".", 1)) if "." in name else None

    def _own(self, name: str) -> bool | None:
        """A class or alias of the module, else a builtin."""
        if name in self.classes:
            return any("TypedDict" in ast.unparse(base) for base in self.classes[name].bases)
        if name in self._aliases:
            value = self._aliases[name]
            return self.carried(value) if not isinstance(value, ast.Call) else None
        if name in _PLAIN:
            return True
        known = isinstance(getattr(builtins, name, None), type)
        return False if known and name != "object" else None

    def _imported(self, module: str, name: str) -> bool | None:
        root = module.partition(".")[0]
        if root in ("typing", "typing_extensions"):
            known = name.lower() in (
                *_PLAIN,
                "iterable",
                "mapping",
                "optional",
                "sequence",
                "union",
            )
            return True if known or name in ("TypedDict",) else None
        if module == "collections.abc" or name.startswith(_ALIASES) or name.endswith(_ALIASES):
            return None
        is_class = name[:1].isupper() and not name.isupper()
        odd = root in sys.stdlib_module_names and name in ("deque", "array", "time")
        return False if is_class or odd or (root == "numpy" and name == "ndarray") else None


def parsed(text: str | None) -> ast.expr | None:
    """The syntax of an annotation; None where there is none."""
    try:
        return ast.parse(text.strip(), mode="eval").body if text else None
    except SyntaxError:
        return None


def worst(verdicts: Iterable[bool | None]) -> bool | None:
    """That of a whole from those of its parts: one that is not carried spoils it."""
    found = set(verdicts)
    if False in found:
        return False
    return None if None in found else True


def _arguments(node: ast.Subscript) -> list[ast.expr]:
    return list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...
