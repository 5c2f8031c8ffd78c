"""Which retries Dagster's own policy says, and with which delay; the others take the helper, told."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.ir.pipeline import Module
from polydag.ir.policies import Delays, Retry
from polydag.translate import Reading, SourceFile, write
from tests.cli.models import ETL


def code(delays: Delays) -> str:
    [pipeline] = ETL.pipelines
    extract, load = pipeline.nodes
    changed = extract.model_copy(update={"retry": Retry(count=3, delays=delays)})
    nodes = pipeline.model_copy(update={"nodes": (changed, load)})
    module: Module = ETL.model_copy(update={"pipelines": (nodes,)})
    reading = Reading(SourceFile(Path("etl.json"), "etl.json"), "pipelines", module, ())
    [output] = write([reading], [parse_target("dagster")], Options())
    assert output.text is not None
    return output.text


@pytest.mark.parametrize(
    ("delays", "policy"),
    [
        (Delays(base=60.0), "RetryPolicy(max_retries=3, delay=60)"),
        (Delays(base=60.0, cap=20.0), "RetryPolicy(max_retries=3, delay=20)"),
        (Delays(shape="list", values=(30.0, 30.0)), "RetryPolicy(max_retries=3, delay=30)"),
        (
            Delays(shape="linear", base=10.0, cap=30.0),
            "RetryPolicy(max_retries=3, delay=10, backoff=Backoff.LINEAR)",
        ),
        (Delays(shape="linear", base=10.0, cap=15.0), "delays=[10, 15, 15]"),
        (Delays(shape="list", values=(5.0, 10.0)), "delays=[5, 10, 10]"),
    ],
    ids=[
        "a fixed delay",
        "a fixed delay above its cap is the cap",
        "a list of one delay",
        "a linear delay below its cap",
        "a linear delay that the cap limits takes the helper",
        "a list of delays takes the helper",
    ],
)
def test_every_wait_is_that_of_the_source(delays: Delays, policy: str) -> None:
    assert policy in code(delays)
