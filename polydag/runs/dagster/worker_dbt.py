"""The resource that runs dbt, for runs whose bodies are replaced: it needs no project, and starts nothing."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from polydag.runs.child import programs

_HOME = "dagster_dbt.core.resource"


def stand_in() -> None:
    """Let the resource be made without its folders, and its commands be recorded, once dagster-dbt is imported."""
    if _HOME in sys.modules:
        _calm(sys.modules[_HOME])
    else:
        sys.meta_path.insert(0, _Watching())


class _Watching(MetaPathFinder):
    """Changes the module right after it is imported; importing dbt takes too long to do it for runs without dbt."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find the module as others do, and change what its import leaves."""
        if name != _HOME:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def watched(module: ModuleType) -> None:
                execute(module)
                _calm(module)

            spec.loader.exec_module = watched  # type: ignore[method-assign]  # of this one loader
        return spec


def _calm(module: ModuleType) -> None:
    kind = module.DbtCliResource
    kind._validate_absolute_path_exists = staticmethod(lambda path: Path(path).absolute())
    kind._validate_path_contains_file = staticmethod(lambda **_: None)
    cli = kind.cli

    def recorded(self: object, args: Sequence[str], **options: object) -> object:
        places = [getattr(self, name) for name in ("project_dir", "profiles_dir")]
        profiles = [] if places[1] is None else ["--profiles-dir", places[1]]
        return programs.started(
            ["dbt", *args, *profiles],
            lambda: cli(self, args, **options),
            cwd=places[0],
            check=True,
        )

    kind.cli = recorded
