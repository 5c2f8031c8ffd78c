"""`NAME=VALUE` on the command line: the value is JSON where it reads as JSON, else the text itself."""

from __future__ import annotations

import json

import click
from pydantic import JsonValue


class Assignment(click.ParamType[tuple[str, JsonValue]]):
    """`--param retries=3`, `--param 'sources=["a", "b"]'`, `--param name=orders`."""

    name = "name=value"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, JsonValue]:
        """Split at the first `=`; without one it is a usage error."""
        if isinstance(value, tuple):
            return value
        name, sign, text = str(value).partition("=")
        if not sign or not name:
            self.fail(f"`{value}` is not NAME=VALUE", param, ctx)
        try:
            parsed: JsonValue = json.loads(text)
        except ValueError:
            parsed = text
        return name, parsed
