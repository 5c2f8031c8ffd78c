"""Outputs as scenarios name them, and values of which a part is given."""

from __future__ import annotations

from pydantic import JsonValue

from polydag.ir.values import OutputOf

Path = tuple[str | int, ...]


def name_of(output: OutputOf) -> str:
    """`task`, or `task.output` of one that gives several."""
    return output.task if output.output == "result" else f"{output.task}.{output.output}"


def with_part(whole: JsonValue, path: Path, part: JsonValue) -> JsonValue:
    """The value with this part at the path, made around it where there is none."""
    if not path:
        return part
    key, *rest = path
    if isinstance(key, int):
        none: list[JsonValue] = [None] * (key + 1)
        items = [*whole] if isinstance(whole, list) and len(whole) > key else none
        items[key] = with_part(items[key], tuple(rest), part)
        return items
    entries = dict(whole) if isinstance(whole, dict) else {}
    return entries | {key: with_part(entries.get(key), tuple(rest), part)}


def part_of(whole: JsonValue, path: Path) -> JsonValue:
    """What stands at the path; None where nothing does."""
    for key in path:
        if isinstance(whole, dict) and isinstance(key, str):
            whole = whole.get(key)
        elif isinstance(whole, list) and isinstance(key, int) and key < len(whole):
            whole = whole[key]
        else:
            return None
    return whole
