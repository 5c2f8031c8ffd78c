"""The runner for Dagster."""
