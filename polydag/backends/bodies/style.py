"""How a function ends in the target: what replaces its returns."""

from __future__ import annotations

import ast

from polydag.backends.bodies.draft import Draft, value_node
from polydag.backends.bodies.packing import Packing
from polydag.backends.bodies.spelling import Site


def ending(draft: Draft, packing: Packing, values: dict[str, str], is_last: bool) -> list[str]:
    """The statements that give the wanted outputs and end the function."""
    if packing.returns is not None:
        only = next(iter(values.values()), "None")
        return packing.returns(None if only == "None" else only, is_last)
    if packing.shape == "outputs":
        return _yielded(draft, packing, values, is_last)
    if packing.shape == "push":
        return _pushed(draft, values)
    if packing.shape == "dict" and set(values) != {"result"}:
        entries = ", ".join(f'"{packing.name(name)}": {value}' for name, value in values.items())
        return [f"return {{{entries}}}"]
    if set(values.values()) <= {"None"} and len(values) < 2:
        return ["return"] if not is_last else []
    return ["return " + ", ".join(_as_element(value, len(values)) for value in values.values())]


def _as_element(value: str, count: int) -> str:
    loose = ast.Tuple | ast.Yield | ast.NamedExpr | ast.Lambda | ast.IfExp
    node = value_node(value)
    brackets = count > 1 and isinstance(node, loose) and not value.startswith("(")
    return f"({value})" if brackets else value


def _yielded(draft: Draft, packing: Packing, values: dict[str, str], is_last: bool) -> list[str]:
    rows = [give(draft, repr_of(packing.name(name)), value) for name, value in values.items()]
    return rows if is_last else [*rows, "return"]


def _pushed(draft: Draft, values: dict[str, str]) -> list[str]:
    rows: list[str] = []
    for name, value in values.items():
        if name == "result":
            continue
        site = Site(kind="push", key=name, arguments={"value": value})
        spelled = draft.spelling.spell(site)
        if spelled is None or spelled.text is None:
            raise ValueError("the target has no spelling of a push, but asks for pushes")
        rows.append(draft.record(spelled).text or "")
    result = values.get("result", "None")
    return [*rows, f"return {result}"]


def give(draft: Draft, name: str, value: str) -> str:
    """The statement that gives an output; `name` is source text."""
    spelled = draft.spelling.give(name, value)
    if spelled is None or spelled.text is None:
        raise ValueError("the target has no spelling of a named output, but asks for outputs")
    return draft.record(spelled).text or ""


def chosen(draft: Draft, packing: Packing, label: str | None, is_last: bool) -> list[str]:
    """The statements that choose a label (source text; None: none is chosen)."""
    end = [] if is_last else ["return"]
    if draft.spelling.output is None:
        return ["return"] if label is None else [f"return {renamed(label, packing)}"]
    if label is None:
        return ["return"]
    if packing.many:
        each = give(draft, renamed("label", packing), "None")
        return [
            f"labels = {label}",
            "for label in [labels] if isinstance(labels, str) else labels:",
            f"    {each}",
            *end,
        ]
    return [give(draft, renamed(label, packing), "None"), *end]


def gated(draft: Draft, packing: Packing, value: str | None, is_last: bool) -> list[str]:
    """The statements that let what is below run only if the value is true."""
    if draft.spelling.output is None:
        return [f"return {value}"]
    if value is None:
        return ["return"]
    name = repr_of(packing.name(packing.wanted[0] if packing.wanted else "result"))
    end = [] if is_last else ["return"]
    return [f"if {value}:", f"    {give(draft, name, 'None')}", *end]


def renamed(label: str, packing: Packing) -> str:
    """A label's expression with the names that the target uses."""
    node = value_node(label)
    match node:
        case ast.Constant(value=str(name)):
            return repr_of(packing.name(name)) if packing.name(name) != name else label
        case ast.IfExp(test=test, body=body, orelse=orelse):
            parts = [ast.get_source_segment(label, part) or "" for part in (body, test, orelse)]
            return f"{renamed(parts[0], packing)} if {parts[1]} else {renamed(parts[2], packing)}"
    changed = {old: new for old, new in packing.names.items() if old != new}
    if not changed:
        return label
    table = ", ".join(f"{repr_of(old)}: {repr_of(new)}" for old, new in packing.names.items())
    return f"{{{table}}}[{label}]"


def repr_of(text: str) -> str:
    """A string literal in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
