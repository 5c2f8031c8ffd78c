"""Named outputs, parts of outputs, and lookups."""

from polydag import Pipeline, environment, push, secret, task, text, variable


@task
def extract(url: str, token: str):
    rows = [1, 2]
    push("row_count", len(rows))
    return rows


@task(outputs=("lo", "hi"))
def split(rows: list) -> tuple[int, int]:
    return min(rows), max(rows)


@task
def show(count: int, lo: int, first: int, query: str, *more, **named):
    print(count, lo, first, query)


with Pipeline("named_outputs") as pipeline:
    region = pipeline.param("region", type=str, description="where")
    limit = pipeline.param("limit", default=10)
    rows = extract(environment("URL", "http://x"), secret("token"))
    both = split(rows)
    query = text("select * from {table} limit {limit}", table=variable("table"), limit=limit)
    show(rows["row_count"], both["lo"], rows[0]["id"], query, 1, 2, region=region, deep=rows[0])
