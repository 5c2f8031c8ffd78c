"""Values that generated code keeps in files, where XCom carries only where they are."""

from __future__ import annotations

import pickle
from pathlib import Path
from urllib.parse import urlparse

# As generated code has them; what runs inside an engine's environment takes nothing from the rest of polydag.
SETTING, MARK = "PIPELINE_DATA_DIR", "saved_value"


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
