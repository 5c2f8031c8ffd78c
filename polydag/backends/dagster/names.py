"""Names in the emitted module: what Dagster accepts, what Python allows, and no collisions."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable
from itertools import chain, count

# What Dagster refuses as the name of an op, an asset's last part, an input or an output.
RESERVED = frozenset(
    {
        "arg_dict",
        "bool",
        "conf",
        "config",
        "context",
        "dict",
        "float",
        "input",
        "input_arg_dict",
        "int",
        "meta",
        "output",
        "output_arg_dict",
        "str",
        "type",
    }
)
# Words that say nothing about the data: two pipelines are likely to have a task called so.
GENERIC = frozenset(
    [
        "aggregate",
        "clean",
        "end",
        "extract",
        "fetch",
        "finish",
        "ingest",
        "load",
        "notify",
        "process",
        "publish",
        "report",
        "run",
        "save",
        "start",
        "step",
        "summarize",
        "transform",
        "validate",
        "write",
        "data",
    ]
)


class Scope:
    """The names of one Python scope: hands out free ones and remembers them."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def take(self, wanted: str, otherwise: str = "") -> str:
        """`wanted` where it is free, else `otherwise`, else `wanted_2`, …"""
        first = [wanted, otherwise] if otherwise else [wanted]
        candidates = chain(first, (f"{wanted}_{n}" for n in count(2)))
        name = next(c for c in candidates if c not in self._taken)
        self._taken.add(name)
        return name

    def free(self, name: str) -> bool:
        """Whether nobody has the name yet."""
        return name not in self._taken


def dagster_name(text: str) -> str:
    """The text as a name that Dagster accepts and that Python can use: letters, digits and underscores."""
    name = re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_") or "unnamed"
    if name[0].isdigit():
        name = f"_{name}"
    return f"{name}_" if name in RESERVED or keyword.iskeyword(name) else name


def without_braces(id: str) -> str:
    """The id of what a loop makes, in which expressions stand in braces, as one text."""
    return id.replace("{", "").replace("}", "")


def class_name(text: str, ending: str = "") -> str:
    """`load_orders` → `LoadOrders`, with an ending: the name of a class made for a task."""
    return (
        "".join(part[:1].upper() + part[1:] for part in re.split(r"\W+|_", text) if part) + ending
    )


def environment_name(text: str) -> str:
    """`orders.full-load` → `ORDERS_FULL_LOAD`: the environment variable that stands for it."""
    return re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_").upper()
