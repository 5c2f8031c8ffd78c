"""Which version of Airflow a file is written for, and whether the file says so itself."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from polydag.syntax.module import SourceModule

TWO = "2.11"
THREE = "3.3"

_OLD_MODULES = (
    "airflow.operators",
    "airflow.hooks",
    "airflow.sensors",
    "airflow.contrib",
    "airflow.datasets",
    # Airflow 3 has these for files of Airflow 2 alone; nobody who writes for Airflow 3 imports them.
    "airflow.models.baseoperator",
    "airflow.models.dag",
    "airflow.models.param",
    "airflow.models.xcom_arg",
    "airflow.utils.edgemodifier",
)
# Airflow 2 has none of these, but for the standard provider, which few installed there.
_NEW_MODULES = ("airflow.sdk", "airflow.assets", "airflow.timetables.assets")
_STANDARD = "airflow.providers.standard"
_IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]+(airflow[\w.]*)", re.MULTILINE)
# Words that Airflow 3 no longer knows.
_OLD_WORDS = frozenset(
    {
        "schedule_interval",
        "execution_date",
        "prev_ds",
        "next_ds",
        "prev_execution_date",
        "next_execution_date",
        "sla_miss_callback",
        "default_var",
        "provide_context",
        "days_ago",
        "fail_stop",
        "tomorrow_ds",
        "yesterday_ds",
    }
)


@dataclass(frozen=True)
class Era:
    """The version whose meaning a file is read with; `assumed` where neither the file nor the user says it."""

    version: str
    assumed: bool = False


def era_of(module: SourceModule) -> Era:
    """What the file says of itself.

    3.3 where the task SDK or the standard provider is imported, 2.11 where something stands that Airflow 3 refuses. What is
    left (`airflow.DAG`, `airflow.decorators`, a provider) loads in both, and is as good as always written for Airflow 2: none of
    the examples of Airflow 3 does without the SDK.
    """
    modules = {match.group(1) for match in _IMPORT.finditer(module.text)}
    if _any_below(modules, _NEW_MODULES):
        return Era(THREE)
    if _any_below(modules, _OLD_MODULES) or _has_old_words(module):
        return Era(TWO)
    return Era(THREE) if _any_below(modules, (_STANDARD,)) else Era(TWO, assumed=True)


def _any_below(modules: set[str], packages: tuple[str, ...]) -> bool:
    return any(f"{name}.".startswith(f"{package}.") for name in modules for package in packages)


def _has_old_words(module: SourceModule) -> bool:
    if not any(word in module.text for word in _OLD_WORDS):
        return False
    return bool(_OLD_WORDS & set(_words(module.tree)))


def _words(tree: ast.Module) -> list[str]:
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg:
            found.append(node.arg)
        elif isinstance(node, ast.Name):
            found.append(node.id)
        elif isinstance(node, ast.arg):
            found.append(node.arg)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
            found += [word for word in _OLD_WORDS if "{{" in node.value and word in node.value]
    return found
