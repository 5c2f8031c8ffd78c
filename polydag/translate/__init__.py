"""The driver: read → check → legalise → emit → format, for one file and for whole trees."""

from __future__ import annotations

from polydag.backends.contract import Options
from polydag.translate.conversion import Conversion, convert_files, emitted, inspect_files
from polydag.translate.outputs import PlannedFile
from polydag.translate.reading import Reading, read_file, read_files
from polydag.translate.results import FileResult
from polydag.translate.sources import SourceFile, discover
from polydag.translate.upgrading import outputs_of
from polydag.translate.writing import Output, write

__all__ = [
    "Conversion",
    "FileResult",
    "Options",
    "Output",
    "PlannedFile",
    "Reading",
    "SourceFile",
    "convert_files",
    "discover",
    "emitted",
    "inspect_files",
    "outputs_of",
    "read_file",
    "read_files",
    "write",
]
