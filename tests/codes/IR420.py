"""A module of a project that builds no pipeline."""

LIMIT = 3
