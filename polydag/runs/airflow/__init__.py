"""The runner for Airflow 3."""
