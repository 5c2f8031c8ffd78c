"""Two ops that may give their only output: one does, the other does not."""

from dagster import Definitions, In, Nothing, Out, Output, job, op


@op(out=Out(int, is_required=False))
def first():
    for number in (1, 3):
        if number > 2:
            yield Output(number)


@op(out=Out(int, is_required=False))
def second(number: int):
    if number > 5:
        yield Output(number)


@op
def read_first(number: int) -> int:
    return number


@op
def read_second(number: int) -> int:
    return number


@op
def either(numbers: list[int]) -> list[int]:
    return numbers


@op(ins={"start": In(Nothing)})
def after():
    return 1


@job
def skip_optional_output_alone():
    one = first()
    other = second(one)
    read_first(one)
    read_second(other)
    either([one, other])
    after(start=other)


defs = Definitions(jobs=[skip_optional_output_alone])
