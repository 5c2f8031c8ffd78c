"""What an operator asks an outside system for is asked for by every target, and of the same system."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FunctionType, ModuleType
from typing import get_args

import pytest

from polydag import read
from polydag.backends.acts import RECIPES
from polydag.backends.airflow.acts import OPERATORS
from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.ir.acts import ActName
from polydag.ir.graph import Graph
from polydag.ir.operations import Operation
from polydag.runs.child import outside
from polydag.translate.writing import write
from tests.backends.acts.samples import SAMPLES, source, task_id


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The code for each engine, from one file with a task for every act."""
    file = tmp_path_factory.mktemp("acts") / "dag.py"
    file.write_text(source())
    targets = tuple(map(parse_target, ("airflow@3.3", "dagster", "prefect")))
    outputs = write(read(file).readings, targets, Options())
    return {output.target.engine: output.text or "" for output in outputs}


def operations(text: str, file: Path) -> dict[str, Operation]:
    """The operation of each task of a DAG."""
    file.write_text(text)
    [pipeline] = read(file).pipelines
    return {id: task.operation for id, task in Graph(pipeline).tasks.items()}


def function_of(code: str, name: str) -> FunctionType:
    """A function of emitted code by itself, with modules of the names that the code imports, whether they exist or not."""
    tree = ast.parse(code)
    found = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name)
    found.decorator_list = []
    found.returns = None
    for argument in (*found.args.args, *found.args.kwonlyargs):
        argument.annotation = None
    namespace: dict[str, object] = {"__name__": "emitted"}
    for node in tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = (alias.asname or alias.name).partition(".")[0]
                known = root in sys.stdlib_module_names
                namespace[root] = importlib.import_module(root) if known else ModuleType(root)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                known = str(node.module).partition(".")[0] in sys.stdlib_module_names
                if known:
                    namespace[alias.name] = getattr(
                        importlib.import_module(str(node.module)), alias.name
                    )
                    continue
                there = type(alias.name, (), {"__module__": node.module})
                namespace[alias.asname or alias.name] = there
    exec(compile(ast.Module([found], []), "emitted", "exec"), namespace)
    made: object = namespace[name]
    assert isinstance(made, FunctionType)
    return made


class Config:
    """What the parameters of the run are in Dagster."""

    region = "eu"


# Where an argument of the operator is called like the parameter, that has another name.
GIVEN = {"region": "eu", "region_2": "eu", "params": Config(), "context": object()}


@pytest.mark.parametrize("engine", ["dagster", "prefect"])
@pytest.mark.parametrize("act", SAMPLES)
def test_the_code_hands_over_what_the_operator_is_given(
    act: str, engine: str, written: Mapping[str, str]
) -> None:
    function = function_of(written[engine], task_id(act))
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    arguments = {name: GIVEN[name] for name in names}
    hands = SAMPLES[act].hands
    assert hands
    found = outside.of_call(function, arguments, (*hands, "never there"), engine)
    assert found == hands


def test_airflow_gets_its_own_operators_back(written: Mapping[str, str], tmp_path: Path) -> None:
    before = operations(source(), tmp_path / "dag.py")
    assert operations(written["airflow"], tmp_path / "again.py") == before


def test_every_act_has_a_sample_a_recipe_and_an_operator() -> None:
    acts = set(get_args(ActName))
    assert acts == set(SAMPLES) == set(RECIPES) == set(OPERATORS)
