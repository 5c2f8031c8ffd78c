"""Commands: shell scripts and dbt, both run by `BashOperator`."""

from __future__ import annotations

import re
import shlex

from polydag.backends.airflow.lowered import RULES, Lowered, Scene
from polydag.backends.airflow.policies import Keywords
from polydag.backends.airflow.rules.codes import DbtAsCommand
from polydag.backends.contract import Support
from polydag.ir.operations import Dbt, OfShell, Script, Shell
from polydag.ir.tasks import Task
from polydag.ir.values import Constant, OutputOf, Text, Value
from polydag.rendering.pyvalues import expression

BASH = "airflow.providers.standard.operators.bash"


@RULES.lowers(Shell, Support.NATIVE)
def shell(operation: Shell, task: Task, scene: Scene) -> Lowered:
    """Shell → `BashOperator`."""
    keywords: Keywords = {
        "bash_command": scene.speller.template(_command(operation.command, scene))
    }
    keywords |= _surroundings(operation, scene)
    return Lowered(operator=scene.provider(BASH, "BashOperator"), keywords=keywords)


@RULES.lowers(Script, Support.NATIVE)
def script(operation: Script, task: Task, scene: Scene) -> Lowered:
    """Script → `@task.bash`."""
    return Lowered(
        decorator="task.bash",
        function=operation.function,
        arguments=operation.arguments,
        keywords=_surroundings(_as_templates(operation), scene),
    )


def _as_templates(operation: Script) -> Script:
    """What the environment takes of other tasks as templates: a decorator stands above what makes these."""
    env = {k: _as_template(v) for k, v in (operation.env or {}).items()} or operation.env
    cwd = None if operation.cwd is None else _as_template(operation.cwd)
    return operation.model_copy(update={"env": env, "cwd": cwd})


def _as_template(value: Value) -> Value:
    return Text(parts=(value,)) if isinstance(value, OutputOf) else value


def _surroundings(operation: OfShell, scene: Scene) -> Keywords:
    keywords: Keywords = {}
    if operation.env is not None:
        keywords["env"] = expression(
            {k: scene.speller.template(v) for k, v in operation.env.items()}
        )
    if operation.append_env:
        keywords["append_env"] = expression(True)
    if operation.cwd is not None:
        keywords["cwd"] = scene.speller.template(operation.cwd)
    if operation.skip_on != 99:
        keywords["skip_on_exit_code"] = expression(operation.skip_on)
    if operation.processor is not None:
        keywords["output_processor"] = scene.speller.argument(operation.processor)
    return keywords


def _command(command: Value, scene: Scene) -> Value:
    """Airflow takes a command that ends in .sh for the path of a template; a space behind it keeps it a command."""
    if scene.work.is_own or not isinstance(command, Constant) or not isinstance(command.value, str):
        return command
    is_file = command.value.endswith((".sh", ".bash"))
    return Constant(value=f"{command.value} ") if is_file else command


@RULES.lowers(Dbt, Support.EMULATED)
def dbt(operation: Dbt, task: Task, scene: Scene) -> Lowered:
    """Dbt → `BashOperator` that runs dbt's command line."""
    places = _options({"project-dir": operation.project, "profiles-dir": operation.profiles})
    parts: list[Value] = [Constant(value="dbt")]
    if operation.deps:
        parts = [Constant(value="dbt deps"), *places, Constant(value=" && dbt")]
    for word in operation.command:
        parts += [Constant(value=" "), *_quoted(word)]
    parts += [*places, *_options({"select": operation.select})]
    if operation.manifest is not None:
        scene.work.tell(DbtAsCommand(pipeline=scene.pipeline, task=task.id), task)
    scene.work.packages.setdefault("dbt-core")
    command = scene.speller.template(Text(parts=_merged(parts)))
    return Lowered(
        operator=scene.provider(BASH, "BashOperator"), keywords={"bash_command": command}
    )


def _options(given: dict[str, Value | None]) -> list[Value]:
    parts: list[Value] = []
    for name, value in given.items():
        if value is not None:
            parts += [Constant(value=f" --{name} "), *_quoted(value)]
    return parts


def _quoted(word: Value) -> tuple[Value, ...]:
    """A word as bash must read it to be one."""
    if isinstance(word, Constant):
        return (Constant(value=shlex.quote(str(word.value))),)
    if not isinstance(word, Text):
        return (word,)
    quote = Constant(value='"')
    texts = (Constant(value=_escaped(p)) if isinstance(p, Constant) else p for p in word.parts)
    return (quote, *texts, quote)


def _escaped(part: Constant) -> str:
    """A text as it stands between double quotes."""
    return re.sub(r'(["$`\\])', r"\\\1", str(part.value))


def _merged(parts: list[Value]) -> tuple[Value, ...]:
    """Neighbouring constants as one."""
    found: list[Value] = []
    for part in parts:
        last = found[-1] if found else None
        if isinstance(part, Constant) and isinstance(last, Constant):
            found[-1] = Constant(value=f"{last.value}{part.value}")
        else:
            found.append(part)
    return tuple(found)
