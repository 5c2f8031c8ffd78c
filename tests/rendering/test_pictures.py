"""Pipelines as pictures: groups, data and order, labels, odd names."""

from __future__ import annotations

from polydag.ir.operations import Call, Choose, Empty
from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import Retry
from polydag.ir.tasks import Edge, Task
from polydag.ir.values import OutputOf
from polydag.rendering.dot import dot
from polydag.rendering.mermaid import mermaid

PIPELINE = Pipeline(
    id='nightly "etl"',
    nodes=(
        Task(id="extract", operation=Call(function="extract"), retry=Retry(count=2)),
        Task(
            id="stage.load",
            group=("stage",),
            operation=Call(
                function="load", arguments={"rows": OutputOf(task="extract", output="rows")}
            ),
        ),
        Task(id="pick", operation=Choose(function="pick", labels={"yes": ("end",)})),
        Task(id="end", rule="one_failed", operation=Empty()),
    ),
    edges=(Edge(upstream="stage.load", downstream="pick"), Edge(upstream="pick", downstream="end")),
)


def test_mermaid() -> None:
    assert (
        mermaid(PIPELINE)
        == """\
---
title: "nightly \\"etl\\""
---
flowchart LR
    t0["extract (retries 2)"]
    t1{"pick"}
    t2(("end (one_failed)"))
    subgraph g1t3 ["stage"]
        t3["load"]
    end
    t0 -->|"rows"| t3
    t3 -.-> t1
    t1 -.->|"yes"| t2
"""
    )


def test_dot() -> None:
    assert (
        dot(PIPELINE)
        == """\
digraph "nightly \\"etl\\"" {
    rankdir=LR
    node [shape=box]
    "extract" [label="extract (retries 2)"]
    "pick" [label="pick", shape=diamond]
    "end" [label="end (one_failed)", shape=circle]
    subgraph "cluster_stage" {
        label="stage"
        "stage.load" [label="load"]
    }
    "extract" -> "stage.load" [label="rows"]
    "stage.load" -> "pick" [style=dotted]
    "pick" -> "end" [style=dotted, label="yes"]
}
"""
    )
