"""Files of templates: what the path in a template field stands for."""

from __future__ import annotations

from pathlib import Path

from polydag.frontends.airflow.request import Request
from polydag.syntax.builtins_files import content_of, path_of
from polydag.syntax.data import Datum, ListData, TupleData


def file_content(request: Request, path: str) -> str | None:
    """What a template file holds: it stands beside the DAG's file, or below `template_searchpath`."""
    site = request.site
    found = (content_of(site.evaluator, folder / path, site) for folder in _folders(request))
    return next((text for text in found if text is not None), None)


def _folders(request: Request) -> list[Path]:
    stated = request.pipeline.given.peek("template_searchpath")
    listed: list[Datum] = []
    if isinstance(stated, ListData | TupleData):
        listed = [*stated.items]
    elif stated is not None:
        listed = [stated]
    folders = [path_of(datum, request.site) for datum in listed]
    return [Path(), *(folder for folder in folders if folder is not None)]
