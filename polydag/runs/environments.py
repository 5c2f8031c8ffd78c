"""The engines' own environments: made from pin files, found again by a marker that is written last.

An environment is built in place and not renamed, since its scripts (`dbt` among them) name the
folder. A folder without a marker, or whose marker names other pins, counts as absent.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uv

from polydag.engines import EngineVersion, parse_target, targets
from polydag.runs import interpreters

PINS = Path(__file__).parent / "pins"
MARKER = "polydag-environment"


@dataclass(frozen=True)
class EngineEnvironment:
    """An environment that is complete; `kept` is a folder for what its runner makes once."""

    engine: EngineVersion
    folder: Path

    @property
    def python(self) -> Path:
        """The interpreter that has the engine."""
        return self.folder / "bin" / "python"

    @property
    def kept(self) -> Path:
        """Where the runner keeps what it makes once per environment."""
        return self.folder / "kept"


@dataclass(frozen=True)
class NotInstalled:
    """Why an environment could not be made; the reason is for the user."""

    engine: EngineVersion
    reason: str


def home() -> Path:
    """Return the folder of all environments: `$POLYDAG_HOME`, or the user's cache folder."""
    if chosen := os.environ.get("POLYDAG_HOME"):
        return Path(chosen).expanduser().absolute()
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "polydag"


def find(engine: str) -> EngineEnvironment | None:
    """Return the environment of an engine as the user names it (`airflow`, `airflow@2.11`)."""
    version = parse_target(engine)
    environment = EngineEnvironment(version, home() / version.key)
    marker = environment.folder / MARKER
    if not marker.is_file() or marker.read_text() != _pinned(version):
        return None
    return environment if environment.python.exists() else None


def listed() -> dict[EngineVersion, EngineEnvironment | None]:
    """Return every engine version that can be run, with its environment if there is one."""
    return {version: find(version.key) for version in targets() if _pins(version).is_file()}


def install(engine: str) -> EngineEnvironment | NotInstalled:
    """Make the environment, unless it is there and up to date; wait for others who make it."""
    version = parse_target(engine)
    with _lock(version):
        if existing := find(version.key):
            return existing
        if not _pins(version).is_file():
            return NotInstalled(version, f"`{version}` cannot be run: it has no pin file")
        interpreter = interpreters.choose(version.key)
        if interpreter is None:
            return NotInstalled(version, f"{version} needs {interpreters.needed(version.key)}")
        return _build(EngineEnvironment(version, home() / version.key), interpreter)


def remove(engine: str) -> bool:
    """Remove the environment, also half of one; tell whether there was anything."""
    version = parse_target(engine)
    folder = home() / version.key
    if not folder.exists():
        return False
    with _lock(version):
        (folder / MARKER).unlink(missing_ok=True)
        shutil.rmtree(folder)
    return True


def _build(environment: EngineEnvironment, interpreter: Path) -> EngineEnvironment | NotInstalled:
    """Make the environment anew in its folder."""
    shutil.rmtree(environment.folder, ignore_errors=True)
    folder, pins = str(environment.folder), str(_pins(environment.engine))
    python = str(environment.python)
    for command in (
        ["venv", "--quiet", "--no-python-downloads", "--python", str(interpreter), folder],
        ["pip", "install", "--quiet", "--compile-bytecode", "--python", python, "-r", pins],
    ):
        done = subprocess.run(
            [uv.find_uv_bin(), *command],
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            shutil.rmtree(environment.folder, ignore_errors=True)
            return NotInstalled(environment.engine, f"uv failed: {done.stderr.strip()}")
    environment.kept.mkdir()
    (environment.folder / MARKER).write_text(_pinned(environment.engine))
    return environment


def _environment() -> dict[str, str]:
    """Return our environment without what would lead uv elsewhere or keep byte code away."""
    unwanted = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    return {name: value for name, value in os.environ.items() if name not in unwanted}


def _pins(version: EngineVersion) -> Path:
    return PINS / f"{version.key}.txt"


def _pinned(version: EngineVersion) -> str:
    """Return what the marker of an up-to-date environment says."""
    pins = _pins(version)
    content = pins.read_bytes() if pins.is_file() else b""
    return hashlib.sha256(content).hexdigest()


@contextmanager
def _lock(version: EngineVersion) -> Iterator[None]:
    """Keep other processes from making or removing the same environment."""
    home().mkdir(parents=True, exist_ok=True)
    with (home() / f"{version.key}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
