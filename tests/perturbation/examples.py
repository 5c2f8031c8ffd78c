"""Airflow's own example files, changed in one place: which places there are, and what becomes of the file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from tests.corpus.truth import environment_of, examples
from tests.perturbation.seen import Seen, conversions
from tests.perturbation.sites import Site, sites

VERSIONS = ("airflow-3.3", "airflow-2.11")


@dataclass(frozen=True)
class Example:
    """An example file; `path` is a copy of it among copies of its neighbours."""

    version: str
    path: Path

    @property
    def name(self) -> str:
        return f"{self.version}/{self.path.name}"

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """The places in building code; none where no DAG is read."""
        module = read_file(SourceFile(self.path, self.path.name)).module
        if module is None:
            return ()
        bodies = {name for name, function in module.functions.items() if not function.synthesised}
        return tuple(dict.fromkeys(sites(self.text, frozenset(bodies))))

    @cached_property
    def before(self) -> dict[str, Seen]:
        """What becomes of the file as it is."""
        return conversions(self.text, self.path)

    def after(self, site: Site) -> dict[str, Seen]:
        """What becomes of it when one place is changed."""
        changed = site.applied(self.text)
        try:
            return conversions(changed, self.path)
        finally:
            self.path.write_text(self.text)


def copies(folder: Path) -> Iterator[Example]:
    """All example files of both versions, copied below the folder, the small ones first."""
    found = []
    for version in VERSIONS:
        for number, source in enumerate(examples(environment_of(version))):
            copy = folder / version / str(number)
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
            found += [Example(version, path) for path in sorted(copy.rglob("*.py"))]
    return iter(sorted(found, key=lambda example: (len(example.text), example.name)))
