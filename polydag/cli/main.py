"""The entry point: a group whose commands are imported when they are called, so that `--version` stays fast."""

from __future__ import annotations

import gc
import importlib
import sys

import click

from polydag import __version__
from polydag.engines import UnknownEngineError

# In the order in which people meet them; the text stands here so that `--help` imports no command.
COMMANDS = {
    "convert": "Write pipelines as code for other engines.",
    "inspect": "Take stock: pipelines, tasks, and what each engine could not carry.",
    "run": "Run a pipeline for real; without an engine, in polydag's own interpreter.",
    "verify": "Convert, then run source and result under the same scenarios.",
    "compare": "Run a pipeline on several engines and tell the differences.",
    "conformance": "Run the suite of cases on every engine.",
    "graph": "Draw a pipeline.",
    "explain": "Print the manual page of a diagnostic.",
    "schema": "Print the JSON Schema of the intermediate representation, and of results.",
    "engines": "Install, list or remove the environments that pipelines run in.",
}
_USAGE = 2


class Commands(click.Group):
    """Finds a command in `polydag.cli.commands` by its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"polydag.cli.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="polydag", message="%(prog)s %(version)s")
def polydag() -> None:
    """Translate pipelines between Airflow, Dagster, Prefect and polydag's own DSL.

    Exit codes: 0 done · 1 findings, differences, or --check would change something · 2 usage, unreadable input, missing engine.
    """


def main() -> None:
    """Run the command line; an error that the user can mend is one line on stderr and exit code 2."""
    collect_seldom()
    try:
        polydag.main(prog_name="polydag", standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        _fail("interrupted", 130)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(_USAGE)
    except click.UsageError as error:
        hint = f" (see `{error.ctx.command_path} --help`)" if error.ctx else ""
        _fail(f"{error.format_message()}{hint}", _USAGE)
    except click.ClickException as error:
        _fail(error.format_message(), error.exit_code)
    except UnknownEngineError as error:
        _fail(str(error), _USAGE)
    except BrokenPipeError:
        # The reader of a pipe (`| head`) has seen enough; Python must not complain while it closes stdout.
        sys.stderr.close()
        sys.exit(0)


def collect_seldom() -> None:
    """Let Python look for cyclic garbage seldom: trees and models live as long as the command anyway.

    Looking through them again and again was a fifth of its time.
    """
    gc.set_threshold(50_000, 20, 100)


def _fail(message: str, code: int) -> None:
    click.echo(f"error: {message}", err=True)
    sys.exit(code)
