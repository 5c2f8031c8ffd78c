"""Questions to people in emitted code: the call of the small function that asks, and the form that it is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from polydag.backends.bodies.spelling import Site, Spelled
from polydag.backends.schemas import annotation, choices, field_arguments
from polydag.ir.functions import Function, Use
from polydag.ir.policies import RunParameter
from polydag.ir.values import Constant
from polydag.rendering.pyvalues import expression

ASK = "ask"
_LINE = 80
_SAID = ("type", "default", "description")
ANSWERED = '''def answered(answer):
    """Say an answer as the tasks that read it expect it."""
    from datetime import datetime, timezone

    fields = {**answer}
    chosen = fields.pop("chosen_options")
    return {
        "chosen_options": [chosen] if isinstance(chosen, str) else chosen,
        "params_input": fields,
        "responded_at": datetime.now(timezone.utc),
        "responded_by_user": None,
    }'''


def questions(function: Function | None) -> tuple[Use, ...]:
    """What the body asks of people."""
    uses = () if function is None else function.uses
    return tuple(use for use in uses if use.kind == "ask")


def fields_of(use: Use | Site) -> Iterator[RunParameter]:
    """The entries of the form beside the options."""
    stated: dict[str, dict[str, object]] = ast.literal_eval(use.arguments.get("fields", "{}"))
    for name, schema in stated.items():
        word = schema.get("type")
        constraints = {key: schema[key] for key in schema if key not in _SAID}
        made: dict[str, object] = {"name": name, "required": "default" not in schema}
        made |= {"constraints": constraints, "description": schema.get("description")}
        made |= {"json_type": word} if isinstance(word, str) else {}
        constraints |= {"type": word} if isinstance(word, list) else {}
        made |= {"default": Constant(value=schema["default"])} if "default" in schema else {}
        yield RunParameter.model_validate(made)


def asks(site: Site, *leading: str) -> Spelled:
    """`ask(subject=…, options=[…])`, on lines of its own where it is long; functions that ask stand at the top of a module."""
    imports: dict[tuple[str, str], None] = {}
    texts = {**site.arguments}
    if "fields" in texts:
        entries = [f'"{one.name}": {_field(one, imports)}' for one in fields_of(site)]
        texts["fields"] = f"{{{', '.join(entries)}}}"
    given = [*leading, *(f"{name}={text}" for name, text in texts.items())]
    text = f"{ASK}({', '.join(given)})"
    if len(text) > _LINE:
        text = "\n".join([f"{ASK}(", *(f"        {one}," for one in given), "    )"])
    return Spelled(text=text, imports=tuple(imports), needs=frozenset({*leading, ASK}))


def _field(parameter: RunParameter, imports: dict[tuple[str, str], None]) -> str:
    """A field of a pydantic model that is made while running: `(str, "")`."""
    kind = annotation(parameter)
    listed = choices(parameter)
    if listed is not None:
        kind = f"Literal[{', '.join(expression(one).text for one in listed)}]"
        imports["typing", "Literal"] = None
    elif not kind:
        kind = "Any"
        imports["typing", "Any"] = None
    default = "..."
    if isinstance(parameter.default, Constant):
        default = expression(parameter.default).text
    more = [f"{key}={expression(v).text}" for key, v in field_arguments(parameter).items()]
    if more:
        imports["pydantic", "Field"] = None
        default = f"Field({', '.join([default, *more])})"
    return f"({kind}, {default})"
