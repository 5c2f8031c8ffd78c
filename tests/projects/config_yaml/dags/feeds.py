"""One DAG for each feed of the configuration."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import yaml
from airflow.sdk import dag, task

CONFIG = yaml.safe_load((Path(__file__).parent.parent / "config" / "feeds.yaml").read_text())


def build(feed: dict):
    """The DAG of a feed."""

    @dag(
        dag_id=f"feed_{feed['name']}",
        schedule=feed["schedule"],
        start_date=datetime(2024, 1, 1),
        catchup=False,
        default_args={**CONFIG["defaults"], "retries": feed.get("retries", CONFIG["defaults"]["retries"])},
    )
    def pipeline():
        @task
        def step(name: str, feed: str, previous: str | None = None) -> str:
            print(f"{feed}: {name} after {previous}")
            return f"{feed}/{name}"

        previous = None
        for name in feed["steps"]:
            previous = step.override(task_id=name)(name, feed["name"], previous)

    return pipeline()


for feed in CONFIG["feeds"]:
    globals()[f"feed_{feed['name']}"] = build(feed)
