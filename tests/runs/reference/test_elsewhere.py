"""The reference sends a function to another Python as the emitted code does."""

from __future__ import annotations

import subprocess

import pytest

from polydag.ir.elsewhere import Elsewhere
from polydag.ir.functions import Function, Parameter
from polydag.ir.pipeline import Module
from polydag.ir.values import Code, constant
from polydag.runs.reference.context import Skip
from polydag.runs.reference.namespace import Namespace
from polydag.runs.reference.requests import setup

TEXT = """def ends(code):
    import os, sys
    if code:
        sys.exit(code)
    return os.getpid(), given"""


def test_a_function_runs_there_and_its_exit_code_may_skip() -> None:
    place = Elsewhere(
        kind="interpreter",
        settings={
            "python": Code(text="sys.executable", names=("sys",)),
            "skip_on": constant([7]),
        },
        globals={"given": "['a']"},
    )
    function = Function(
        name="ends",
        text=TEXT,
        parameters=(Parameter(name="code"),),
        names=("sys",),
        elsewhere=place,
    )
    made = setup(Module(name="etl", path="etl.py", engine="airflow", functions={"ends": function}))
    prelude = [{"text": "import sys", "defines": ["sys"], "reads": [], "import": True}]
    functions = made["functions"]
    assert isinstance(functions, dict)
    ends = Namespace(prelude, functions, "etl.py").function("ends")  # type: ignore[arg-type]  # made by setup
    assert callable(ends)
    pid, given = ends(0)
    assert (pid > 0, given) == (True, ["a"])
    with pytest.raises(Skip):
        ends(7)
    with pytest.raises(subprocess.CalledProcessError):
        ends(8)
