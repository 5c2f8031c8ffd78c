"""The registry of engines: what each is called, which versions are known, and which modules belong to it."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from types import ModuleType

ENTRY_POINTS = "polydag.engines"


class UnknownEngineError(ValueError):
    """The user named an engine or a version that there is none of; the message says which there are."""


@dataclass(frozen=True, kw_only=True)
class Era:
    """Releases, from `first` to `last`, whose files mean what they mean in one known `version`."""

    first: str
    last: str
    version: str

    def holds(self, release: str) -> bool:
        """Whether a release (`2.7`), or all of one major number (`2`), lies within."""
        if release == self.last.partition(".")[0]:
            return True
        return release.count(".") == 1 and _order(self.first) <= _order(release) <= _order(
            self.last
        )

    def __str__(self) -> str:
        return self.first if self.first == self.last else f"{self.first} to {self.last}"


@dataclass(frozen=True, kw_only=True)
class Engine:
    """An orchestrator that polydag reads, writes or runs.

    `versions` are `major.minor`, the newest first; the first is what code is written for when nobody asks for
    another. `eras` are the releases whose files are read. `reader`, `emitter` and `upgrader` are module paths, imported on first
    use.
    """

    name: str
    title: str
    versions: tuple[str, ...]
    reader: str
    emitter: str | None
    upgrader: str | None = None
    aliases: tuple[tuple[str, str], ...] = ()
    eras: tuple[Era, ...] = ()

    def load_reader(self) -> ModuleType:
        """The module that reads this engine's source."""
        return importlib.import_module(self.reader)

    def load_emitter(self) -> ModuleType:
        """The module that writes for this engine; a LookupError where it cannot be written."""
        if self.emitter is None:
            raise LookupError(f"`{self.name}` is read, never written")
        return importlib.import_module(self.emitter)

    def load_upgrader(self) -> ModuleType | None:
        """The module that edits this engine's files for another version; None where they are written anew."""
        return importlib.import_module(self.upgrader) if self.upgrader is not None else None


@dataclass(frozen=True, order=True)
class EngineVersion:
    """An engine in one of its versions: `airflow` 3.3."""

    engine: str
    version: str

    @property
    def key(self) -> str:
        """The name of its environment, pin file and output folder: `airflow-3.3`."""
        return f"{self.engine}-{self.version}"

    def __str__(self) -> str:
        return f"{self.engine} {self.version}"


_BUILT_IN = (
    Engine(
        name="airflow",
        title="Airflow",
        versions=("3.3", "2.11"),
        reader="polydag.frontends.airflow",
        emitter="polydag.backends.airflow",
        upgrader="polydag.upgrades.airflow",
        aliases=(("airflow2", "2.11"), ("airflow3", "3.3")),
        eras=(
            Era(first="1.10", last="1.10", version="2.11"),
            Era(first="2.0", last="2.11", version="2.11"),
            Era(first="3.0", last="3.3", version="3.3"),
        ),
    ),
    Engine(
        name="dagster",
        title="Dagster",
        versions=("1.13",),
        reader="polydag.frontends.dagster",
        emitter="polydag.backends.dagster",
    ),
    Engine(
        name="prefect",
        title="Prefect",
        versions=("3.8",),
        reader="polydag.frontends.prefect",
        emitter="polydag.backends.prefect",
    ),
)

# The DSL is a source like an engine, and never a target or something to run on.
DSL = Engine(
    name="polydag",
    title="polydag DSL",
    versions=("0.1",),
    reader="polydag.frontends.dsl",
    emitter=None,
)


@cache
def engines() -> dict[str, Engine]:
    """Every engine by name: the built-in ones, then those of installed plug-ins, which may not replace one."""
    known = {engine.name: engine for engine in _BUILT_IN}
    for point in entry_points(group=ENTRY_POINTS):
        if point.name in known:
            raise ValueError(
                f"plug-in `{point.value}` claims the engine `{point.name}`, which there is"
            )
        known[point.name] = point.load()
    return known


def targets() -> tuple[EngineVersion, ...]:
    """Every engine in every version, newest first per engine."""
    return tuple(
        EngineVersion(e.name, version) for e in engines().values() for version in e.versions
    )


def parse_target(text: str) -> EngineVersion:
    """`dagster`, `airflow@2.11`, `airflow2` or `airflow-3.3` → the engine and its version."""
    for engine in engines().values():
        if text == engine.name:
            return EngineVersion(engine.name, engine.versions[0])
        for alias, version in engine.aliases:
            if text == alias:
                return EngineVersion(engine.name, version)
        for version in engine.versions:
            if text in (f"{engine.name}@{version}", f"{engine.name}-{version}"):
                return EngineVersion(engine.name, version)
    raise UnknownEngineError(f"`{text}` is no engine that polydag knows: {_choices()}")


def parse_source(text: str) -> EngineVersion:
    """`2.7`, `1.10`, `3`, `airflow@2.7` → the version that says what such a file means: Airflow 2.11.

    Raises:
        UnknownEngineError: there is no such release, or its files are not read.
    """
    name, _, release = text.replace("=", "@").rpartition("@")
    for engine in engines().values():
        if name in ("", engine.name):
            for era in engine.eras:
                if era.holds(release):
                    return EngineVersion(engine.name, era.version)
    known = [f"{e.title} {era}" for e in engines().values() for era in e.eras]
    raise UnknownEngineError(f"`{text}` is no release that files are read of: {', '.join(known)}")


def _order(release: str) -> tuple[int, ...]:
    """A release as numbers; what is none stands before all others."""
    parts = release.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else ()


def _choices() -> str:
    names = [f"{e.name}@{version}" for e in engines().values() for version in e.versions]
    return ", ".join(names)
