"""One task gives several outputs; one of them is mapped over, another is given to every instance."""

from polydag import Pipeline, task


@task(outputs=["files", "bucket"])
def listing() -> tuple[list[str], str]:
    return ["a", "b"], "raw"


@task
def load(file: str, bucket: str) -> int:
    return len(file + bucket)


@task
def total(counts: list[int], bucket: str) -> int:
    return sum(counts)


with Pipeline("outputs_mapped") as outputs_mapped:
    found = listing()
    total(load.partial(bucket=found["bucket"]).map(file=found["files"]), found["bucket"])
