"""What outside systems are asked to do, as Python with well-known libraries, for every target that writes functions."""

from __future__ import annotations

from polydag.backends.acts import checks, sql
from polydag.backends.acts.recipes import RECIPES, Acting, Done, done, names_of

__all__ = ["RECIPES", "Acting", "Done", "checks", "done", "names_of", "sql"]
