"""What outside systems are asked to do, as Python with well-known libraries, for every target that writes functions."""

from __future__ import annotations

from polydag.backends.acts import (
    amazon,
    checks,
    cloud,
    clusters,
    containers,
    google,
    hosts,
    http,
    moves,
    sql,
)
from polydag.backends.acts.recipes import LIBRARIES, RECIPES, Acting, Done, done, names_of

__all__ = [
    "LIBRARIES",
    "RECIPES",
    "Acting",
    "Done",
    "amazon",
    "checks",
    "cloud",
    "clusters",
    "containers",
    "done",
    "google",
    "hosts",
    "http",
    "moves",
    "names_of",
    "sql",
]
