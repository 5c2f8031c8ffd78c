"""Settings of ops that a run is given."""

from dagster import Config, In, Nothing, OpExecutionContext, job, op
from pydantic import Field


class Period(Config):
    """What is loaded."""

    days: int = 7
    names: list[str] = ["a", "b"]
    limit: int = Field(default=3, ge=1, le=9, description="rows of each name")


@op
def load(config: Period) -> list[str]:
    return [f"{name}{config.days}" for name in config.names][: config.limit]


@op(config_schema={"greeting": str})
def greet(context: OpExecutionContext, rows: list[str]) -> str:
    return f"{context.op_config['greeting']} {' '.join(rows)}"


@op(ins={"start": In(Nothing)})
def close(context: OpExecutionContext, config: Period) -> int:
    context.log.info("%s days", config.days)
    return config.limit


@job
def param_dagster():
    close(start=greet(load()))
