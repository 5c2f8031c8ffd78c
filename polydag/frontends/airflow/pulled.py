"""What a call of `xcom_pull` is given, and a name for what it pulls."""

from __future__ import annotations

import ast


def pull_arguments(node: ast.Call) -> dict[str, ast.expr]:
    """The arguments of `xcom_pull` by name."""
    given = {keyword.arg or "**": keyword.value for keyword in node.keywords}
    given.update(zip(("task_ids", "dag_id", "key"), node.args, strict=False))
    return given


def pulled_name(node: ast.Call) -> str:
    """A name for what a call pulls: its key, or the task it comes from."""
    given = pull_arguments(node)
    key, task = given.get("key"), given.get("task_ids")
    if isinstance(key, ast.Constant) and key.value not in (None, "return_value"):
        return str(key.value)
    return str(task.value) if isinstance(task, ast.Constant) else "pulled"
