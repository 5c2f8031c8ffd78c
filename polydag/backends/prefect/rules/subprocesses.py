"""Operations that start a program: shell commands and dbt."""

from __future__ import annotations

from polydag.backends.contract import Support
from polydag.backends.dbt_lines import dbt_of
from polydag.backends.prefect.codes import ShellSkip
from polydag.backends.prefect.rules.registry import RULES
from polydag.backends.prefect.values import spell
from polydag.backends.prefect.work import Signature, Site, Work
from polydag.ir.operations import Dbt, OfShell, Shell
from polydag.ir.skips import exits_to_skip
from polydag.ir.values import Constant, Value
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression, expression

SUBPROCESS = Import("subprocess")
_OS = Import("os")
COMPLETED = Import("prefect.states", "Completed")


@RULES.lowers(Shell, Support.EMULATED)
def shell(operation: Shell, site: Site) -> Work:
    """Shell → a task that runs bash and fails with any exit code but 0; it gives the last line of stdout if one reads it."""
    signature = Signature(site)
    command = spell(operation.command, signature.scope)
    skips = exits_to_skip(operation)
    if operation.skip_on is not None and not skips and _may_exit(operation, operation.skip_on):
        site.tell(ShellSkip(task=site.task.id, exit=operation.skip_on))
    options, imports = options_of(operation, signature)
    if isinstance(site.task.timeout, float):
        options += f", timeout={site.task.timeout:g}"
    made = processed(operation, signature)
    imports += made.imports if made is not None else ()
    lines = [
        f"command = {command.text}",
        *run_lines(operation, options, made, skips=skips, read=site.read),
    ]
    if skips:
        imports.append(COMPLETED)
    return _program(site, signature, lines, (SUBPROCESS, *imports, *command.imports))


def processed(operation: OfShell, signature: Signature) -> Expression | None:
    """The function that makes the output of the last line."""
    given = operation.processor
    return None if given is None else spell(given, signature.scope)


def run_lines(
    operation: OfShell, options: str, made: Expression | None, *, skips: bool, read: bool
) -> list[str]:
    """The statements that run `command`, and what becomes of its end; `made` may fail, whether its result is read or not."""
    read = read or made is not None
    checked = "" if skips else ", check=True"
    captured = ", stdout=subprocess.PIPE, text=True" if read else ""
    run = f'subprocess.run(["bash", "-c", command]{checked}{options}{captured})'
    lines = [f"done = {run}" if skips or read else run]
    if read:
        lines.append("print(done.stdout)")
    if skips:
        lines += [
            f"if done.returncode == {operation.skip_on}:",
            '    return Completed(name="Skipped")',
            "done.check_returncode()",
        ]
    last = '(done.stdout.splitlines() or [""])[-1]'
    value = last if made is None else f"{made.text}({last})"
    return [*lines, f"return {value}"] if read else lines


@RULES.lowers(Dbt, Support.EMULATED)
def dbt(operation: Dbt, site: Site) -> Work:
    """Dbt → a task that runs the dbt command line."""
    signature = Signature(site)
    words = [expression("dbt"), *(spell(word, signature.scope) for word in operation.command)]
    places = _options(
        signature, {"--project-dir": operation.project, "--profiles-dir": operation.profiles}
    )
    words += [*places, *_options(signature, {"--select": operation.select})]
    imports = tuple(item for word in words for item in word.imports)
    commands = [words]
    if operation.deps:
        commands.insert(0, [expression("dbt"), expression("deps"), *places])
    lines = [
        f"subprocess.run([{', '.join(word.text for word in command)}], check=True)"
        for command in commands
    ]
    return _program(site, signature, lines, (SUBPROCESS, *imports))


def _options(signature: Signature, given: dict[str, Value | None]) -> list[Expression]:
    found = [
        (expression(option), _as_text(spell(value, signature.scope)))
        for option, value in given.items()
        if value is not None
    ]
    return [word for pair in found for word in pair]


def _as_text(value: Expression) -> Expression:
    """A path or list that only the source's module knows may be no string."""
    is_literal = value.text[:1] in "'\"" or value.text[:2] in ('f"', "f'")
    return value if is_literal else Expression(f"str({value.text})", value.imports, value.names)


def options_of(operation: OfShell, signature: Signature) -> tuple[str, list[Import]]:
    """The environment and the folder as keywords of `subprocess.run`."""
    text, imports = "", list[Import]()
    if operation.env is not None:
        made = {name: spell(value, signature.scope) for name, value in operation.env.items()}
        env = expression(made)
        text += f", env=os.environ | {env.text}" if operation.append_env else f", env={env.text}"
        imports += [*env.imports, *([_OS] if operation.append_env else [])]
    if operation.cwd is not None:
        cwd = spell(operation.cwd, signature.scope)
        text += f", cwd={cwd.text}"
        imports += cwd.imports
    return text, imports


def _may_exit(operation: Shell, code: int) -> bool:
    """Whether the command's own text names the exit code that means skipped; dbt has but three others."""
    command = operation.command
    if dbt_of(operation) is not None:
        return False
    return not isinstance(command, Constant) or str(code) in str(command.value)


def _program(
    site: Site, signature: Signature, lines: list[str], imports: tuple[Import, ...]
) -> Work:
    doc = [f'"""{site.task.doc}"""'] if site.task.doc else []
    returns = "" if any("return " in line for line in lines) else " -> None"
    body = "\n    ".join([*doc, *lines])
    return Work(
        name=site.base,
        text=f"def {site.base}({signature.text()}){returns}:\n    {body}",
        arguments=signature.given,
        imports=imports,
    )
