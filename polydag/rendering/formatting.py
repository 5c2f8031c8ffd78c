"""Formats all modules of a run with one `ruff format`, then puts the author's texts in, unaltered."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ruff import find_ruff_bin

from polydag.rendering.placeholders import Draft

# What people who use these engines have by default; not the settings of the folder that is converted.
LINE_LENGTH = 88
_COMMAND = (
    "format",
    "--isolated",
    "--no-cache",
    "--target-version",
    "py311",
    "--line-length",
    str(LINE_LENGTH),
)


def format_modules(modules: Mapping[str, Draft | str]) -> dict[str, str]:
    """The text of each module, formatted, every held text in its place; the same input gives the same bytes.

    A text that is no Python comes back as it is, so that one bad module does not take the others down: `check_module`
    says what is wrong with it. Other endings than `.py` are left alone.
    """
    python = {path: module for path, module in modules.items() if path.endswith(".py")}
    formatted = dict(zip(python, _ruff([_text(module) for module in python.values()]), strict=True))
    return {
        path: _filled(module, formatted.get(path, _text(module)))
        for path, module in modules.items()
    }


def _text(module: Draft | str) -> str:
    return module.text if isinstance(module, Draft) else module


def _filled(module: Draft | str, text: str) -> str:
    return module.filled(text) if isinstance(module, Draft) else text


def _ruff(texts: list[str]) -> list[str]:
    if not texts:
        return []
    with tempfile.TemporaryDirectory(prefix="polydag-") as folder:
        files = [Path(folder, f"{number}.py") for number in range(len(texts))]
        for file, text in zip(files, texts, strict=True):
            file.write_bytes(text.encode())
        run = subprocess.run(
            [find_ruff_bin(), *_COMMAND, folder],
            capture_output=True,
            check=False,
            text=True,
            encoding="utf-8",
        )
        # A text that ruff cannot parse stays as it was; any other failure is our own mistake.
        if run.returncode and "Failed to parse" not in run.stderr:
            raise RuntimeError(f"ruff format: exit {run.returncode}: {run.stderr.strip()}")
        return [file.read_bytes().decode() for file in files]
