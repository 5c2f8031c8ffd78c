"""The names that `from polydag import …` offers to DSL files, each with its home."""

from __future__ import annotations

HOMES = {
    "Fail": "polydag.dsl.intrinsics",
    "Pipeline": "polydag.dsl.pipelines",
    "Skip": "polydag.dsl.intrinsics",
    "context": "polydag.dsl.values",
    "cron": "polydag.dsl.policies",
    "dbt": "polydag.dsl.operations",
    "empty": "polydag.dsl.operations",
    "environment": "polydag.dsl.values",
    "every": "polydag.dsl.policies",
    "exponential": "polydag.dsl.policies",
    "group": "polydag.dsl.pipelines",
    "linear": "polydag.dsl.policies",
    "log": "polydag.dsl.intrinsics",
    "notify": "polydag.dsl.operations",
    "once": "polydag.dsl.policies",
    "push": "polydag.dsl.intrinsics",
    "secret": "polydag.dsl.values",
    "shell": "polydag.dsl.operations",
    "task": "polydag.dsl.tasks",
    "text": "polydag.dsl.values",
    "variable": "polydag.dsl.values",
}
