from polydag import Pipeline, task


@task
def extract() -> dict:
    return {}


@task
def transform(data: dict, kind: str = "a") -> dict:
    return data


@task
def aggregate(parts: list[dict]) -> int:
    return len(parts)


with Pipeline("fan_out") as fan_out:
    data = extract()
    parts = [transform.using(id=f"transform_{kind}")(data, kind=kind) for kind in "abc"]
    aggregate(parts)
