"""What outside systems are asked to do, as Python with well-known libraries, for every target that writes functions."""

from __future__ import annotations

from polydag.backends.acts import checks, cloud, containers, hosts, http, sql
from polydag.backends.acts.recipes import LIBRARIES, RECIPES, Acting, Done, done, names_of

__all__ = [
    "LIBRARIES",
    "RECIPES",
    "Acting",
    "Done",
    "checks",
    "cloud",
    "containers",
    "done",
    "hosts",
    "http",
    "names_of",
    "sql",
]
