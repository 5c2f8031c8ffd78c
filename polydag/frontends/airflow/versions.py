"""Which version of Airflow a file is written for."""

from __future__ import annotations

import ast
import re

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
    }
)


def version_of(module: SourceModule) -> str:
    """3.3 where the task SDK is imported, 2.11 where something stands that Airflow 3 refuses, else 3.3."""
    modules = {match.group(1) for match in _IMPORT.finditer(module.text)}
    if any(name == "airflow.sdk" or name.startswith("airflow.sdk.") for name in modules):
        return THREE
    if any(name.startswith(_OLD_MODULES) for name in modules):
        return TWO
    if not any(word in module.text for word in _OLD_WORDS):
        return THREE
    return TWO if _OLD_WORDS & set(_words(module.tree)) else THREE


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
