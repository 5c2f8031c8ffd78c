"""What the names in templates and in the context of callables mean."""

from __future__ import annotations

from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["text", "date", "span", "number", "data"]

# Facts of a run, by Airflow's name; the IR has the same words but for these.
CONTEXT_KEYS = frozenset(
    {
        "data_interval_end",
        "data_interval_start",
        "ds",
        "ds_nodash",
        "logical_date",
        "next_ds",
        "next_ds_nodash",
        "prev_data_interval_end_success",
        "prev_data_interval_start_success",
        "prev_ds",
        "prev_ds_nodash",
        "prev_end_date_success",
        "prev_start_date_success",
        "run_id",
        "tomorrow_ds",
        "tomorrow_ds_nodash",
        "try_number",
        "ts",
        "ts_nodash",
        "ts_nodash_with_tz",
        "yesterday_ds",
        "yesterday_ds_nodash",
        "partition_key",
    }
)
SYNONYMS = {
    "execution_date": "logical_date",
    "next_execution_date": "data_interval_end",
    "prev_execution_date": "prev_logical_date",
}
# Attributes of the objects in the context that are facts of the run.
MEMBERS = {
    ("ti", "task_id"): "task_id",
    ("ti", "dag_id"): "pipeline",
    ("ti", "run_id"): "run_id",
    ("ti", "try_number"): "try_number",
    ("ti", "map_index"): "map_index",
    ("ti", "execution_date"): "logical_date",
    ("task", "task_id"): "task_id",
    ("task", "dag_id"): "pipeline",
    ("dag", "dag_id"): "pipeline",
    ("dag_run", "run_id"): "run_id",
    ("dag_run", "dag_id"): "pipeline",
    ("dag_run", "partition_key"): "partition_key",
    ("dag_run", "logical_date"): "logical_date",
    ("dag_run", "execution_date"): "logical_date",
    ("dag_run", "data_interval_start"): "data_interval_start",
    ("dag_run", "data_interval_end"): "data_interval_end",
}
OBJECTS = {"task_instance": "ti", "ti": "ti", "task": "task", "dag": "dag", "dag_run": "dag_run"}

# What Airflow can inject beside the facts of a run.
INJECTED = frozenset(
    {
        *CONTEXT_KEYS,
        *SYNONYMS,
        *OBJECTS,
        "asset_state_store",
        "conf",
        "conn",
        "exception",
        "expanded_ti_count",
        "inlet_events",
        "inlets",
        "macros",
        "outlet_events",
        "outlets",
        "params",
        "partition_date",
        "prev_execution_date_success",
        "task_instance_key_str",
        "task_reschedule_count",
        "task_state_store",
        "templates_dict",
        "test_mode",
        "triggering_asset_events",
        "triggering_dataset_events",
        "tomorrow_ds_nodash",
        "yesterday_ds_nodash",
        "next_ds_nodash",
        "prev_ds_nodash",
        "var",
    }
)

# Old names of facts that Airflow 2.2 and later know by other ones.
CURRENT = {"execution_date": "logical_date", "next_execution_date": "data_interval_end"}

_DATES = frozenset(
    {"logical_date", "prev_logical_date", "data_interval_start", "data_interval_end"}
)
_NUMBERS = frozenset({"try_number", "map_index"})


def kind_of(fact: str) -> Kind:
    """What sort of thing a fact of the run is."""
    if fact in _DATES:
        return "date"
    return "number" if fact in _NUMBERS else "text"
