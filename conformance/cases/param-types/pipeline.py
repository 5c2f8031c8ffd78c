"""Parameters of every type, each given a value of its own type."""

from polydag import Pipeline, task


@task
def show(count: int, rate: float, name: str, fast: bool, days: list[str], limits: dict[str, int]) -> str:
    return f"{count + 1} {rate + 1} {name} {fast is True} {days[0]} {limits['a']}"


with Pipeline("param_types") as param_types:
    show(
        param_types.param("count", default=3),
        param_types.param("rate", default=0.5),
        param_types.param("name", default="all"),
        param_types.param("fast", default=False),
        param_types.param("days", default=["mon"]),
        param_types.param("limits", default={"a": 1}),
    )
