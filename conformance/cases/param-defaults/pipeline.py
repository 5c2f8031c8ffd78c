"""A parameter of each type."""

from polydag import Pipeline, task


@task
def kinds(text: str, count: int, rate: float, flag: bool, names: list, limits: dict) -> str:
    return " ".join(type(value).__name__ for value in (text, count, rate, flag, names, limits))


with Pipeline("param_defaults") as p:
    kinds(
        p.param("text", default="a"),
        p.param("count", default=3),
        p.param("rate", default=0.5),
        p.param("flag", default=True),
        p.param("names", default=["a", "b"]),
        p.param("limits", default={"low": 1}),
    )
