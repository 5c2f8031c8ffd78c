"""Values that generated code keeps in files, where XCom carries only where they are."""

from __future__ import annotations

import pickle
from pathlib import Path
from urllib.parse import urlparse

from polydag.rendering.stored import MARK


def opened(value: object) -> object:
    """The value with what is kept in files in its place, also inside lists and dicts."""
    match value:
        case {**entries} if set(entries) == {MARK}:
            return pickle.loads(Path(urlparse(str(entries[MARK])).path).read_bytes())
        case {**entries}:
            return {key: opened(item) for key, item in entries.items()}
        case list():
            return [opened(item) for item in value]
    return value
