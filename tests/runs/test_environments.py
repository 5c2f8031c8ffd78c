"""Engine environments: found, stale, half-made, registered, refused."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from polydag.engines import parse_target
from polydag.runs import environments, installing, interpreters, smoke
from polydag.runs.environments import EngineEnvironment
from polydag.runs.installing import NotInstalled

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


def with_uv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int = 0, trial: str | None = None
) -> Path:
    """Put a uv in place that makes an empty environment, whose trial run has this failure, and return uv's log."""
    monkeypatch.setattr(smoke, "failure", lambda environment: trial)
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
    made = installing.install("airflow2")
    assert isinstance(made, EngineEnvironment)
    assert environments.find("airflow@2.11") == made
    assert installing.install("airflow-2.11") == made
    assert log.read_text().count("pip install") == 1


def test_changed_pins_make_an_environment_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_uv(tmp_path, monkeypatch)
    made = installing.install("prefect")
    assert isinstance(made, EngineEnvironment)
    (made.folder / environments.MARKER).write_text("other pins")
    assert environments.find("prefect") is None


def test_a_failed_install_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    with_uv(tmp_path, monkeypatch, code=1)
    made = installing.install("dagster")
    assert isinstance(made, NotInstalled)
    assert made.reason.startswith("uv failed")
    assert not (home / "dagster-1.13").exists()


def test_an_environment_whose_trial_run_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    with_uv(tmp_path, monkeypatch, trial="the trial run failed: no database")
    made = installing.install("dagster")
    assert made == NotInstalled(parse_target("dagster"), "the trial run failed: no database")
    assert not (home / "dagster-1.13").exists()


def test_a_cut_off_install_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_uv(tmp_path, monkeypatch)

    def cut_off(environment: EngineEnvironment) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(smoke, "failure", cut_off)
        with pytest.raises(KeyboardInterrupt):
            installing.install("dagster")
    assert environments.find("dagster") is None
    assert isinstance(installing.install("dagster"), EngineEnvironment)


def company_python(tmp_path: Path, distribution: str, version: str) -> Path:
    """An interpreter of somebody's own, in which one distribution is installed."""
    packages = tmp_path / "company" / f"{distribution}-{version}.dist-info"
    packages.mkdir(parents=True)
    (packages / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n"
    )
    program = tmp_path / "company" / "python"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={packages.parent} exec {sys.executable} "$@"\n')
    program.chmod(0o755)
    return program


def test_an_environment_of_the_user_s_own_is_registered_and_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smoke, "failure", lambda environment: None)
    python = company_python(tmp_path, "dagster", "1.13.5")
    made = installing.register("dagster", python)
    assert isinstance(made, EngineEnvironment)
    assert environments.find("dagster") == made
    assert made.python == python
    assert made.program("dbt") == python.parent / "dbt"
    assert installing.remove("dagster")
    assert environments.find("dagster") is None
    assert python.exists()


@pytest.mark.parametrize(
    ("distribution", "version", "reason"),
    [
        ("dagster", "1.12.3", "has dagster 1.12.3, not 1.13"),
        ("prefect", "3.8.8", "has no dagster"),
    ],
)
def test_an_environment_without_the_engine_is_refused_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, distribution: str, version: str, reason: str
) -> None:
    with_uv(tmp_path, monkeypatch)
    before = installing.install("dagster")
    refused = installing.register("dagster", company_python(tmp_path, distribution, version))
    assert isinstance(refused, NotInstalled)
    assert reason in refused.reason
    assert environments.find("dagster") == before


def test_an_interpreter_that_does_not_run_is_refused(tmp_path: Path) -> None:
    refused = installing.register("dagster", tmp_path / "nowhere")
    assert isinstance(refused, NotInstalled)
    assert "does not run" in refused.reason


def test_half_an_environment_counts_as_none(home: Path) -> None:
    binaries = home / "dagster-1.13" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").touch()
    assert environments.find("dagster") is None
    assert installing.remove("dagster")
    assert not installing.remove("dagster")


def test_where_no_interpreter_fits_the_reason_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreters, "choose", lambda key: None)
    made = installing.install("airflow@2.11")
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
