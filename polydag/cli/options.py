"""Options that several commands share, as users of ruff and black expect them."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from pathlib import Path

import click

from polydag.backends.contract import Options
from polydag.cli.findings import Shown
from polydag.engines import EngineVersion, UnknownEngineError, parse_source, parse_target
from polydag.translate.batches import cores

# What click decorates: a function that takes its options by name.
Command = Callable[..., None]
Decorator = Callable[[Command], Command]

FORMATS = ("text", "json", "sarif", "github")


class Engines(click.ParamType[tuple[EngineVersion, ...]]):
    """`dagster,prefect` → the engines, each once, in the order given."""

    name = "engine[,engine]"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[EngineVersion, ...]:
        """Parse the names; an unknown one is a usage error."""
        if isinstance(value, tuple):
            return value
        try:
            return tuple(
                dict.fromkeys(parse_target(name.strip()) for name in str(value).split(","))
            )
        except UnknownEngineError as error:
            self.fail(str(error), param, ctx)


class SourceVersion(click.ParamType[EngineVersion]):
    """`2.7` → the version that such a file is read as."""

    name = "version"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> EngineVersion:
        """Parse the release; an unknown one is a usage error."""
        if isinstance(value, EngineVersion):
            return value
        try:
            return parse_source(str(value))
        except UnknownEngineError as error:
            self.fail(str(error), param, ctx)


SOURCE_VERSION = click.option(
    "--source-version",
    type=SourceVersion(),
    help="The release of Airflow that the files are written for (1.10, 2.7, 3, …); else each file says it.",
)


def bundled(name: str, kind: type, *options: Decorator) -> Decorator:
    """Options that reach the command as one frozen value `name` of the dataclass `kind`, whose fields they are."""

    def decorate(function: Command) -> Command:
        @functools.wraps(function)
        def command(**given: object) -> None:
            named = [field.name for field in dataclasses.fields(kind) if field.name in given]
            fields = {name: given.pop(name) for name in named}
            function(**given, **{name: kind(**fields)})

        decorated: Command = command
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


def paths() -> Decorator:
    """The files and folders to read."""
    return click.argument("paths", nargs=-1, required=True, metavar="PATH...")


def output_format(*formats: str) -> Decorator:
    """`--output-format` with the formats that the command has."""
    return click.option(
        "--output-format",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="What goes to stdout.",
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Sources:
    """How sources are found and read."""

    roots: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()
    stdin_filename: str = "stdin.py"
    source_version: EngineVersion | None = None
    jobs: int = 1


SOURCES = bundled(
    "sources",
    Sources,
    click.option(
        "--root",
        "roots",
        multiple=True,
        type=click.Path(path_type=Path),
        help="A folder that imports resolve against.",
    ),
    click.option("--exclude", multiple=True, metavar="GLOB", help="Pass over these in a folder."),
    click.option(
        "--stdin-filename",
        default="stdin.py",
        show_default=True,
        help="The name of what `-` reads.",
    ),
    SOURCE_VERSION,
    click.option(
        "--jobs",
        "-j",
        type=click.IntRange(min=1),
        default=cores,
        show_default="the cores there are",
        help="How many processes share the files of a tree.",
    ),
)

FINDINGS = bundled(
    "shown",
    Shown,
    click.option(
        "--fail-on",
        type=click.Choice(["lost", "emulated", "dropped", "never"]),
        default="lost",
        show_default=True,
        help="Exit 1 for findings of this severity or a worse one.",
    ),
    click.option(
        "--select", multiple=True, metavar="CODE", help="Only findings whose code begins so."
    ),
    click.option(
        "--ignore", multiple=True, metavar="CODE", help="No findings whose code begins so."
    ),
    click.option("--quiet", "-q", is_flag=True, help="No messages."),
    click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto"),
    click.option("--verbose", "-v", is_flag=True, help="Every finding, also the mild ones."),
)

CHOICES = bundled(
    "choices",
    Options,
    click.option(
        "--unsupported",
        type=click.Choice(["raise", "error", "warn"]),
        default="raise",
        show_default=True,
        help="What cannot be carried over raises when it runs, is not written, or does nothing.",
    ),
    click.option(
        "--dagster-style",
        type=click.Choice(["auto", "assets", "ops"]),
        default="auto",
        show_default=True,
    ),
    click.option(
        "--sequence",
        type=click.Choice(["keep", "relax"]),
        default="keep",
        show_default=True,
        help="Whether independent direct calls of a flow keep their order.",
    ),
    click.option(
        "--strict-outcome", is_flag=True, help="A failure that the source ignores fails the run."
    ),
    click.option(
        "--exact", is_flag=True, help="Prefer an emulation to a plain idiom that is stricter."
    ),
)
