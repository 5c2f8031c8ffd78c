"""Who may import what, beyond the layers that import-linter checks."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection
from importlib.metadata import packages_distributions, requires

from tests.architecture.sources import PRODUCT, imported, modules, name

ENGINES = {"airflow", "dagster", "prefect"}
INSIDE = ("child", "airflow", "airflow2", "dagster", "prefect")
DEPENDENCIES = set(packages_distributions()) - {"polydag"} - ENGINES


def test_only_workers_import_an_engine() -> None:
    guilty = {
        name(path): found for path in modules() if (found := _roots(imported(path)) & ENGINES)
    }
    allowed = {path for path in guilty if re.fullmatch(r"polydag/runs/\w+/worker\w*\.py", path)}
    assert set(guilty) == allowed


def test_nothing_imports_a_worker_but_its_own_folder() -> None:
    workers = {
        name(path)[:-3].replace("/", "."): path.parent for path in PRODUCT.glob("runs/*/worker*.py")
    }
    guilty = {
        name(path)
        for path in modules()
        for worker in imported(path) & set(workers)
        if workers[worker] != path.parent
    }
    assert guilty == set()


def test_what_runs_inside_an_engine_needs_nothing_of_ours_but_its_like() -> None:
    """It runs in an environment without polydag's dependencies."""
    inside = [path for folder in INSIDE for path in PRODUCT.glob(f"runs/{folder}/*.py")]
    assert inside
    for path in inside:
        names = imported(path)
        own = ("polydag.runs.child", f"polydag.runs.{path.parent.name.rstrip('2')}")
        assert {n for n in names if n.startswith("polydag.") and not n.startswith(own)} == set(), (
            name(path)
        )
        assert _roots(names) & DEPENDENCIES == set(), name(path)


def test_every_import_is_a_declared_dependency() -> None:
    declared = {
        re.split(r"[^\w.-]", line)[0].lower().replace("_", "-")
        for line in requires("polydag") or []
        if "extra ==" not in line
    }
    provided = packages_distributions()
    needed = {
        distribution.lower().replace("_", "-")
        for path in modules()
        for root in _roots(imported(path)) - {"polydag"}
        for distribution in provided.get(root, [])
    }
    assert needed - declared == set()


def _roots(names: Collection[str]) -> set[str]:
    return {item.partition(".")[0] for item in names} - set(sys.stdlib_module_names)
