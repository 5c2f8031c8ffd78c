"""What names are taken for that no file says, as an engine's process finds it: variables, connections, the environment."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from pydantic import JsonValue

from polydag.backends.dagster.names import environment_name

_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_URI = re.compile(r"[a-z][a-z0-9+.-]*://")


def environment_of(engine: str, assumed: Mapping[str, JsonValue]) -> dict[str, str]:
    """The environment of an engine's process: each name itself, and where the engine, or code for it, looks it up."""
    found: dict[str, str] = {}
    for name, value in assumed.items():
        if not _NAME.fullmatch(name):
            continue
        text = as_text(value)
        found[name] = text
        if engine == "dagster":
            found[environment_name(name)] = text
        if engine == "airflow":
            found[f"AIRFLOW_VAR_{name.upper()}"] = text
            if isinstance(value, dict) or _URI.match(text):
                found[f"AIRFLOW_CONN_{name.upper()}"] = text
    return found


def as_text(value: JsonValue) -> str:
    """A value as the environment holds it: what is no text is JSON."""
    return value if isinstance(value, str) else json.dumps(value)
