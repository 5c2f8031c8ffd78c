"""Shell and Dbt → ops that run a command."""

from __future__ import annotations

from dataclasses import replace

from polydag.backends.bodies import Packing as BodyPacking
from polydag.backends.contract import Support
from polydag.backends.dagster.authored import by_itself, called, lowered
from polydag.backends.dagster.codes import ShellInPython
from polydag.backends.dagster.made import RULES, Made, Output
from polydag.backends.dagster.rules.codes import DbtByResource
from polydag.backends.dagster.workpiece import Workpiece
from polydag.backends.dbt_lines import dbt_of
from polydag.ir.model import Symbolic
from polydag.ir.operations import Dbt, OfShell, Script, Shell
from polydag.ir.skips import exits_to_skip
from polydag.ir.values import (
    Constant,
    ContextOf,
    FamilyOutput,
    OutputOf,
    ParameterOf,
    VariableOf,
    walk,
)


@RULES.lowers(Shell, Support.EMULATED)
def shell(operation: Shell, piece: Workpiece) -> Made:
    """Shell → `DbtCliResource` where it runs dbt and no more, else subprocess with bash, whose exit code may skip the op."""
    by_dbt = None if piece.task.timeout is not None else dbt_of(operation)
    if by_dbt is not None and not piece.design.facts.consumers[piece.id]:
        return dbt(by_dbt, piece)
    skips = exits_to_skip(operation)
    piece.sheet.tell(ShellInPython(skip_on=_skipping(operation, skips), **piece.place))
    command = piece.expression(operation.command)
    rows = []
    if not isinstance(operation.command, Constant) or "\n" in str(operation.command.value):
        rows.append(f"command = {command}")
        command = "command"
    read = _is_read(operation, piece)
    return _run(rows, command, operation, piece, skips=skips, read=read)


@RULES.lowers(Script, Support.EMULATED)
def script(operation: Script, piece: Workpiece) -> Made:
    """Script → an op that runs what the author's function returns."""
    function = piece.design.facts.function(piece.task)
    skips = exits_to_skip(operation, function)
    piece.sheet.tell(ShellInPython(skip_on=_skipping(operation, skips), **piece.place))
    made = None
    if function is not None:
        made = lowered(function, piece, BodyPacking(), yields=False, raises_skip=True)
        by_itself(function, piece, made)
    call = called(function, operation.function, operation.arguments, made, piece)
    rows = [f"command = {call}"]
    asks = function is not None and function.may_skip
    if asks and not piece.tracked:
        rows = ["try:", f"    {rows[0]}", "except Skip:", "    return"]
    read = _is_read(operation, piece)
    run = _run(rows, "command", operation, piece, skips=skips, read=read, asks=asks)
    doc = f"Run the command that `{operation.function}` returns."
    return replace(run, doc=doc)


def _is_read(operation: OfShell, piece: Workpiece) -> bool:
    """Whether what the command prints is looked at: what makes something of it may fail, too."""
    return operation.processor is not None or bool(piece.design.facts.consumers[piece.id])


def _skipping(operation: OfShell, skips: bool) -> str:
    code = "none" if operation.skip_on is None else str(operation.skip_on)
    return f"exit code {code} skips it" if skips else f"exit code {code} fails it and skips nothing"


def _run(
    rows: list[str],
    command: str,
    operation: OfShell,
    piece: Workpiece,
    *,
    skips: bool,
    read: bool,
    asks: bool = False,
) -> Made:
    """The statements that run a command, and what becomes of its end."""
    subprocess = piece.sheet.needs("subprocess")
    options = [f'["bash", "-c", {command}]', *([] if skips else ["check=True"])]
    options += _options(operation, piece)
    options += [f"stdout={subprocess}.PIPE", "text=True"] if read else []
    call = f"{subprocess}.run({', '.join(options)})"
    rows.append(f"completed = {call}" if skips or read else call)
    optional = (skips or asks) and not piece.tracked
    if read:
        rows.append('print(completed.stdout, end="")')
    if skips:
        rows += [f"if completed.returncode == {operation.skip_on}:", f"    {_skip(piece)}"]
        rows.append("completed.check_returncode()")
    value = 'completed.stdout.strip().rpartition("\\n")[2]' if read else "None"
    if operation.processor is not None:
        value = f"{piece.expression(operation.processor)}({value})"
    if optional:
        rows.append(f"yield {piece.sheet.dagster('Output')}({value})")
    elif read:
        rows.append(f"return {value}")
    return Made(
        body=tuple(rows),
        returns=None if optional or operation.processor else "str" if read else "None",
        outputs=(Output("result", optional=optional, nothing=not read),),
        generator=optional,
    )


def _skip(piece: Workpiece) -> str:
    """The statement that ends the op as skipped."""
    if not piece.tracked:
        return "return"
    piece.sheet.inline("Skip")
    return f'raise Skip("{piece.id} was skipped by its command")'


def _options(operation: OfShell, piece: Workpiece) -> list[str]:
    found = []
    if operation.env is not None:
        entries = [
            f"{piece.sheet.value(name)}: {piece.expression(value)}"
            for name, value in operation.env.items()
        ]
        inherited = [f"**{piece.sheet.needs('os')}.environ"] if operation.append_env else []
        found.append(f"env={{{', '.join([*inherited, *entries])}}}")
    if operation.cwd is not None:
        found.append(f"cwd={piece.expression(operation.cwd)}")
    if piece.task.timeout is not None:
        found.append(f"timeout={seconds(piece.task.timeout)}")
    return found


def seconds(value: float | Symbolic) -> str:
    """A number of seconds as code."""
    if isinstance(value, Symbolic):
        return value.text
    return str(int(value)) if float(value).is_integer() else str(value)


@RULES.lowers(Dbt, Support.NATIVE)
def dbt(operation: Dbt, piece: Workpiece) -> Made:
    """Dbt → `DbtCliResource`: as dbt's own assets where they are listed in a manifest, else as one invocation."""
    piece.sheet.packages.setdefault("dagster-dbt")
    if piece.sheet.module.engine == "airflow":
        piece.sheet.tell(DbtByResource(**piece.place))
    words = [piece.expression(word) for word in operation.command]
    if operation.select is not None and not (
        operation.manifest is not None and piece.design.assets
    ):
        words += ['"--select"', piece.expression(operation.select)]
    resource = piece.sheet.needs("dagster_dbt", "DbtCliResource")
    arguments = f"[{', '.join(words)}]"
    made = _resource(operation, piece, resource)
    if not _is_of_module(operation):
        rows = (f"dbt = {made}", *_deps(operation, "dbt"), f"dbt.cli({arguments}).wait()")
        return Made(body=rows, returns="None", outputs=(Output("result", nothing=True),))
    key = _key_of(made, piece)
    piece.needs.add(f"{key}: {resource}")
    if operation.manifest is not None and piece.design.assets:
        piece.needs.add("context")
        stream = f"yield from {key}.cli({arguments}, context=context).stream()"
        return Made(body=(*_deps(operation, key), stream), generator=True)
    return Made(
        body=(*_deps(operation, key), f"{key}.cli({arguments}).wait()"),
        returns="None",
        outputs=(Output("result", nothing=True),),
    )


def _deps(operation: Dbt, key: str) -> tuple[str, ...]:
    return (f'{key}.cli(["deps"]).wait()',) if operation.deps else ()


def _is_of_module(operation: Dbt) -> bool:
    """Whether the resource can be made once for all runs: no run says where the project is."""
    given = [v for v in (operation.project, operation.profiles) if v is not None]
    made = (part for value in given for part in walk(value))
    return not any(
        isinstance(p, OutputOf | FamilyOutput | ParameterOf | ContextOf | VariableOf) for p in made
    )


def _key_of(resource: str, piece: Workpiece) -> str:
    """What the resource is called: tasks of one project share it, and each project has its own."""
    plain = f"{piece.design.name}_dbt" if piece.design.options.tree else "dbt"
    known = piece.sheet.dbt
    return known.setdefault(resource, f"{plain}_{len(known) + 1}" if known else plain)


def _resource(operation: Dbt, piece: Workpiece, resource: str) -> str:
    """The resource that knows the project; without a project it is dbt's own environment variable."""
    os = piece.sheet.needs
    project = (
        piece.expression(operation.project)
        if operation.project is not None
        else f'{os("os")}.environ["DBT_PROJECT_DIR"]'
    )
    profiles = (
        f", profiles_dir={piece.expression(operation.profiles)}"
        if operation.profiles is not None
        else ""
    )
    return f"{resource}(project_dir={project}{profiles})"
