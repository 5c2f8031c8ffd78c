"""What people state in the suite's files: frozen models that refuse what they do not know, and errors that name the place."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

T = TypeVar("T")
# The same language in C where PyYAML was built with it, ten times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class SuiteError(ValueError):
    """A file of the suite does not state what it must; the message names the file and every place in it."""


class Stated(BaseModel):
    """A frozen part of a file of the suite; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def stated(kind: TypeAdapter[T], file: Path) -> T:
    """What a YAML file states.

    Raises:
        SuiteError: it is no YAML, or it states something else.
    """
    try:
        return kind.validate_python(yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER))
    except yaml.YAMLError as error:
        raise SuiteError(f"{file}: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        places = [f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors()]
        raise SuiteError(f"{file}: {'; '.join(places)}") from error
