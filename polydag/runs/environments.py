"""The engines' own environments: where they lie, and how one that is complete is told from one that is not.

A marker that is written last makes a folder an environment. It names the pins, or the interpreter of an environment that
the user registered; a folder without a marker, or whose marker names other pins, counts as absent.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from polydag.engines import EngineVersion, parse_target, targets

PINS = Path(__file__).parent / "pins"
MARKER = "polydag-environment"
REGISTERED = "python="


@dataclass(frozen=True)
class EngineEnvironment:
    """An environment that is complete; `folder` is polydag's own, also where the interpreter is the user's."""

    engine: EngineVersion
    folder: Path
    registered: Path | None = None

    @property
    def python(self) -> Path:
        """The interpreter that has the engine."""
        return self.registered or self.folder / "bin" / "python"

    @property
    def kept(self) -> Path:
        """Where the runner keeps what it makes once per environment."""
        return self.folder / "kept"

    def program(self, name: str) -> Path:
        """A command that the environment brings, such as `dbt`."""
        return self.python.parent / name


def home() -> Path:
    """Return the folder of all environments: `$POLYDAG_HOME`, or the user's cache folder."""
    if chosen := os.environ.get("POLYDAG_HOME"):
        return Path(chosen).expanduser().absolute()
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "polydag"


def find(engine: str) -> EngineEnvironment | None:
    """Return the environment of an engine as the user names it (`airflow`, `airflow@2.11`)."""
    version = parse_target(engine)
    folder = home() / version.key
    marker = folder / MARKER
    said = marker.read_text() if marker.is_file() else None
    if said is None:
        return None
    if said.startswith(REGISTERED):
        environment = EngineEnvironment(version, folder, Path(said.removeprefix(REGISTERED)))
    elif said == pinned(version):
        environment = EngineEnvironment(version, folder)
    else:
        return None
    return environment if environment.python.exists() else None


def listed() -> dict[EngineVersion, EngineEnvironment | None]:
    """Return every engine version that can be run, with its environment if there is one."""
    return {version: find(version.key) for version in targets() if pins(version).is_file()}


def pins(version: EngineVersion) -> Path:
    """Return the pin file of an engine version; where there is none, it cannot be run."""
    return PINS / f"{version.key}.txt"


def pinned(version: EngineVersion) -> str:
    """Return what the marker of an up-to-date environment says."""
    file = pins(version)
    content = file.read_bytes() if file.is_file() else b""
    return hashlib.sha256(content).hexdigest()
