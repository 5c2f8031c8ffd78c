"""A method of an object whose attributes are known, as a function that takes them as parameters."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from polydag.ir.functions import Function, Parameter
from polydag.syntax.bindings import arguments_of, first_free, without_builtins
from polydag.syntax.data import ClassData, Datum, FunctionData, InstanceData, Known
from polydag.syntax.functions import lift, parameters
from polydag.syntax.method_parts import (
    NotFollowedError,
    Part,
    copies,
    holds_use,
    is_called,
    loaded,
    names_said,
    part_of,
    uses_of,
    without_receiver,
)
from polydag.syntax.module import SourceModule
from polydag.syntax.positions import lines_of
from polydag.syntax.scoping import blocks_of
from polydag.syntax.splice import Replacement, definition, prepend, removals, signature, splice
from polydag.syntax.trees import nodes

# What an attribute that the engine gives the object is written as; None where it has no such spelling.
Spelling = Callable[[str], str | None]


@dataclass(frozen=True)
class Taken:
    """An attribute that the function takes: as which parameter, and what the object has in it."""

    attribute: str
    parameter: str
    datum: Datum
    default: str | None = None


@dataclass(frozen=True)
class Unbound:
    """The function, the attributes that it takes in the order of its parameters, and the modules that its text comes from."""

    function: Function
    taken: tuple[Taken, ...]
    modules: tuple[SourceModule, ...]


@dataclass(frozen=True)
class Wish:
    """How the function should be: `context` says that the method's one argument is what the engine calls it with by name."""

    name: str
    spelling: Spelling = lambda attribute: None
    reserved: Collection[str] = ()
    context: bool = False


def unbind(method: FunctionData, instance: InstanceData, wish: Wish) -> Unbound | str:
    """The method as a function; else the reason why it cannot be one.

    Methods that it calls become functions inside of it, other attributes parameters.
    """
    try:
        return _Unbinding(method, instance, wish).result()
    except NotFollowedError as reason:
        return str(reason)


class _Unbinding:
    """One method on its way to a function."""

    def __init__(self, method: FunctionData, instance: InstanceData, wish: Wish) -> None:
        self.instance = instance
        self.wish = wish
        self.parts: dict[str, Part] = {}
        self.main = self._collect(method)
        self.local = {n.attr for n in self.main.uses if not isinstance(n.ctx, ast.Load)}
        self.renamed = self._names()
        inside = [name for name, part in self.parts.items() if part is not self.main]
        is_taken = wish.name in {*self.renamed.values(), *inside}
        self.name = f"run_{wish.name}" if is_taken else wish.name
        self.direct = _direct(instance.cls)

    def result(self) -> Unbound:
        """The function."""
        lifted = lift(self.main.method.node, self.main.method.module, self.main.method.name)
        if lifted.captured:
            raise NotFollowedError(f"`{lifted.name}` reads variables of the function around it")
        taken = self._taken()
        text = self._text(taken)
        names = self._names_read(text)
        doc = ast.get_docstring(definition(text), clean=False)
        changed: dict[str, object] = {
            "name": self.name,
            "text": text,
            "parameters": parameters(definition(text).args, lines_of(text)),
            "names": names,
            "decorators": (),
            "doc": inspect.cleandoc(doc) if doc is not None else None,
        }
        modules = tuple(dict.fromkeys(part.method.module for part in self.parts.values()))
        return Unbound(lifted.model_copy(update=changed), taken, modules)

    def _collect(self, method: FunctionData) -> Part:
        part = part_of(method)
        self.parts[method.name] = part
        for use in part.uses:
            self._attribute(use, part)
        return part

    def _attribute(self, use: ast.Attribute, part: Part) -> None:
        name, member = use.attr, self.instance.cls.member(use.attr)
        is_main = part is next(iter(self.parts.values()))
        if not isinstance(use.ctx, ast.Load):
            if isinstance(use.ctx, ast.Del) or not is_main:
                raise NotFollowedError(f"`{part.method.name}` changes `{name}`")
        elif name in self.instance.attributes or self._assigns(name):
            return
        elif isinstance(member, FunctionData):
            if name not in self.parts:
                self._collect(member)
        elif member is None and self.wish.spelling(name) is None:
            raise NotFollowedError(f"`{part.method.name}` uses `{part.receiver}.{name}`")

    def _assigns(self, name: str) -> bool:
        """Whether the method itself gives the object the attribute."""
        main = next(iter(self.parts.values()))
        return any(u.attr == name and isinstance(u.ctx, ast.Store) for u in main.uses)

    def _is_value(self, name: str) -> bool:
        """Whether an attribute holds a value, which the function takes."""
        if name in self.instance.attributes or name in self.local:
            return True
        member = self.instance.cls.member(name)
        return member is not None and not isinstance(member, FunctionData)

    def _names(self) -> dict[str, str]:
        """What each attribute is called in the function; what is called so already keeps its name."""
        said = {name for part in self.parts.values() for name in names_said(part)}
        found: dict[str, str] = {}
        for part in self.parts.values():
            for use in part.uses:
                if use.attr in found or not self._is_value(use.attr):
                    continue
                plain = use.attr.lstrip("_") or use.attr
                taken = {*said, *self.wish.reserved, *found.values(), *self.parts}
                wanted = f"given_{plain}" if plain in taken else plain
                found[use.attr] = first_free(wanted, taken)
        return found

    def _taken(self) -> tuple[Taken, ...]:
        found = [self._one(name) for name in self.renamed if not self._is_made(name)]
        return tuple(sorted(found, key=lambda taken: taken.default is not None))

    def _is_made(self, name: str) -> bool:
        """Whether the function makes the value itself, so that nobody gives it."""
        return name not in self.instance.attributes and self.instance.cls.member(name) is None

    def _one(self, name: str) -> Taken:
        datum = self.instance.attributes.get(name) or self.instance.cls.member(name)
        assert datum is not None
        default = self.direct.get(name)
        if name not in self.instance.attributes and isinstance(datum, Known):
            default = repr(datum.value)
        return Taken(name, self.renamed[name], datum, default)

    def _text(self, taken: tuple[Taken, ...]) -> str:
        inside = self._class_doc()
        for part in self.parts.values():
            if part is not self.main:
                inside += [self._edited(part, without_receiver(part)), ""]
        text = prepend(self._edited(self.main, None), inside)
        own = self._own_parameters(text)
        given = [_written(t) for t in taken if t.default is None]
        optional = [_written(t) for t in taken if t.default is not None]
        if self.wish.context or not optional:
            return signature(text, name=self.name, parameters=[*given, *optional, *own])
        return signature(text, name=self.name, parameters=_by_name(given, own, optional))

    def _class_doc(self) -> list[str]:
        """What the class says of itself, where the method says nothing."""
        cls = self.main.method.owner
        if cls is None or not self.wish.context or ast.get_docstring(self.main.tree) is not None:
            return []
        match cls.node.body[0]:
            case ast.Expr(value=ast.Constant(value=str())) as doc if cls.scope.kind == "module":
                return [lines_of(cls.module.text).segment(doc)]
        return []

    def _own_parameters(self, text: str) -> list[str]:
        """The method's own parameters, without the object."""
        node = definition(text)
        own = without_receiver(self.main)
        if not self.wish.context:
            return own
        names = [a.arg for a in arguments_of(node.args)][1:]
        if len(names) > 1 or (names and (node.args.vararg or node.args.kwarg)):
            raise NotFollowedError(f"`{self.main.method.name}` takes more than the context")
        context = names[0] if names else "context"
        return [f"**{context}"] if context in loaded(node) else []

    def _edited(self, part: Part, own: list[str] | None) -> str:
        """The text with attributes spelt as what they are in the function."""
        edits: list[Replacement] = []
        gone = copies(part, self.renamed) if part is self.main else []
        strings = [n for n in nodes(part.tree) if isinstance(n, ast.JoinedStr)]
        inner = {id(n) for s in strings for n in nodes(s) if n is not s}
        outer = [s for s in strings if id(s) not in inner]
        spans = [part.lines.span(statement) for statement in gone]
        for use in part.uses:
            start, stop = part.lines.span(use)
            if id(use) in inner or any(a <= start < b for a, b in spans):
                continue
            edits.append((start, stop, self._spelt(use, part)))
        edits += [self._formatted(string, part) for string in outer if holds_use(string, part.uses)]
        edits += removals(part.text, spans)
        text = splice(part.text, edits)
        if own is not None:
            text = signature(text, parameters=own)
        try:
            ast.parse(text)
        except SyntaxError:
            raise NotFollowedError(f"`{part.method.name}` cannot be written without it") from None
        return text

    def _spelt(self, use: ast.Attribute, part: Part) -> str:
        if use.attr in self.renamed:
            return self.renamed[use.attr]
        if use.attr in self.parts:
            return f"{use.attr}()" if is_called(self.parts[use.attr]) else use.attr
        text = self.wish.spelling(use.attr)
        if text is None:
            raise NotFollowedError(f"`{part.method.name}` uses `{part.receiver}.{use.attr}`")
        return text.replace("{context}", self._context())

    def _context(self) -> str:
        names = [a.arg for a in arguments_of(self.main.tree.args)][1:]
        return names[0] if names else "context"

    def _formatted(self, string: ast.JoinedStr, part: Part) -> Replacement:
        """An f-string: positions inside of it cannot be relied on before Python 3.12, its words can."""
        start, stop = part.lines.span(string)
        text = part.text[start:stop]
        uses = list(uses_of(string, part.receiver))
        pattern = re.compile(rf"\b{re.escape(part.receiver or '')}\s*\.\s*(\w+)")
        if len(pattern.findall(text)) != len(uses):
            raise NotFollowedError(f"`{part.method.name}` has a string that reads like code")
        known = {use.attr: self._spelt(use, part) for use in uses}
        quote = text.lstrip("rRfFbBuU")[0]
        if quote == '"':
            known = {name: spelt.replace('"', "'") for name, spelt in known.items()}
        return start, stop, pattern.sub(lambda match: known[match[1]], text)

    def _names_read(self, text: str) -> tuple[str, ...]:
        """The module-level names of the text."""
        tree = ast.Module([definition(text)], [])
        taken = next(iter(blocks_of(tree).statements.values())).taken - {self.name}
        defined = frozenset[str]().union(
            *(part.method.module.blocks.defined for part in self.parts.values())
        )
        return without_builtins(taken, defined)


def _written(taken: Taken) -> str:
    return taken.parameter if taken.default is None else f"{taken.parameter}={taken.default}"


def _by_name(given: list[str], own: list[str], optional: list[str]) -> list[str]:
    """Parameters with defaults behind the method's own: by name only, before `**`."""
    spread = [text for text in own if text.startswith("**")]
    plain = [text for text in own if not text.startswith("**")]
    star = [] if any(text.startswith("*") for text in plain) else ["*"]
    return [*given, *plain, *star, *optional, *spread]


def _direct(cls: ClassData) -> dict[str, str]:
    """Per attribute the default of the parameter of `__init__` that it is."""
    found: dict[str, str] = {}
    for base in cls.lineage():
        init = base.members.get("__init__") if isinstance(base, ClassData) else None
        if not isinstance(init, FunctionData) or isinstance(init.node, ast.Lambda):
            continue
        lines = lines_of(init.module.text)
        known = {p.name: p.default for p in parameters(init.node.args, lines) if _is_literal(p)}
        for statement in init.node.body:
            name, value = _assigned(statement)
            if name is not None and known.get(value or "") is not None:
                found.setdefault(name, str(known[value or ""]))
    return found


def _assigned(statement: ast.stmt) -> tuple[str | None, str | None]:
    match statement:
        case (
            ast.Assign(targets=[ast.Attribute(attr=name)], value=ast.Name(id=value))
            | ast.AnnAssign(target=ast.Attribute(attr=name), value=ast.Name(id=value))
        ):
            return name, value
    return None, None


def _is_literal(parameter: Parameter) -> bool:
    """Whether the default is a constant that nobody changes."""
    if parameter.default is None:
        return False
    node = ast.parse(parameter.default.strip(), mode="eval").body
    return isinstance(node, ast.Constant)
