"""Diagnostics of reading Airflow's templates, and what else a run gives by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class ConfRead(Diagnostic):
    """A key of `dag_run.conf` is read, which is what a run is given; it becomes a parameter of the run with the default that is
    asked for beside it, or none.

    Where the key is read without a default Airflow fails a run that does not give it; the parameter is then empty. Declare
    it among the `params` of the DAG to say what it is.
    """

    code: ClassVar[str] = "AFR203"
    text: ClassVar[str] = "`{owner}` reads `{key}` of `dag_run.conf`: it is a parameter of the run"
    key: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class NativeText(Diagnostic):
    """With `render_template_as_native_obj` a template that is a single expression gives what the expression is, not its text.

    So it is read. Airflow also takes a text that looks like a Python literal for that literal; here it stays a text.
    """

    code: ClassVar[str] = "AFR204"
    text: ClassVar[str] = "`{template}` of `{task}` gives the value itself: a text stays a text"
    template: str


@dataclass(frozen=True, kw_only=True)
class TemplateUnknown(Diagnostic):
    """A template asks for something that only Airflow knows, or that cannot be told without rendering it: events of assets, an
    attribute of a DAG or task, a macro that is not defined in the project.

    It is kept as it is; other targets than Airflow do not render it.
    """

    code: ClassVar[str] = "AFR303"
    text: ClassVar[str] = (
        "the template `{template}` of `{task}` is kept as it is: `{part}` has no meaning elsewhere"
    )
    template: str
    part: str


@dataclass(frozen=True, kw_only=True)
class TemplateRendered(Diagnostic):
    """A template has something that no plain Python says: a macro of its own, a loop that counts, a file that it includes, a
    filter of jinja2, or options of the environment that renders it.

    So the code that is written has jinja2 render it when the task runs, and gives it what it takes from the run. It gives the
    same text; jinja2 has to be installed where the task runs (Dagster and Prefect bring it).
    """

    code: ClassVar[str] = "AFR205"
    text: ClassVar[str] = (
        "the template `{template}` of `{task}` is rendered with jinja2 when the task runs: `{part}`"
    )
    template: str
    part: str


@dataclass(frozen=True, kw_only=True)
class TemplateFile(Diagnostic):
    """A command, a query or an argument ends as the name of a file does (`.sh`, `.bash`, `.sql`, `templates_exts`), so that
    Airflow takes it for the path of a template file. There is none beside the DAG's file nor below `template_searchpath`, as far
    as that is known.

    It is carried over as it is written. A space behind a command makes it a command for Airflow, too; put the file of a query
    into the tree that is converted.
    """

    code: ClassVar[str] = "AFR304"
    text: ClassVar[str] = (
        "`{command}` of `{task}` is a template file for Airflow, and the text itself elsewhere"
    )
    command: str
