"""An op that opens two ways of three, and one that chooses one of two."""

from dagster import Definitions, In, Nothing, Out, Output, job, op


@op(
    out={
        "to_north": Out(Nothing, is_required=False),
        "to_south": Out(Nothing, is_required=False),
        "to_west": Out(Nothing, is_required=False),
    }
)
def route():
    yield Output(None, "to_north")
    yield Output(None, "to_south")


@op(ins={"start": In(Nothing)})
def north() -> int:
    return 1


@op(ins={"start": In(Nothing)})
def south() -> int:
    return 2


@op(ins={"start": In(Nothing)})
def west() -> int:
    return 3


@op
def merged(parts: list[int]) -> list[int]:
    return parts


@op(
    out={
        "to_left": Out(Nothing, is_required=False),
        "to_right": Out(Nothing, is_required=False),
    }
)
def way(count: list[int]):
    if len(count) > 1:
        yield Output(None, "to_left")
    else:
        yield Output(None, "to_right")


@op(ins={"start": In(Nothing)})
def left() -> int:
    return 4


@op(ins={"start": In(Nothing)})
def right() -> int:
    return 5


@op
def last(parts: list[int]) -> list[int]:
    return parts


@job
def skip_optional_routes():
    to_north, to_south, to_west = route()
    found = merged([north(start=to_north), south(start=to_south), west(start=to_west)])
    to_left, to_right = way(found)
    last([left(start=to_left), right(start=to_right)])


defs = Definitions(jobs=[skip_optional_routes])
