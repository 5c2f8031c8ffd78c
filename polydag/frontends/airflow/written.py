"""Functions that the reader writes: what an operator without a function of the author does, said in Python."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Template

from polydag.frontends.airflow.kept import kept_call
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.request import Request
from polydag.syntax.calls import CallSite
from polydag.syntax.data import FunctionData
from polydag.syntax.module import SourceModule, from_text
from polydag.syntax.scope import Scope

# What the texts may name, as `$name`: its qualified name.
IMPORTABLE = {
    "EmailMessage": "email.message.EmailMessage",
    "AirflowFailException": "airflow.exceptions.AirflowFailException",
    "ZoneInfo": "zoneinfo.ZoneInfo",
    "boto3": "boto3",
    "datetime": "datetime.datetime",
    "fnmatch": "fnmatch.fnmatchcase",
    "glob": "glob.glob",
    "os": "os",
    "re": "re",
    "requests": "requests",
    "slack_sdk": "slack_sdk",
    "sleep": "time.sleep",
    "smtplib": "smtplib",
    "sqlalchemy": "sqlalchemy",
    "storage": "google.cloud.storage",
    "subprocess": "subprocess",
    "timedelta": "datetime.timedelta",
    "timezone": "datetime.timezone",
}


def write(request: Request, text: str) -> str:
    """The name of the function of a text in which `$name` stands for something to import; the author's call is kept with it.

    The same text is one function, whoever asks for it.
    """
    data, request.function = written(request.reading, text, request.site)
    request.callable = data
    request.native = kept_call(request, request.source)
    return request.function


def written(
    reading: Reading, text: str, site: CallSite, *, hook: bool = False
) -> tuple[FunctionData, str]:
    """The function of such a text, and its name; a `hook` is called with the context of a run."""
    book = reading.functions
    spelt, imports = _with_imports(text, reading.module)
    known = book.written.get(spelt)
    data = known or _data(f"{imports}\n\n\n{spelt}", reading.module)
    name = book.add(data, hook=hook)
    if known is None:
        book.written[spelt] = data
        entry = book.entries[name]
        # It has no place of its own: it belongs where the operator stands.
        entry.function = entry.function.model_copy(update={"span": site.place})
    return data, name


def _data(text: str, author: SourceModule) -> FunctionData:
    """The function of a module's text, as if a file next to the author's held it."""
    module = from_text(text, Path(author.path), author.display, f"{author.name}_written")
    assert isinstance(module, SourceModule), f"polydag wrote what is no Python: {text}"
    node = module.tree.body[-1]
    assert isinstance(node, ast.FunctionDef), "the function is the last statement"
    return FunctionData(node, module, Scope("module", module))


def _with_imports(text: str, author: SourceModule) -> tuple[str, str]:
    """The text under the author's own names for what it imports, and the imports that it needs."""
    template = Template(text)
    names: dict[str, str] = {}
    imports: dict[str, None] = {}
    for name in template.get_identifiers():
        names[name], line = _spelling(name, IMPORTABLE[name], author)
        imports[line] = None
    return template.substitute(names), "\n".join(imports)


def _spelling(name: str, qualified: str, author: SourceModule) -> tuple[str, str]:
    """How the author's module calls a thing, and the import that makes it so; a name that means something else is left alone."""
    module, _, member = qualified.rpartition(".")
    for known, meant in author.names.items():
        if meant == qualified:
            return known, _import(module, member, known)
        if module and meant == module:
            return f"{known}.{member}", _import("", module, known)
    taken = author.blocks.defined | set(author.names)
    local = name if name not in taken else f"{name}_"
    return local, _import(module, member, local)


def _import(module: str, member: str, local: str) -> str:
    renamed = f" as {local}" if local != member else ""
    return f"from {module} import {member}{renamed}" if module else f"import {member}{renamed}"
