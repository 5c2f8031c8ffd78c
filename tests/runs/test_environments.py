"""Engine environments: found, stale, half-made, refused."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from polydag.engines import parse_target
from polydag.runs import environments, interpreters
from polydag.runs.environments import EngineEnvironment, NotInstalled

UV = """#!/bin/sh
echo "$@" >> "{log}"
case "$*" in
  venv*) for last; do :; done; mkdir -p "$last/bin"; : > "$last/bin/python" ;;
  pip*) exit {code} ;;
esac
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POLYDAG_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def with_uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int = 0) -> Path:
    """Put a uv in place that makes an empty environment, and return its log."""
    log, program = tmp_path / "uv.log", tmp_path / "uv"
    program.write_text(UV.format(log=log, code=code))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr("uv.find_uv_bin", lambda: str(program))
    return log


def test_nothing_is_there_at_first() -> None:
    assert environments.find("dagster") is None
    assert set(environments.listed().values()) == {None}


def test_what_was_installed_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = with_uv(tmp_path, monkeypatch)
    made = environments.install("airflow2")
    assert isinstance(made, EngineEnvironment)
    assert environments.find("airflow@2.11") == made
    assert environments.install("airflow-2.11") == made
    assert log.read_text().count("pip install") == 1


def test_changed_pins_make_an_environment_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_uv(tmp_path, monkeypatch)
    made = environments.install("prefect")
    assert isinstance(made, EngineEnvironment)
    (made.folder / environments.MARKER).write_text("other pins")
    assert environments.find("prefect") is None


def test_a_failed_install_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    with_uv(tmp_path, monkeypatch, code=1)
    made = environments.install("dagster")
    assert isinstance(made, NotInstalled)
    assert made.reason.startswith("uv failed")
    assert not (home / "dagster-1.13").exists()


def test_half_an_environment_counts_as_none(home: Path) -> None:
    binaries = home / "dagster-1.13" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").touch()
    assert environments.find("dagster") is None
    assert environments.remove("dagster")
    assert not environments.remove("dagster")


def test_where_no_interpreter_fits_the_reason_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreters, "choose", lambda key: None)
    made = environments.install("airflow@2.11")
    assert isinstance(made, NotInstalled)
    assert "airflow 2.11 needs Python 3.11 to 3.12" in made.reason


def test_every_engine_has_pins_and_an_interpreter_range() -> None:
    assert {version.key for version in environments.listed()} == set(interpreters.SUPPORTED)


@pytest.mark.parametrize("key", sorted(interpreters.SUPPORTED))
def test_pins_are_plain(key: str) -> None:
    text = (environments.PINS / f"{key}.txt").read_text()
    lines = text.splitlines()
    assert lines == sorted(lines, key=lambda line: line.split("==")[0])
    assert all(line.count("==") == 1 and " " not in line and "/" not in line for line in lines)
    assert parse_target(key).key == key


def test_another_interpreter_is_taken_where_the_running_one_does_not_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = (((3, 13), Path("/a")), ((3, 11), Path("/b")), ((3, 12), Path("/c")))
    monkeypatch.setattr(interpreters, "found", lambda: known)
    monkeypatch.setattr(interpreters, "running", lambda: (3, 13))
    assert interpreters.choose("airflow-2.11") == Path("/c")
    assert interpreters.choose("dagster-1.13") == Path(sys.executable)


def test_an_interpreter_that_does_not_run_is_none(tmp_path: Path) -> None:
    shim = tmp_path / "python3.12"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    assert interpreters._version(shim) is None
    assert interpreters._version(tmp_path / "nowhere") is None
    assert interpreters._version(Path(sys.executable)) == sys.version_info[:2]
