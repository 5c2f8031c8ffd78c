"""The runner for Prefect."""
