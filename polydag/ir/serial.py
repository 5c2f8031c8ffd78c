"""The IR as JSON and YAML, both ways, and its JSON Schema."""

from __future__ import annotations

import json

import yaml

from polydag.ir.pipeline import Module

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# Line ends of Unicode: PyYAML folds them into an ordinary one wherever they are not escaped.
_LINE_ENDS = frozenset("\x85\u2028\u2029")


class _Dumper(yaml.SafeDumper):
    """PyYAML's safe dumper, which escapes every line end that it would not give back."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if _LINE_ENDS.isdisjoint(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def to_json(module: Module) -> str:
    """The module as JSON text; what equals its default is left out, but never a discriminator."""
    return json.dumps(_dump(module), indent=2, ensure_ascii=False) + "\n"


def from_json(text: str) -> Module:
    """The module of a JSON text.

    Raises:
        pydantic.ValidationError: the text is not such a module.
    """
    return Module.model_validate_json(text)


def to_yaml(module: Module) -> str:
    """The module as YAML text."""
    return str(yaml.dump(_dump(module), Dumper=_Dumper, sort_keys=False, allow_unicode=True))


def from_yaml(text: str) -> Module:
    """The module of a YAML text.

    Raises:
        pydantic.ValidationError: the text is not such a module.
        yaml.YAMLError: the text is not YAML.
    """
    return Module.model_validate(yaml.safe_load(text))


def schema() -> dict[str, object]:
    """JSON Schema of a module."""
    return {"$schema": DIALECT, **Module.model_json_schema()}


def _dump(module: Module) -> dict[str, object]:
    return module.model_dump(mode="json", exclude_defaults=True)
