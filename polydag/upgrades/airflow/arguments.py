"""Keyword arguments: those that are called otherwise, those that are gone, values that have another name."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from polydag.backends.airflow.acts import OPERATORS
from polydag.backends.airflow.versions.dialect import SDK, Dialect
from polydag.frontends.airflow.acts import ASKING
from polydag.frontends.airflow.names import is_operator
from polydag.syntax.module import SourceModule
from polydag.upgrades.airflow.codes import ArgumentRemoved, PullByKeyAlone
from polydag.upgrades.airflow.names import DAYS_AGO, HAS_VENV, REPLACED, newest
from polydag.upgrades.airflow.text import Text

_CLOCKS = (".TimeSensor", ".TimeDeltaSensor", ".DateTimeSensor")
_DAGS = frozenset({f"{SDK}.DAG", f"{SDK}.dag"})


@dataclass(frozen=True)
class Words:
    """What becomes of arguments in one version: a new word, or, where that is None, nothing; `silent` ones had no effect."""

    dag: Mapping[str, str | None]
    task: Mapping[str, str | None]
    rules: Mapping[str, str]
    assets: Mapping[str, str | None]
    clocks: Mapping[str, str | None]
    silent: frozenset[str] = frozenset()


_THREE = Words(
    dag={
        "concurrency": "max_active_tasks",
        "default_view": None,
        "fail_stop": "fail_fast",
        "full_filepath": None,
        "orientation": None,
        "schedule_interval": "schedule",
        "sla_miss_callback": None,
        "timetable": "schedule",
    },
    task={
        "execution_date": "logical_date",
        "provide_context": None,
        "sla": None,
        "task_concurrency": "max_active_tis_per_dag",
        "xcom_push": "do_xcom_push",
    },
    rules={"dummy": "always", "none_failed_or_skipped": "none_failed_min_one_success"},
    assets={"datasets": "assets"},
    clocks={},
    silent=frozenset({"full_filepath", "provide_context"}),
)
_TWO = Words(
    dag={"allowed_run_types": None, "deadline": None, "fail_fast": "fail_stop"},
    task={"retry_policy": None},
    rules={},
    assets={"assets": "datasets"},
    clocks={"deferrable": None},
)


def words_of(dialect: Dialect) -> Words:
    """The words of a version."""
    return _TWO if dialect.window == "preceding" else _THREE


def edit_arguments(text: Text) -> None:
    """Every call of Airflow's, and the dicts of default arguments."""
    words = words_of(text.dialect)
    defaults = {id(node) for node in _defaults(text)}
    for node in text.nodes:
        if isinstance(node, ast.Call):
            _call(node, words, text)
        elif isinstance(node, ast.Dict) and id(node) in defaults:
            _dict(node, words, text)
        elif isinstance(node, ast.Attribute):
            _rule(node, words, text)
        elif isinstance(node, ast.FunctionDef):
            _decorators(node, text)


def _call(node: ast.Call, words: Words, text: Text) -> None:
    callee = newest(text.qualified(node.func))
    if callee in _DAGS:
        _keywords(node, words.dag, words, text)
    elif is_operator(callee) or callee.startswith(f"{SDK}.task") or _is_override(node):
        table = {**words.task, **(words.clocks if callee.endswith(_CLOCKS) else {})}
        table |= _connection(text.qualified(node.func), callee)
        _keywords(node, table, words, text)
    elif callee == f"{SDK}.Asset" and text.dialect.window == "preceding":
        _dataset(node, words, text)
    elif callee == f"{SDK}.AssetOrTimeSchedule":
        _keywords(node, words.assets, words, text)
    elif callee == f"{SDK}.Variable.get":
        _default(node, text)
    elif callee == DAYS_AGO and text.dialect.window == "point":
        _days_ago(node, text)
    elif callee == HAS_VENV and text.dialect.window == "point":
        text.wanted.setdefault(("importlib.util", "find_spec"))
        text.put(node, 'bool(find_spec("virtualenv"))')
    elif isinstance(node.func, ast.Attribute) and node.func.attr == "xcom_pull":
        _pull(node, text)


def _connection(qualified: str, callee: str) -> dict[str, str]:
    """What the connection of a class is called that another one has replaced since."""
    asking = next((one for one in ASKING if qualified in one.names), None)
    if asking is None or OPERATORS[asking.act].qualified != callee:
        return {}
    now = OPERATORS[asking.act].connection
    return {name: now for name in asking.connection if name != now}


def _decorators(node: ast.FunctionDef, text: Text) -> None:
    """`@apply_defaults`, which every operator does by itself since Airflow 2."""
    for decorator in node.decorator_list:
        if text.qualified(decorator) in REPLACED and text.dialect.window == "point":
            start, stop = text.source.range(decorator)
            row = text.source.text.rfind("\n", 0, start) + 1
            text.edits.append((row, stop + 1, ""))


def _is_override(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr in ("override", "partial")


def _keywords(node: ast.Call, table: Mapping[str, str | None], words: Words, text: Text) -> None:
    given = {keyword.arg for keyword in node.keywords}
    for keyword in node.keywords:
        if keyword.arg == "trigger_rule":
            _rule_text(keyword.value, words, text)
        if keyword.arg is None or keyword.arg not in table or table[keyword.arg] in given:
            continue
        new = table[keyword.arg]
        start, _ = text.source.range(keyword)
        if new is not None:
            text.edits.append((start, start + len(keyword.arg), new))
            continue
        text.edits.append(_without(keyword, text.source))
        _tell_removed(keyword.arg, ast.unparse(node.func), words, text, keyword)


def _tell_removed(argument: str, callee: str, words: Words, text: Text, node: ast.AST) -> None:
    if argument not in words.silent:
        version = text.dialect.version
        text.tell(ArgumentRemoved(argument=argument, callee=callee, version=version), node)


def _without(node: ast.AST, source: SourceModule) -> tuple[int, int, str]:
    """The span of an argument, with the comma behind it and, where it stood alone there, its row."""
    start, stop = source.range(node)
    text = source.text
    while text[stop : stop + 1] in (" ", "\t"):
        stop += 1
    if text[stop : stop + 1] == ",":
        stop += 1
        while text[stop : stop + 1] in (" ", "\t"):
            stop += 1
        row = text.rfind("\n", 0, start) + 1
        if not text[row:start].strip() and text[stop : stop + 1] == "\n":
            return row, stop + 1, ""
        return start, stop, ""
    before = text[:start].rstrip()
    return (len(before) - 1, stop, "") if before.endswith(",") else (start, stop, "")


def _defaults(text: Text) -> list[ast.Dict]:
    """The dicts that are, or by their name are meant to be, default arguments of a DAG."""
    found: list[ast.expr] = []
    for node in text.nodes:
        if isinstance(node, ast.keyword) and node.arg == "default_args":
            found.append(node.value)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [t.id for t in targets if isinstance(t, ast.Name)]
            if any(name.lower().endswith(("default_args", "args")) for name in names):
                found.append(node.value)
    return [node for node in found if isinstance(node, ast.Dict)]


def _dict(node: ast.Dict, words: Words, text: Text) -> None:
    for key, value in zip(node.keys, node.values, strict=True):
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            continue
        if key.value == "trigger_rule":
            _rule_text(value, words, text)
        if key.value not in words.task:
            continue
        new = words.task[key.value]
        if new is not None:
            text.put(key, repr(new).replace("'", '"'))
            continue
        pair = ast.copy_location(ast.Pass(), key)
        pair.end_lineno, pair.end_col_offset = value.end_lineno, value.end_col_offset
        text.edits.append(_without(pair, text.source))
        _tell_removed(key.value, "default_args", words, text, key)


def _rule_text(node: ast.expr, words: Words, text: Text) -> None:
    if isinstance(node, ast.Constant) and node.value in words.rules:
        quote = text.source.segment(node)[0]
        text.put(node, f"{quote}{words.rules[str(node.value)]}{quote}")


def _rule(node: ast.Attribute, words: Words, text: Text) -> None:
    """`TriggerRule.DUMMY`."""
    if newest(text.qualified(node.value)) == f"{SDK}.TriggerRule":
        new = words.rules.get(node.attr.lower())
        if new is not None:
            text.put(node, f"{text.source.segment(node.value)}.{new.upper()}")


def _default(node: ast.Call, text: Text) -> None:
    word = text.dialect.word("Variable.get", "default")
    for keyword in node.keywords:
        if keyword.arg in ("default", "default_var") and keyword.arg != word:
            start, _ = text.source.range(keyword)
            text.edits.append((start, start + len(keyword.arg), word))


def _days_ago(node: ast.Call, text: Text) -> None:
    """`days_ago(2)` → `pendulum.today("UTC").add(days=-2)`."""
    if len(node.args) != 1 or node.keywords:
        return
    days = text.source.segment(node.args[0])
    text.wanted.setdefault(("pendulum", ""))
    plain = days if days.isidentifier() or days.isdigit() else f"({days})"
    text.put(node, f'pendulum.today("UTC").add(days=-{plain})')


def _dataset(node: ast.Call, words: Words, text: Text) -> None:
    """A dataset has a URI and no name."""
    given = {keyword.arg: keyword for keyword in node.keywords}
    name = given.get("name")
    if "uri" in given and node.args:
        text.edits.append(_without(node.args[0], text.source))
    elif "uri" in given and name is not None:
        text.edits.append(_without(name, text.source))
    elif name is not None:
        start, _ = text.source.range(name)
        text.edits.append((start, start + len("name"), "uri"))
    _keywords(node, {"group": None, "watchers": None}, words, text)


def _pull(node: ast.Call, text: Text) -> None:
    given = {keyword.arg for keyword in node.keywords}
    if node.args or "task_ids" in given or None in given or "key" not in given:
        return
    newest_of_any, own = "the newest value of any task", "that of the task itself"
    there, then = (own, newest_of_any) if text.dialect.window == "point" else (newest_of_any, own)
    text.tell(PullByKeyAlone(there=there, then=then), node)
