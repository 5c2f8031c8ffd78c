"""A command of the shell is dbt's where bash does nothing but hand it words."""

from __future__ import annotations

import pytest

from polydag.backends.dbt_lines import dbt_of
from polydag.ir.operations import Shell
from polydag.ir.values import Constant, ContextOf, Text, Value

DAY = ContextOf(key="ds")


def plain(*texts: str) -> tuple[Value, ...]:
    return tuple(Constant(value=text) for text in texts)


@pytest.mark.parametrize(
    ("command", "words", "project", "profiles"),
    [
        ("cd /dbt && dbt run", "run", "/dbt", None),
        ("cd '/d b' && dbt deps", "deps", "/d b", None),
        ("dbt test --project-dir /dbt --profiles-dir /p -s a", "test -s a", "/dbt", "/p"),
        ("cd /dbt &&\n dbt seed \\\n --profiles-dir=.", "seed", "/dbt", "/dbt"),
        ("cd /dbt && dbt run --project-dir ./shop --profiles-dir ..", "run", "/dbt/shop", "/"),
        ("dbt --quiet --no-write-json build", "--quiet --no-write-json build", None, None),
    ],
)
def test_the_words_and_the_folders(
    command: str, words: str, project: str | None, profiles: str | None
) -> None:
    found = dbt_of(Shell(command=Constant(value=command)))
    assert found is not None
    assert found.command == plain(*words.split())
    assert found.project == (None if project is None else Constant(value=project))
    assert found.profiles == (None if profiles is None else Constant(value=profiles))


def test_quotes_and_what_the_run_knows_make_one_word() -> None:
    parts = (Constant(value='dbt run --vars \'{"day": "'), DAY, Constant(value="\"}' -s a"))
    found = dbt_of(Shell(command=Text(parts=parts), cwd=Constant(value="/dbt")))
    assert found is not None
    word = Text(parts=(Constant(value='{"day": "'), DAY, Constant(value='"}')))
    assert found.command == (*plain("run", "--vars"), word, *plain("-s", "a"))
    assert found.project == Constant(value="/dbt")


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("dbt deps && dbt run", id="two commands"),
        pytest.param("cd /dbt; dbt run", id="a folder that may be missing"),
        pytest.param("cd dbt && dbt run", id="a folder below one that is not known"),
        pytest.param("dbt run --project-dir shop", id="a project below one"),
        pytest.param("DBT_TARGET=a dbt run", id="a variable of its own"),
        pytest.param("dbt run --target $TARGET", id="a variable of the shell"),
        pytest.param('dbt run --target "$TARGET"', id="and between quotes"),
        pytest.param("dbt ls --select *", id="a pattern of files"),
        pytest.param("dbt run > log.txt", id="a file for what is printed"),
        pytest.param("dbt run || true", id="a failure that is nobody's"),
        pytest.param("dbt docs generate", id="what it does is what it leaves below target"),
        pytest.param("dbt run --state prod", id="artifacts of before"),
        pytest.param("dbt run --log-format=text", id="a log of another format"),
        pytest.param("/venv/bin/dbt run", id="another dbt"),
        pytest.param("dbt", id="nothing to do"),
        pytest.param("dbt --version", id="a question"),
    ],
)
def test_what_bash_does_more_than_that_stays_a_command(command: str) -> None:
    assert dbt_of(Shell(command=Constant(value=command))) is None


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(Shell(command=Constant(value="dbt run"), env={}), id="its environment"),
        pytest.param(Shell(command=Constant(value="dbt run"), skip_on=1), id="failure skips"),
        pytest.param(
            Shell(command=Text(parts=(Constant(value="dbt run -s a "), DAY))),
            id="a value that may be several words",
        ),
    ],
)
def test_what_dbt_is_not_given_by_words_stays_a_command(operation: Shell) -> None:
    assert dbt_of(operation) is None
