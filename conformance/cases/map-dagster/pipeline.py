from dagster import DynamicOut, DynamicOutput, job, op


@op(out=DynamicOut(str))
def files():
    """The files that arrived."""
    for number, name in enumerate(["a", "b"]):
        yield DynamicOutput(name, mapping_key=str(number))


@op
def load(file: str) -> int:
    return len(file)


@op
def total(counts: list[int]) -> int:
    return sum(counts)


@job
def map_dagster():
    total(files().map(load).collect())
