"""What bounds the reading of a file, in one place."""

from __future__ import annotations

MAX_BYTES = 2 * 1024 * 1024
"""Size of a source file that is still read."""

MAX_STEPS = 400_000
"""Expressions and statements that are evaluated for one file."""

MAX_DEPTH = 60
"""Functions entered inside each other."""

MAX_ITERATIONS = 10_000
"""Iterations of one loop."""

MAX_SIZE = 1_000_000
"""Characters of a string, digits of a number, elements of a collection."""

MAX_DATA_BYTES = 4 * 1024 * 1024
"""Size of a data file (YAML, JSON, TOML, CSV) that building code reads by its path."""
MAX_FILES = 5_000
