"""Packages that code imports, that the source's environment has, and that the target's has not.

An engine's pin file says what is there when nothing but the engine is installed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from polydag.engines import EngineVersion, targets
from polydag.ir.pipeline import Module
from polydag.syntax.trees import nodes, parsed

# Distributions that are not called like what they install.
_DISTRIBUTIONS = {
    "attr": "attrs",
    "dateutil": "python-dateutil",
    "dns": "dnspython",
    "dotenv": "python-dotenv",
    "git": "gitpython",
    "grpc": "grpcio",
    "jwt": "pyjwt",
    "multipart": "python-multipart",
    "pythonjsonlogger": "python-json-logger",
    "ruamel": "ruamel-yaml",
    "slugify": "python-slugify",
    "upath": "universal-pathlib",
    "yaml": "pyyaml",
}
_PIN = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==", re.MULTILINE)


def packages_elsewhere(module: Module, target: EngineVersion) -> tuple[str, ...]:
    """The distributions that a module needs on a target, where it finds them without asking in its source's environment."""
    source = _source(module)
    if source is None or source.engine == target.engine:
        return ()
    missing = _pinned(source.key) - _pinned(target.key)
    wanted = {_DISTRIBUTIONS.get(root, root.replace("_", "-")) for root in _imported(module)}
    return tuple(sorted(wanted & missing))


def _source(module: Module) -> EngineVersion | None:
    """The engine version whose environment is the most like the source's."""
    known = [version for version in targets() if version.engine == module.engine]
    major = (module.version or "").partition(".")[0]
    same = [version for version in known if version.version.partition(".")[0] == major]
    return next(iter(same or known), None)


@cache
def _pinned(key: str) -> frozenset[str]:
    """The distributions of an environment; none where nobody has pinned it."""
    file = files("polydag") / "runs" / "pins" / f"{key}.txt"
    text = file.read_text() if file.is_file() else ""
    return frozenset(re.sub(r"[._]", "-", name.lower()) for name in _PIN.findall(text))


def _imported(module: Module) -> Iterator[str]:
    """The top-level packages that the module's own code and its bodies import."""
    texts = [piece.text for piece in module.prelude if piece.kind == "import"]
    texts += [f.text for f in module.functions.values() if "import" in f.text]
    for text in texts:
        for node in nodes(parsed(text)):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                yield node.module.partition(".")[0]
