"""Claims about what the evaluator knows without running anything."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from polydag.syntax.convert import to_python
from polydag.syntax.data import (
    DictData,
    External,
    FormatData,
    FunctionData,
    Known,
    ListData,
    LoopVariable,
    Unknown,
)
from polydag.syntax.scope import Scope

Read: TypeAlias = Callable[[str], Any]

VALUES = {
    "an f-string is put together": ("x = f'a{1 + 1:03d}'", "a002"),
    "the right side of a merge wins": ("x = {'a': 1, 'b': 1} | {'b': 2}", {"a": 1, "b": 2}),
    "a spread is overwritten by what follows": ("x = {**{'a': 1}, 'a': 2}", {"a": 2}),
    "a spread overwrites what stands before": ("x = {'a': 1, **{'a': 2}}", {"a": 2}),
    "a comprehension filters": ("x = [i * i for i in range(4) if i % 2]", [1, 9]),
    "a dict comprehension has keys": ("x = {k: len(k) for k in ('a', 'bb')}", {"a": 1, "bb": 2}),
    "stars are unpacked": ("a, *x = [1, 2, 3]", [2, 3]),
    "a walrus binds": ("y = [x := 3]", 3),
    "a lambda sees the last value of a loop variable": (
        "fs = [lambda: i for i in range(3)]\nx = [f() for f in fs]",
        [2, 2, 2],
    ),
    "a default keeps the value of its iteration": (
        "fs = [lambda i=i: i for i in range(3)]\nx = [f() for f in fs]",
        [0, 1, 2],
    ),
    "a while loop ends": ("x = 0\nwhile x < 5:\n    x += 2", 6),
    "break leaves the loop, else is passed over": (
        "for x in range(9):\n    if x == 3:\n        break\nelse:\n    x = -1",
        3,
    ),
    "a function is entered with its defaults": (
        "def f(a, b=2, *c, d=4, **e):\n    return [a, b, c, d, e]\nx = f(1, 5, 6, z=7)",
        [1, 5, (6,), 4, {"z": 7}],
    ),
    "methods of strings are Python's": ("x = ' A-b '.strip().lower().replace('-', '_')", "a_b"),
    "percent and format": ("x = '%s-%d' % ('a', 1) + '{}{y}'.format(1, y=2)", "a-112"),
    "an appended list is seen under both names": ("y = []\nx = y\ny.append(1)", [1]),
    "a spread list is a new one": ("y = [1]\nx = [*y]\ny.append(2)", [1]),
    "conditions on constants are decided": ("x = 'p' if 'prod' in ['prod'] else 'd'", "p"),
    "an error of a known value reaches its handler": (
        "try:\n    x = {}['a']\nexcept KeyError:\n    x = 'default'",
        "default",
    ),
    "methods of instances see self": (
        "class A:\n    k = 2\n    def __init__(self, n):\n        self.n = n\n"
        "    def f(self):\n        return self.n * self.k\n"
        "class B(A):\n    def __init__(self):\n        super().__init__(4)\nx = B().f()",
        8,
    ),
    "globals() binds names": ("globals()['x'] = 5", 5),
    "a partial keeps its arguments": (
        "from functools import partial\ndef f(a, b):\n    return a + b\nx = partial(f, 1)(b=2)",
        3,
    ),
    "sorted uses its key": ("x = sorted(['bb', 'a'], key=lambda s: len(s))", ["a", "bb"]),
    "zip, enumerate and items": (
        "x = [(i, k, v) for i, (k, v) in enumerate({'a': 1}.items(), 1)]",
        [(1, "a", 1)],
    ),
    "time spans are computed": (
        "from datetime import timedelta as td\nx = td(hours=1) * 2",
        timedelta(hours=2),
    ),
    "pendulum's dates have a zone": (
        "import pendulum\nx = pendulum.datetime(2024, 1, 1)",
        datetime(2024, 1, 1, tzinfo=UTC),
    ),
    "type checking blocks are not taken": (
        "from typing import TYPE_CHECKING\nx = 1\nif TYPE_CHECKING:\n    x = 2",
        1,
    ),
    "the first import of a fallback is taken": (
        "try:\n    from a import b\n    x = 1\nexcept ImportError:\n    x = 2",
        1,
    ),
    "a main block is not run": ("x = 1\nif __name__ == '__main__':\n    x = 2", 1),
    "a function that is decorated by another library stays what it is": (
        "import functools\n@functools.lru_cache\ndef f():\n    return 3\nx = f()",
        3,
    ),
    "a decorator of the project is entered": (
        "def twice(f):\n    return lambda: f() * 2\n@twice\ndef f():\n    return 3\nx = f()",
        6,
    ),
    "nonlocal changes the outer name": (
        "def f():\n    n = 1\n    def g():\n        nonlocal n\n        n = 2\n    g()\n    return n\nx = f()",
        2,
    ),
}


@pytest.mark.parametrize(("text", "expected"), list(VALUES.values()), ids=list(VALUES))
def test_a_value_is_known(text: str, expected: object, reading: Read) -> None:
    result = reading(text)
    assert to_python(result["x"]) == expected
    assert result.codes == []


UNKNOWN = {
    "an environment variable stays an expression": (
        'import os\nx = os.environ["A"] + "b"',
        'os.environ["A"] + "b"',
        ("os",),
    ),
    "a constant argument is put into the expression": (
        "import os\ndef f(name):\n    return os.environ[name]\nx = f('A')",
        "os.environ['A']",
        ("os",),
    ),
    "a local expression is put in with brackets": (
        "import os\ndef f():\n    a = os.cpu_count() + 1\n    return a * 2\nx = f()",
        "(os.cpu_count() + 1) * 2",
        ("os",),
    ),
    "a name of the module stays a name": (
        "import os\nN = os.cpu_count()\nx = N * 2",
        "N * 2",
        ("N",),
    ),
    "a name that is put into an f-string keeps it valid": (
        "import os\ndef f(n):\n    return f\"{os.sep}{n}\"\nx = f('a')",
        "f\"{os.sep}{'a'}\"",
        ("os",),
    ),
    "an unknown if leaves a conditional expression": (
        "import os\ndef f():\n    a = 1\n    if os.sep:\n        a = 2\n    return a\nx = f()",
        "(2 if os.sep else 1)",
        ("os",),
    ),
    "a return that depends on something unknown leaves the call": (
        "import os\ndef f(p):\n    if os.sep:\n        return p\n    return 2\nx = f(1)",
        "f(1)",
        ("f",),
    ),
    "a generator is not run": ("def f():\n    yield 1\nx = f()", "f()", ("f",)),
    "a name that nothing binds stays a name": ("x = nothing", "nothing", ("nothing",)),
}


@pytest.mark.parametrize(("text", "expected", "names"), list(UNKNOWN.values()), ids=list(UNKNOWN))
def test_what_is_unknown_survives_as_its_expression(
    text: str, expected: str, names: tuple[str, ...], reading: Read
) -> None:
    datum = reading(text)["x"]
    assert isinstance(datum, Unknown)
    assert (datum.text, datum.names) == (expected, names)


def test_no_code_of_the_user_runs(reading: Read, tmp_path: Path) -> None:
    written = tmp_path / "written"
    reading(
        f"""
        import os, pathlib
        pathlib.Path({str(written)!r}).write_text("x")
        os.system("touch {written}")
        eval("open({str(written)!r}, 'w')")
        exec("import this")
        __import__("os").system("touch {written}")
        (lambda: ()).__class__.__base__.__subclasses__()
        open({str(written)!r}, "w").write("x")
        """
    )
    assert not written.exists()


def test_an_endless_loop_stops_with_its_place(reading: Read) -> None:
    result = reading("x = 1\nwhile True:\n    x += 1\ny = 2")
    assert result.codes == ["IR416"]
    assert result.diagnostics[0].span.line == 2
    assert to_python(result["y"]) == 2


def test_a_recursive_factory_stops_with_its_place(reading: Read) -> None:
    result = reading("def make(n):\n    return make(n + 1)\n\nx = make(0)\ny = 2")
    assert result.codes == ["IR416"]
    assert result.diagnostics[0].span.line == 4
    assert to_python(result["y"]) == 2


@pytest.mark.parametrize(
    "text",
    [
        "x = 'a' * 10**9",
        "x = 10 ** 10 ** 10",
        "x = 1 << 10**9",
        "x = f'{1:>1000000000}'",
        "x = '%1000000000d' % 1",
        "x = 'a'.ljust(10**9)",
        "x = [0] * 10**9",
        "x = list(range(10**9))",
        "x = '{:>1000000000}'.format(1)",
        "x = 'a'.replace('a', 'b' * 1000).replace('b', 'c' * 100000)",
        "from itertools import product\nx = list(product(range(999), range(999), range(999)))",
        "x = 'ab'\nfor _ in range(60):\n    x = x + x",
    ],
)
def test_a_huge_value_is_never_made(text: str, reading: Read) -> None:
    result = reading(text)
    assert result.codes == ["IR416"] or isinstance(result["x"], Unknown)


def test_deep_nesting_is_told(reading: Read) -> None:
    assert reading("x = " + "+".join(["1"] * 900)).codes == ["IR416"]


def test_a_local_class_is_not_the_engines(reading: Read) -> None:
    result = reading(
        """
        from engine import Task
        class Task:
            def __init__(self, name):
                self.name = name
        x = Task("mine")
        """
    )
    assert result.task_names == []


def test_an_alias_is_still_the_engines(reading: Read) -> None:
    assert reading("import engine as e\nT = e.Task\nT('a')").task_names == ["a"]


def test_a_loop_gives_each_task_its_frame(reading: Read) -> None:
    result = reading(
        """
        from engine import Task
        def make(region, suffix):
            return Task(name=f"load_{region}_{suffix}")
        for region, n in {"eu": 1, "us": 2}.items():
            made = make(region, f"v{n}")
        """
    )
    assert result.task_names == ["load_eu_v1", "load_us_v2"]
    frames = [task.site.loops[0] for task in result.library.tasks]
    assert [(f.index, f.count, f.variables) for f in frames] == [
        (0, 2, ("region", "n")),
        (1, 2, ("region", "n")),
    ]
    assert frames[0].id == frames[1].id
    assert to_python(frames[1].values["region"]) == "us"


def test_the_template_of_an_argument_keeps_the_loop_variable(reading: Read) -> None:
    result = reading(
        """
        from engine import Task
        def make(part):
            name = "load_" + part
            return Task(name=name)
        for region in ["eu", "us"]:
            label = region.upper()
            make(label)
        """
    )
    templates = []
    for task in result.library.tasks:
        argument = task.site.arguments.take_argument("name")
        templates.append(task.site.argument_template(argument))
    assert [template.text for template in templates] == ['"load_" + (region.upper())'] * 2
    assert [list(template.reads) for template in templates] == [["region"]] * 2


def test_a_loop_over_something_unknown_runs_once_with_a_symbolic_variable(reading: Read) -> None:
    result = reading(
        """
        import yaml
        from engine import Task
        tasks = []
        for item in yaml.safe_load(open("x.yml")):
            tasks.append(Task(name=f"load_{item['name']}"))
        """
    )
    (task,) = result.library.tasks
    assert isinstance(task.name, FormatData)
    assert task.name.text == "f\"load_{item['name']}\""
    assert isinstance((task.name.reads or {})["item"], LoopVariable)
    assert task.site.loops[0].count is None
    assert result["tasks"].partial


ASKS = "import os\nfrom engine import Task\nif os.environ.get('X'):\n    "


@pytest.mark.parametrize(
    ("text", "code", "names"),
    [
        pytest.param("Task('a')", "IR330", ["a"], id="what stands under it is read"),
        pytest.param("pass\nelse:\n    Task('a')", "IR330", ["a"], id="or what stands under else"),
        pytest.param("Task('a')\nelse:\n    Task('b')", "IR418", [], id="but not two ways"),
    ],
)
def test_an_unknown_condition_around_tasks_is_told(
    reading: Read, text: str, code: str, names: list[str]
) -> None:
    result = reading(ASKS + text)
    assert result.codes == [code]
    assert result.task_names == names


GUARD = "try:\n    from pods import models as k8s\nexcept ImportError:\n    k8s = None\n"


@pytest.mark.parametrize("test", ["k8s", "k8s is not None", "not k8s is None"])
def test_a_module_that_may_be_missing_is_taken_to_be_installed(reading: Read, test: str) -> None:
    result = reading(f"from engine import Task\n{GUARD}if {test}:\n    Task('a')\n")
    assert result.codes == ["IR030"]
    assert result.task_names == ["a"]


def test_the_ends_of_time_are_dates(reading: Read) -> None:
    assert isinstance(reading("from datetime import datetime\nx = datetime.min")["x"], Known)


def test_an_unknown_condition_around_constants_is_not_worth_a_word(reading: Read) -> None:
    result = reading("import os\nif os.environ.get('X'):\n    x = 1\nelse:\n    x = 2")
    assert result.codes == []
    assert isinstance(result["x"], Unknown)
    assert result["x"].text == "x"


def test_three_modules_are_read_together(project_of: Callable[..., Any]) -> None:
    result = project_of(
        dags__main="""
            from engine import Task
            from common.factories import make
            from common import settings
            x = [make(r, **settings.DEFAULTS) for r in settings.REGIONS]
        """,
        common__factories="""
            from engine import Task
            from . import settings
            from .settings import PREFIX as P
            def make(region, retries):
                return Task(f"{P}_{region}", retries=retries)
        """,
        common__settings="""
            PREFIX = "load"
            REGIONS = ["eu", "us"]
            DEFAULTS = {"retries": 2}
        """,
    )
    assert result.codes == []
    assert result.task_names == ["load_eu", "load_us"]
    assert to_python(result.library.tasks[0].site.arguments.peek("retries")) == 2


def test_modules_that_import_each_other_are_read(project_of: Callable[..., Any]) -> None:
    result = project_of(
        main="import other\nA = 1\nfrom other import B\n",
        other="import main\nB = 2\ndef late():\n    return main.A\n",
    )
    assert to_python(result["B"]) == 2


def test_an_import_that_leads_nowhere_is_told(project_of: Callable[..., Any]) -> None:
    result = project_of(pkg__main="from .missing import x\nimport requests\n", pkg____init__="")
    assert result.codes == ["IR417"]
    assert isinstance(result["requests"], External)


def test_a_broken_module_of_the_project_is_told_where_it_is_imported(
    project_of: Callable[..., Any],
) -> None:
    result = project_of(main="import broken\nx = broken.y\n", broken="def (:\n")
    assert result.codes == ["IR417"]
    assert "not valid Python" in result.diagnostics[0].message


def test_what_lies_outside_the_roots_is_not_opened(
    project_of: Callable[..., Any], tmp_path: Path
) -> None:
    outside = tmp_path.parent / "outside.py"
    outside.write_text("X = 1")
    (tmp_path / "link.py").symlink_to(outside)
    result = project_of(main="from link import X\n")
    assert isinstance(result["X"], External)


def test_statements_of_a_body_are_walked_in_order(reading: Read) -> None:
    result = reading("def f(n):\n    a = n + 1\n    if a:\n        b = a\n    return b\n")
    function = result["f"]
    assert isinstance(function, FunctionData)
    seen: list[str] = []

    class Walk:
        def before(self, statement: ast.stmt, scope: Scope) -> None:
            seen.append(f"+{type(statement).__name__}")

        def after(self, statement: ast.stmt, scope: Scope) -> None:
            seen.append(f"-{type(statement).__name__}")

    returned = result.evaluator.run_body(function, {"n": Known(1)}, Walk())
    assert to_python(returned) == 2
    assert seen == ["+Assign", "-Assign", "+If", "+Assign", "-Assign", "-If", "+Return", "-Return"]


def test_lists_and_dicts_that_are_not_known_to_the_end_say_so(reading: Read) -> None:
    result = reading("import a\nx = [1, *a.b]\ny = {'k': 1, **a.c}")
    assert isinstance(result["x"], ListData)
    assert result["x"].partial
    assert isinstance(result["y"], DictData)
    assert result["y"].partial


def test_a_call_knows_its_target_and_its_comment(reading: Read) -> None:
    result = reading("from engine import Task\n\n# What it does.\n# And why.\nfirst = Task('a')\n")
    site = result.library.tasks[0].site
    assert (site.target, site.comment) == ("first", "# What it does.\n# And why.")
    assert site.place.line == 5
    assert site.source == "Task('a')"
