"""Every diagnostic that there is: a code is known as soon as the `codes.py` that holds it is imported."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path

import polydag
from polydag.diagnostics import Diagnostic, registry


def catalogue() -> Mapping[str, type[Diagnostic]]:
    """All diagnostics by code, sorted."""
    folder = Path(polydag.__file__).parent
    for path in sorted(folder.rglob("codes.py")):
        importlib.import_module(
            ".".join(("polydag", *path.relative_to(folder).with_suffix("").parts))
        )
    return dict(sorted(registry().items()))
