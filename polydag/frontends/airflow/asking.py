"""How an operator that asks an outside system for something says what it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from polydag.ir.acts import ActName


@dataclass(frozen=True, kw_only=True)
class Asking:
    """A class of operators.

    `names` are its import paths in every version. `takes` are the arguments that say what is done, `renamed` those that the
    neutral representation calls otherwise. `connection` is the argument for the connection, under the names that it had,
    `default` the one that is taken without it. `own` has no effect outside of Airflow; nor have those that another argument
    has `replaced` there since, each with what its values are called now. `files` are the arguments that may name a template
    file, by its endings.
    """

    act: ActName
    names: tuple[str, ...]
    takes: tuple[str, ...]
    connection: tuple[str, ...] = ()
    default: str | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    replaced: Mapping[str, tuple[str, Mapping[bool, str]]] = field(default_factory=dict)
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
