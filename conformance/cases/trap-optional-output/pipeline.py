"""An op with two optional outputs, one of which it yields."""

from dagster import Definitions, In, Nothing, Out, Output, job, op


@op(out={"little": Out(int, is_required=False), "much": Out(int, is_required=False)})
def pick():
    yield Output(1, "little")


@op
def small(rows: int) -> int:
    return rows


@op
def big(rows: int) -> int:
    return rows


@op
def total(rows: list[int]) -> int:
    return sum(rows)


@op
def both(few: int, many: int) -> int:
    return few + many


@op(ins={"start": In(Nothing)})
def after():
    return 1


@job
def trap_optional_output():
    little, much = pick()
    few = small(little)
    many = big(much)
    total([few, many])
    both(few, many)
    after(start=few)


defs = Definitions(jobs=[trap_optional_output])
