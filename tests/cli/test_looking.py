"""`graph`, `schema`, `explain`: what can be looked at without converting anything."""

from __future__ import annotations

import json
from pathlib import Path

from polydag.cli.catalogue import catalogue
from polydag.ir.pipeline import Module
from tests.cli.conftest import Cli
from tests.cli.models import written


def test_a_graph_goes_to_stdout_or_a_file(cli: Cli, tmp_path: Path) -> None:
    path = written(tmp_path)
    drawn = cli("graph", path)
    assert (drawn.code, drawn.err) == (0, "")
    assert 't0["extract (retries 1)"]' in drawn.out
    assert cli("graph", path, "-o", tmp_path / "etl.mmd").out == ""
    assert (tmp_path / "etl.mmd").read_text() == drawn.out
    assert '"extract" -> "load"' in cli("graph", path, "--format", "dot").out


def test_a_graph_of_an_unknown_pipeline_is_a_usage_error(cli: Cli, tmp_path: Path) -> None:
    assert cli("graph", written(tmp_path), "--pipeline", "elt").code == 2


def test_the_schema_is_that_of_a_module(cli: Cli) -> None:
    schema = json.loads(cli("schema").out)
    assert set(schema["properties"]) == set(Module.model_fields)


def test_results_have_a_schema_under_their_public_names(cli: Cli) -> None:
    comparison = json.loads(cli("schema", "comparison").out)
    assert set(comparison["properties"]) == {
        "schema",
        "polydag",
        "pipelines",
        "unreadable",
        "summary",
    }
    suite = json.loads(cli("schema", "conformance").out)
    assert set(suite["properties"]) == {"schema", "engines", "summary", "cases"}
    assert (
        comparison["$schema"] == suite["$schema"] == json.loads(cli("schema", "run").out)["$schema"]
    )
    assert "retry_wait" in cli("schema", "run").out


def test_a_schema_that_there_is_none_of_is_a_usage_error(cli: Cli) -> None:
    assert "'ir', 'run', 'comparison'" in cli("schema", "dag").err


def test_every_code_is_explained(cli: Cli) -> None:
    for code, kind in catalogue().items():
        page = cli("explain", code.lower())
        assert page.code == 0
        assert page.out.startswith(f"{code} ({kind.severity.word})\n\n")
    assert len(cli("explain").out.splitlines()) == len(catalogue())


def test_an_unknown_code_is_an_error(cli: Cli) -> None:
    done = cli("explain", "XXX999")
    assert (done.code, done.out) == (2, "")
    assert "XXX999" in done.err


def test_explanations_as_json(cli: Cli) -> None:
    (page,) = json.loads(cli("explain", "IR401", "--output-format", "json").out)
    assert page["severity"] == "unreadable"
    assert "circle" in page["manual"]
