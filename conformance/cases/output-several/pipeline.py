"""A task with two outputs, one that gives a count beside its result, and their readers."""

from polydag import Pipeline, push, task


@task(outputs=("lo", "hi"))
def bounds() -> tuple[int, int]:
    return 1, 9


@task
def rows() -> list[int]:
    found = [1, 2, 3]
    push("count", len(found))
    return found


@task
def low(lo: int) -> int:
    return lo * 2


@task
def high(hi: int) -> int:
    return hi * 2


@task
def both(lo: int, hi: int) -> list[int]:
    return [lo, hi]


@task
def third(row: int) -> int:
    return row


@task
def sizes(count: int) -> int:
    return count


with Pipeline("output_several"):
    found = bounds()
    low(found["lo"])
    high(found["hi"])
    both(found["lo"], found["hi"])
    read = rows()
    third(read[2])
    sizes(read["count"])
