"""The runner for Airflow 2."""
