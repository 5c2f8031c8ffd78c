"""A setting with limits, and a value outside of them."""

from dagster import Config, job, op
from pydantic import Field


class Page(Config):
    """How much is read."""

    count: int = Field(default=3, ge=1, le=9)


@op
def show(config: Page) -> int:
    return config.count


@job
def param_dagster_refused():
    show()
