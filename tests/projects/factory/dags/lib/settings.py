"""Settings that all DAGs of the team share."""

from datetime import timedelta

import pendulum

START = pendulum.datetime(2024, 1, 1, tz="Europe/Berlin")
DEFAULT_ARGS = {
    "owner": "ingest",
    "retries": 2,
    "retry_delay": timedelta(minutes=5),
}
SOURCES = {
    "crm": {"schedule": "0 2 * * *", "tables": ["accounts", "contacts"]},
    "shop": {"schedule": "0 3 * * *", "tables": ["orders"]},
}
