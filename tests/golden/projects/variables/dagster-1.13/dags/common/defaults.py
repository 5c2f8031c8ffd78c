"""Defaults of the warehouse team."""

from datetime import datetime, timedelta

WAREHOUSE = "lake"
default_args = {
    "owner": "warehouse",
    "depends_on_past": False,
    "start_date": datetime(2024, 2, 1),
    "email": ["data@example.com"],
    "email_on_failure": True,
    "retries": 1,
    "retry_delay": timedelta(minutes=10),
    "execution_timeout": timedelta(hours=1),
}
