"""Files of templates: what the path in a template field stands for."""

from __future__ import annotations

from pathlib import Path

from polydag.frontends.airflow.drafts import PipelineDraft
from polydag.syntax.builtins_files import content_of, path_of
from polydag.syntax.calls import Site
from polydag.syntax.data import Datum, ListData, TupleData


def template_file(pipeline: PipelineDraft, path: str, site: Site) -> str | None:
    """What a template file holds: it stands beside the DAG's file, or below `template_searchpath`."""
    found = (content_of(site.evaluator, folder / path, site) for folder in _folders(pipeline, site))
    return next((text for text in found if text is not None), None)


def _folders(pipeline: PipelineDraft, site: Site) -> list[Path]:
    stated = pipeline.given.peek("template_searchpath")
    listed: list[Datum] = []
    if isinstance(stated, ListData | TupleData):
        listed = [*stated.items]
    elif stated is not None:
        listed = [stated]
    folders = [path_of(datum, site) for datum in listed]
    return [Path(), *(folder for folder in folders if folder is not None)]
