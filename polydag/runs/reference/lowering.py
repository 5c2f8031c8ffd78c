"""Function → text that the reference runs: intrinsics become calls of one small context object."""

from __future__ import annotations

from collections.abc import Iterable

from polydag.ir.functions import Function, Use
from polydag.runs.reference.context import CONTEXT


def lowered(function: Function) -> str:
    """The function's text with every intrinsic replaced; annotations, names and layout stay."""
    return _spliced(function.text, 0, len(function.text), function.uses, function.text)


def _spliced(text: str, start: int, stop: int, uses: Iterable[Use], whole: str) -> str:
    """`text` (the part of `whole` from `start` to `stop`) with the uses inside replaced."""
    parts: list[str] = []
    position = start
    for use in sorted(uses, key=lambda use: use.start):
        begin, end = _span(use)
        parts += [whole[position:begin], _replacement(use, whole)]
        position = end
    return "".join([*parts, whole[position:stop]])


def _span(use: Use) -> tuple[int, int]:
    """What is replaced: the whole statement where nothing of it may stay."""
    if use.kind in ("import", "logger") and use.statement is not None:
        return use.statement
    return use.start, use.stop


def _replacement(use: Use, whole: str) -> str:
    span = whole[use.start : use.stop]
    argument = {name: _argument(name, use, whole) for name in use.arguments}
    value, message = argument.get("value", "None"), argument.get("message", "''")
    fallback = f", {argument['default']}" if "default" in argument else ""
    raising, yielding = (f"{word} " * span.startswith(word) for word in ("raise", "yield"))
    match use.kind:
        case "log" | "logger":
            return _logger(use, span)
        case "import" | "error":
            return "pass" if use.kind == "import" else "RuntimeError"
        case "stored" | "literal":
            return argument.get("value", "pass")
        case "escape":
            return f"{use.arguments.get('lead', '')}{CONTEXT}.handed_on({use.key!r})"
        case "skip" | "fail":
            return f"{raising}{CONTEXT}.{use.kind}({message})"
        case "push" | "output":
            return f"{yielding}{CONTEXT}.{use.kind}({use.key!r}, {value})"
        case "metadata" | "seen":
            done = f"{argument.get('done', 'True')}, " if use.kind == "seen" else ""
            return f"{CONTEXT}.{use.kind}({done}{value})"
        case "verdict":
            return f"{yielding}{CONTEXT}.verdict({argument.get('passed', 'True')})"
        case "variable" | "connection" | "secret" | "environment":
            found = f"{CONTEXT}.lookup({use.kind!r}, {use.key!r}{fallback})"
            return f"{CONTEXT}.parsed({found})" if "parsed" in argument else found
        case "ask":
            return f"{CONTEXT}.ask({', '.join(f'{name}={t}' for name, t in argument.items())})"
        case "context" | "parameter" | "pull" | "awaited" | "events":
            return f"{CONTEXT}.{use.kind}({use.key!r})"


def _logger(use: Use, span: str) -> str:
    """The logger; an assignment of it stays one."""
    assigned = use.kind == "logger" and (use.statement or "=" in span)
    return f"{use.key} = {CONTEXT}.log" if assigned else f"{CONTEXT}.log"


def _argument(name: str, use: Use, whole: str) -> str:
    """The source of an argument, with the intrinsics inside it replaced as well."""
    text = use.arguments[name]
    start = whole.find(text, use.start, use.stop)
    if start < 0 or not use.inner:
        return text
    stop = start + len(text)
    inside = [inner for inner in use.inner if start <= inner.start and inner.stop <= stop]
    return _spliced(text, start, stop, inside, whole)
