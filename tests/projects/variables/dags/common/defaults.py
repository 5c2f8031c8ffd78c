"""Defaults of the warehouse team."""

from datetime import datetime, timedelta

from airflow.models import Variable

ENVIRONMENT = Variable.get("environment", default_var="dev")
default_args = {
    "owner": "warehouse",
    "depends_on_past": False,
    "start_date": datetime(2024, 2, 1),
    "email": [Variable.get("alert_email", default_var="data@example.com")],
    "email_on_failure": True,
    "retries": int(Variable.get("retries", default_var="1")),
    "retry_delay": timedelta(minutes=10),
    "execution_timeout": timedelta(hours=1),
}
