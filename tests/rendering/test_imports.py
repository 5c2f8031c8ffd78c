"""ImportSet: what it hands out, what it keeps, and that ruff finds nothing to sort."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruff import find_ruff_bin

from polydag.rendering.imports import Import, ImportSet

MODULES = (
    "os",
    "os.path",
    "sys",
    "dagster",
    "Airflow2",
    "airflow.operators.bash",
    "a10",
    "a9",
    "a_b",
    "acme.x",
    ".near",
    "..up",
)
NAMES = ("a", "A", "AB", "Ab", "_x", "x10", "x9", "X", "A_B", "zz", "ZZ", "É")


def sorted_by_ruff(text: str) -> str:
    """The text as ruff's isort rules leave it."""
    options = ["--config", "lint.isort.known-first-party=['acme']", "--line-length", "300"]
    command = [
        find_ruff_bin(),
        "check",
        "--isolated",
        "--no-cache",
        "--select",
        "I",
        "--fix",
        "-q",
        *options,
        "-",
    ]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.builds("from {} import {}".format, st.sampled_from(MODULES), st.sampled_from(NAMES)),
            st.builds(
                "from {} import {} as q{}".format,
                st.sampled_from(MODULES),
                st.sampled_from(NAMES),
                st.integers(0, 99),
            ),
            st.builds("import {}".format, st.sampled_from([m for m in MODULES if m[0] != "."])),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_the_block_is_sorted_as_ruff_sorts_it(statements: list[str]) -> None:
    imports = ImportSet(first_party=["acme"])
    bound: dict[str, str] = {}
    for statement in statements:
        local = statement.rpartition(" ")[2].partition(".")[0]
        if bound.setdefault(local, statement) == statement:
            imports.add_text(statement)
    block = imports.render() + "\n"
    assert sorted_by_ruff(block) == block


def test_a_name_that_the_author_uses_is_not_shadowed() -> None:
    imports = ImportSet(taken=["op", "dagster_op"])
    assert imports.add("dagster", "op") == "dagster_op_2"
    assert imports.render() == "from dagster import op as dagster_op_2"


def test_the_same_name_of_two_modules_gets_two_names() -> None:
    imports = ImportSet()
    assert imports.add("dagster", "asset") == "asset"
    assert imports.add("airflow.sdk", "asset") == "sdk_asset"
    assert imports.add("dagster", "asset") == "asset"


def test_a_thing_that_the_author_imported_under_an_alias_is_called_so() -> None:
    imports = ImportSet()
    imports.add_text("from datetime import timedelta as span")
    assert imports.add("datetime", "timedelta") == "span"


def test_modules_below_one_package_share_its_name() -> None:
    imports = ImportSet()
    assert imports.add_module("os.path") == "os.path"
    assert imports.add_module("os") == "os"
    assert imports.render() == "import os\nimport os.path"


def test_a_module_whose_name_is_taken_is_renamed() -> None:
    imports = ImportSet(taken=["json"])
    assert imports.add_module("json") == "json_2"


def test_only_what_is_used_is_kept_but_stars_and_future_always() -> None:
    imports = ImportSet()
    imports.add_text(
        "from __future__ import annotations\nfrom a import *\nimport b\nfrom c import d, e"
    )
    kept = imports.kept({"d"}).render()
    assert kept == "from __future__ import annotations\n\nfrom a import *\nfrom c import d"


def test_a_comment_of_the_author_stays_on_its_line() -> None:
    imports = ImportSet()
    imports.add_text("import pandas as pd  # type: ignore\nfrom x import a, b  # noqa: F401")
    assert imports.items[0] == Import("pandas", None, "pd", "# type: ignore")
    assert "import pandas as pd  # type: ignore" in imports.render()
    assert "from x import a  # noqa: F401" in imports.render()


@pytest.mark.parametrize(
    "text",
    ["x = 1", "from a import b\nfrom c import b"],
    ids=["no import", "one name for two things"],
)
def test_what_cannot_be_added_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"import|both"):
        ImportSet().add_text(text)
