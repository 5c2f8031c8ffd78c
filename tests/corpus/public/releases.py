"""Releases whose wheels hold example files: what they are called, and how the files are got out of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

CORE = (
    "1.10.15",
    "2.0.2",
    "2.3.4",
    "2.6.3",
    "2.9.3",
)
# Of 2021 and 2022: later ones keep their examples in the sources alone.
PROVIDERS = (
    "airbyte==2.1.4",
    "alibaba==1.1.1",
    "amazon==1.4.0",
    "amazon==3.0.0",
    "apache-beam==3.2.1",
    "apache-drill==1.0.4",
    "apache-druid==2.3.3",
    "apache-hive==2.2.0",
    "apache-kylin==2.0.4",
    "apache-livy==2.2.3",
    "apache-pig==2.0.4",
    "apache-spark==2.1.3",
    "arangodb==1.0.0",
    "asana==1.1.3",
    "cncf-kubernetes==3.0.0",
    "databricks==2.2.0",
    "dbt-cloud==1.0.2",
    "dingding==2.0.4",
    "docker==2.4.1",
    "elasticsearch==2.2.0",
    "github==1.0.3",
    "google==3.0.0",
    "google==6.4.0",
    "http==2.0.3",
    "influxdb==1.1.3",
    "jdbc==2.1.3",
    "jenkins==2.0.7",
    "microsoft-azure==3.6.0",
    "microsoft-mssql==2.1.3",
    "microsoft-winrm==2.0.5",
    "mysql==2.2.3",
    "neo4j==2.1.3",
    "opsgenie==3.0.3",
    "papermill==2.2.3",
    "plexus==2.0.4",
    "postgres==4.0.1",
    "qubole==2.1.3",
    "salesforce==3.4.4",
    "singularity==2.0.4",
    "slack==4.2.3",
    "snowflake==2.5.2",
    "sqlite==2.1.3",
    "tableau==2.1.8",
    "telegram==2.0.4",
    "trino==2.1.2",
    "yandex==2.2.3",
)


def example_files(folder: Path) -> list[Path]:
    """The example files of every release, each release in a folder of its own; what is missing is downloaded."""
    files: list[Path] = []
    for name, version in _releases():
        place = folder / f"{name}-{version}"
        if not place.exists():
            _unpack(_wheel(name, version, folder / "wheels"), place)
        files += sorted(p for p in place.rglob("*.py") if p.name != "__init__.py")
    return files


def _releases() -> list[tuple[str, str]]:
    named = [("apache-airflow", version) for version in CORE]
    pairs = (text.split("==") for text in PROVIDERS)
    return [*named, *((f"apache-airflow-providers-{name}", version) for name, version in pairs)]


def _wheel(name: str, version: str, folder: Path) -> Path:
    """The wheel of a release; its packages are not installed, so that any Python will do."""
    stem = f"{name.replace('-', '_')}-{version}-*.whl"
    if not any(folder.glob(stem)):
        # The oldest of them name no Python that is supported still.
        wanted = ["--no-deps", "--only-binary=:all:", "--python-version=3.8", f"{name}=={version}"]
        command = [sys.executable, "-m", "pip", "download", "--quiet", f"--dest={folder}", *wanted]
        subprocess.run(command, check=True)
    [wheel] = folder.glob(stem)
    return wheel


def _unpack(wheel: Path, place: Path) -> None:
    place.mkdir(parents=True)
    with ZipFile(wheel) as archive:
        for name in archive.namelist():
            if "/example_dags/" in name:
                archive.extract(name, place)
