"""How an op, or an asset that makes others besides, reports assets as materialized: when it has succeeded."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace

from polydag.backends.bodies.spelling import Site, Spelled, noted
from polydag.backends.dagster.facts import Facts
from polydag.backends.dagster.made import Made
from polydag.backends.dagster.names import dagster_name
from polydag.backends.dagster.rules.codes import AssetReported
from polydag.backends.dagster.workpiece import Workpiece
from polydag.ir.functions import Function, Use
from polydag.ir.operations import Check
from polydag.ir.tasks import Task
from polydag.syntax.bodies import Body
from polydag.syntax.splice import definition
from polydag.syntax.trees import own_nodes


def reported(task: Task, facts: Facts, assets: bool) -> tuple[str, ...]:
    """The assets that a task makes and that are not what Dagster sees it make."""
    if facts.module.engine == "dagster" or isinstance(task.operation, Check):
        return ()
    own = facts.asset_of(task) if assets else None
    return tuple(asset for asset in task.publishes if own is None or asset != task.publishes[0])


def of_piece(piece: Workpiece) -> tuple[str, ...]:
    """Those of the task at hand."""
    return reported(piece.task, piece.design.facts, piece.design.assets)


def spells_notes(piece: Workpiece) -> Callable[[Site], Spelled]:
    """What is noted belongs to the output, or to the report of an asset that is none."""

    def spelled(site: Site) -> Spelled:
        needs = frozenset({"context"})
        if site.key in _noted(piece):
            return Spelled(text=_event(site.key, piece, noted(site)), needs=needs)
        return Spelled(text=f"context.add_output_metadata({noted(site)})", needs=needs)

    return spelled


def with_reports(made: Made, piece: Workpiece) -> Made:
    """The function with the reports of what it makes at its end; a decorator makes them where it has several."""
    assets = of_piece(piece)
    for asset in assets:
        piece.sheet.tell(AssetReported(asset=asset, **piece.place))
    rest = [asset for asset in assets if asset not in _noted(piece)]
    if not rest:
        return made
    rows = [_event(asset, piece) for asset in rest]
    text = made.authored or "def _():\n" + "".join(f"    {row}\n" for row in made.body)
    ended = None if made.generator else at_end(text, rows)
    if ended is None:
        name = piece.sheet.inline("materializes_outputs" if made.generator else "materializes")
        keys = ", ".join(_key(asset, piece) for asset in rest)
        return replace(made, below=(f"@{name}({keys})",))
    if made.authored:
        return replace(made, authored=ended)
    body = tuple(row.removeprefix("    ") for row in ended.split("\n")[1:])
    return replace(made, body=body)


def at_end(text: str, rows: Sequence[str]) -> str | None:
    """A function with statements at the end of its body; None where it ends in several places."""
    node = definition(text)
    returns = [inner for inner in own_nodes(node) if isinstance(inner, ast.Return)]
    last = node.body[-1]
    lines = text.rstrip("\n").split("\n")
    begins = lines[last.lineno - 1].lstrip().startswith("return ") or not returns
    if node.body[0].lineno == node.lineno or returns not in ([], [last]) or not begins:
        return None
    indent = lines[node.body[0].lineno - 1][: node.body[0].col_offset]
    if not returns:
        return "\n".join([*lines, *(indent + row for row in rows)])
    value = last.value if isinstance(last, ast.Return) else None
    start = last.lineno - 1
    head, tail = lines[:start], lines[start:]
    if value is None or isinstance(value, ast.Constant | ast.Name):
        return "\n".join([*head, *(indent + row for row in rows), *tail])
    taken = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    name = next(word for word in ("made", "result", "made_here") if word not in taken)
    tail[0] = tail[0].replace("return ", f"{name} = ", 1)
    return "\n".join([*head, *tail, *(indent + row for row in (*rows, f"return {name}"))])


def _noted(piece: Workpiece) -> frozenset[str]:
    """The assets whose report stands where something is noted about them, as that is done once and in any case."""
    function = piece.design.facts.function(piece.task)
    notes = [] if function is None else [u for u in function.uses if u.kind == "metadata" and u.key]
    keys = [use.key for use in notes]
    known = of_piece(piece)
    alone = [u for u in notes if keys.count(u.key) == 1 and u.key in known]
    return frozenset(u.key for u in alone if function is not None and _is_sure(u, function))


def _is_sure(use: Use, function: Function) -> bool:
    """Whether it is a statement of the body itself, in no block."""
    body = Body(function)
    return any(body.offset(statement)[0] == use.start for statement in body.node.body)


def _event(asset: str, piece: Workpiece, metadata: str = "") -> str:
    made = piece.sheet.dagster("AssetMaterialization")
    given = f", metadata={metadata}" if metadata else ""
    return f"context.log_event({made}({_key(asset, piece)}{given}))"


def _key(asset: str, piece: Workpiece) -> str:
    known = piece.sheet.module.assets.get(asset)
    *before, last = known.key if known is not None else (asset,)
    return piece.sheet.value([*before, dagster_name(last)] if before else dagster_name(last))
