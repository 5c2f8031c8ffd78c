"""An op with two optional outputs and one that is always given."""

from dagster import Definitions, In, Nothing, Out, Output, job, op


@op(
    out={
        "little": Out(int, is_required=False),
        "much": Out(int, is_required=False),
        "count": Out(int),
    }
)
def pick():
    for rows, name in ((1, "little"), (100, "much")):
        if rows < 50:
            yield Output(rows, "little")
        else:
            yield Output(rows, "much")
    yield Output(2, "count")


@op
def small(rows: int) -> int:
    return rows


@op
def both(few: int, many: int) -> int:
    return few + many


@op
def any(rows: list[int]) -> int:
    return len(rows)


@op(ins={"start": In(Nothing)})
def after_much() -> int:
    return 1


@op
def whole(count: int) -> int:
    return count


@job
def skip_optional_outputs():
    little, much, count = pick()
    small(little)
    both(little, much)
    any([little, much])
    after_much(start=much)
    whole(count)


defs = Definitions(jobs=[skip_optional_outputs])
