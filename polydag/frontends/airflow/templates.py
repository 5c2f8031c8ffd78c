"""Templates: what Jinja takes from the run, as values of the IR, and as Python where values cannot say it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import jinja2
from jinja2 import nodes

from polydag.frontends.airflow.template_expressions import expression
from polydag.frontends.airflow.template_names import CURRENT
from polydag.frontends.airflow.template_parts import Known, Part, Sharing, UnloweredError
from polydag.frontends.airflow.template_rendering import OF_DATES, at_run_time
from polydag.frontends.airflow.template_statements import body_text
from polydag.ir.values import Code, Constant, Items, Text, Value
from polydag.rendering.renaming import renamed

_JINJA = jinja2.Environment(extensions=["jinja2.ext.do"])
# The options of an environment that say how a template is cut.
_SYNTAX = frozenset(
    {
        *(
            f"{kind}_{end}_string"
            for kind in ("block", "variable", "comment")
            for end in ("start", "end")
        ),
        "line_statement_prefix",
        "line_comment_prefix",
        "trim_blocks",
        "lstrip_blocks",
        "keep_trailing_newline",
    }
)
_OPENING = frozenset({"if", "for", "macro", "call", "filter", "raw"})
NOTHING = Known()


@dataclass(frozen=True)
class Template:
    """A string that is rendered: its value, or the part that has no neutral meaning.

    `imports` are the statements behind names of its code, `conf` the keys of `dag_run.conf` that it reads. `rendered` says why
    its code has jinja2 render it.
    """

    value: Value | None
    unread: str | None = None
    imports: dict[str, str] = field(default_factory=dict)
    conf: dict[str, Value | None] = field(default_factory=dict)
    rendered: str | None = None


@dataclass(frozen=True)
class _Chunk:
    """A part of a template's source: plain text, or what is rendered, with its tree."""

    source: str
    body: Sequence[nodes.Node]

    @property
    def plain(self) -> str | None:
        """The text, where nothing is rendered."""
        [node] = self.body if len(self.body) == 1 else [None]
        match node:
            case nodes.Output(nodes=[nodes.TemplateData(data=data)]):
                return data
        return None


def is_template(text: str) -> bool:
    """Whether Airflow would render something in it."""
    return "{{" in text or "{%" in text or "{#" in text


def parse(text: str, known: Known = NOTHING, native: bool = False) -> Template:
    """A template as a text of parts; a `native` one that is a single expression is what the expression gives.

    What no parts can say is rendered by jinja2 when the task runs.
    """
    if known.options:
        return _at_run_time(text, known, native, "jinja_environment_kwargs")
    shared = Sharing(known)
    try:
        parts = [part for chunk in _chunks(text) for part in _part(chunk, shared)]
    except UnloweredError as error:
        return _at_run_time(text, known, native, str(error))
    except jinja2.TemplateSyntaxError as error:
        return Template(None, error.message)
    value = _whole(parts, native)
    if native and isinstance(value, Text) and _may_be_literal(value):
        return _at_run_time(text, known, native, "render_template_as_native_obj")
    return Template(value, None, shared.imports, shared.conf)


def _at_run_time(text: str, known: Known, native: bool, reason: str) -> Template:
    """The template as code that has jinja2 render it, for a reason."""
    sharing = Sharing(known)
    try:
        value = at_run_time(text, sharing, _environment(known), native)
    except UnloweredError as error:
        return Template(None, str(error))
    except jinja2.TemplateSyntaxError as error:
        return Template(None, error.message)
    return Template(value, None, sharing.imports, sharing.conf, reason)


def _environment(known: Known) -> jinja2.Environment:
    """The environment that cuts a template as its DAG's own does, and knows its filters by name."""
    options = {
        name: value.value
        for name, value in known.options.items()
        if isinstance(value, Constant) and name in _SYNTAX
    }
    made = _JINJA.overlay(**options)  # type: ignore[arg-type]  # the constants of these options
    made.filters = {**_JINJA.filters, **dict.fromkeys([*known.filters, *OF_DATES], str)}
    return made


def _whole(parts: list[tuple[Value, bool]], native: bool) -> Value:
    """The parts as one value; code that gives text by itself needs no text around it."""
    if len(parts) == 1:
        value, is_text = parts[0]
        if (native and not isinstance(value, Constant)) or (isinstance(value, Code) and is_text):
            return value
    return Text(parts=tuple(value for value, _ in parts))


def _may_be_literal(value: Text) -> bool:
    """Whether a text may come out as a literal of Python, for which a native environment takes it."""
    first = value.parts[0].value if value.parts and isinstance(value.parts[0], Constant) else ""
    return re.match(r"\s*(?!True|False|None|[bBrRuU]*['\"])[^\W\d]", str(first)) is None


def _chunks(text: str) -> Iterator[_Chunk]:
    """The template cut into what stands by itself; from the first `set` on it is one."""
    pending, depth = "", 0
    tokens = list(_JINJA.lexer.tokeniter(text, None))
    for index, (_, kind, value) in enumerate(tokens):
        if kind == "block_begin" and depth >= 0:
            depth += _change(tokens, index)
        if kind == "data" and not depth and not pending:
            yield _chunk(value)
            continue
        pending += value
        if kind in ("variable_end", "block_end", "comment_end", "raw_end") and depth == 0:
            yield _chunk(pending)
            pending = ""
    if pending:
        yield _chunk(pending)


def _change(tokens: list[tuple[int, str, str]], index: int) -> int:
    """How much deeper a block leads: a `set` or `do` never ends."""
    words = [value for _, kind, value in tokens[index + 1 : index + 3] if kind == "name"]
    word = words[0] if words else ""
    if word in ("set", "do", "include", "import", "from", "extends"):
        return 1_000
    return 1 if word in _OPENING else -1 if word.startswith("end") else 0


def _chunk(source: str) -> _Chunk:
    return _Chunk(source, _JINJA.parse(source + "\n").body)


def _part(chunk: _Chunk, shared: Sharing) -> list[tuple[Value, bool]]:
    """The value of a chunk, and whether it is text."""
    if not chunk.body:
        return []
    plain = chunk.plain
    if plain is not None and chunk.source == plain:
        return [(Constant(value=plain), True)]
    sharing = Sharing(shared.known)
    part = _rendered(sharing, chunk)
    shared.adopt(sharing)
    is_text = part.kind == "text"
    if (
        part.value is not None
        and not sharing.is_own
        and not isinstance(part.value, Items | Constant)
    ):
        return [(part.value, is_text)]
    node = ast.fix_missing_locations(sharing.node(part))
    code = Code(
        text=ast.unparse(node),
        names=tuple(sharing.names),
        reads=sharing.reads,
        template=renamed(chunk.source, CURRENT),
    )
    return [(code, is_text)]


def _rendered(sharing: Sharing, chunk: _Chunk) -> Part:
    match chunk.body:
        case [nodes.Output(nodes=[single])] if not isinstance(single, nodes.TemplateData):
            return expression(sharing, single)
    return body_text(sharing, chunk.body)
