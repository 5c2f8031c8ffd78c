"""Copies tables; knows nothing of any orchestrator."""

import csv
import io


def rows_of(text: str) -> list[dict]:
    # The export ends in a line of dashes.
    return [row for row in csv.DictReader(io.StringIO(text)) if "--" not in row]


def extract(source: str, table: str) -> list[dict]:
    """The rows of a table."""
    return rows_of(f"id,name\n1,{source}.{table}\n")


def load(table: str, rows: list[dict]) -> int:
    """Store the rows; how many there were."""
    print(f"{len(rows)} rows for {table}")
    return len(rows)
