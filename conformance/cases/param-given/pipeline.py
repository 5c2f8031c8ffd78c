"""Parameters of which some are given."""

from polydag import Pipeline, task


@task
def show(text: str, count: int, names: list) -> str:
    return f"{text} {count} {' '.join(names)}"


with Pipeline("param_given") as p:
    show(
        p.param("text", default="a"),
        p.param("count", default=3),
        p.param("names", default=["a", "b"]),
    )
