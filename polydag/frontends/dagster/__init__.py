"""The Dagster reader: assets, ops, jobs, schedules and their parts as the neutral IR."""
