"""Mapped tasks: `partial(...).expand(...)`."""

from __future__ import annotations

from collections.abc import Mapping

from polydag.backends.airflow.policies import Keywords
from polydag.backends.airflow.values import Speller
from polydag.backends.airflow.work import Work
from polydag.ir.tasks import Mapping as Mapped
from polydag.ir.tasks import Task
from polydag.ir.values import Items, Value
from polydag.rendering.pyvalues import Expression, expression


def expanded_call(
    callee: str,
    keywords: Keywords,
    arguments: Mapping[str, Value],
    task: Task,
    speller: Speller,
    work: Work,
) -> str:
    """A call that makes one instance per item. Of an operator with a function, the items are its keyword arguments."""
    assert task.mapping is not None
    over = task.mapping.over
    fixed = {name: speller.argument(value) for name, value in arguments.items() if name not in over}
    is_operator = bool(keywords)
    if is_operator:
        keywords = {name: value for name, value in keywords.items() if name not in over}
        method, items = _of_operator(keywords, over, task, fixed, speller)
    else:
        keywords = keywords | fixed
        method, items = spread(task.mapping, speller)
    partial = ", ".join(f"{name}={work.use(value)}" for name, value in keywords.items())
    if not partial:
        return f"{callee}.{method}({work.use(items)})"
    return f"{callee}.partial({partial}).{method}({work.use(items)})"


def spread(mapping: Mapped, speller: Speller) -> tuple[str, Expression]:
    """The method that makes the instances, and what it is given."""
    over = mapping.over
    if mapping.mode == "kwargs":
        return "expand_kwargs", speller.argument(over["**"])
    if mapping.mode == "zip" and len(over) > 1:
        return "expand_kwargs", _zipped(over, speller)
    spelt = {name: speller.argument(value) for name, value in over.items()}
    return "expand", _keywords(spelt)


def _keywords(spelt: Mapping[str, Expression]) -> Expression:
    text = ", ".join(f"{name}={value}" for name, value in spelt.items())
    imports = tuple(dict.fromkeys(i for value in spelt.values() for i in value.imports))
    return Expression(text, imports)


def _zipped(over: Mapping[str, Value], speller: Speller) -> Expression:
    """Several collections item by item: a list of keyword arguments, made when the task runs where it must be."""
    values = list(over.values())
    if all(isinstance(value, Items) for value in values):
        rows = zip(*(value.items for value in values if isinstance(value, Items)), strict=False)
        return expression(
            [{name: speller.argument(v) for name, v in zip(over, row, strict=True)} for row in rows]
        )
    first, *others = [speller.argument(value) for value in values]
    entries = ", ".join(f"{expression(name)}: row[{at}]" for at, name in enumerate(over))
    return Expression(
        f"{first}.zip({', '.join(o.text for o in others)}).map(lambda row: {{{entries}}})"
    )


def _of_operator(
    keywords: Keywords,
    over: Mapping[str, Value],
    task: Task,
    fixed: Mapping[str, Expression],
    speller: Speller,
) -> tuple[str, Expression]:
    if "python_callable" not in keywords:
        assert task.mapping is not None
        return spread(task.mapping, speller)
    if "**" in over:
        given = speller.argument(over["**"])
        if fixed:
            shared = expression(dict(fixed))
            known = f"[{shared} | item for item in {given}]"
            later = f"{given}.map(lambda item: {shared} | item)"
            text = known if isinstance(over["**"], Items) else later
            given = Expression(text, given.imports)
        return "expand", _keywords({"op_kwargs": given})
    (name, value), *_ = over.items()
    if isinstance(value, Items):
        rows = [expression({name: speller.argument(item)} | dict(fixed)) for item in value.items]
        return "expand", _keywords({"op_kwargs": expression(rows)})
    extra = "".join(f", {expression(key)}: {text}" for key, text in fixed.items())
    row = f"{speller.argument(value)}.map(lambda item: {{{expression(name)}: item{extra}}})"
    return "expand", _keywords({"op_kwargs": Expression(row)})
