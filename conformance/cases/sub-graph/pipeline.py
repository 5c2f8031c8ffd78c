from dagster import GraphOut, RetryPolicy, graph, job, op


@op
def fetch() -> list[int]:
    return [1, 2]


@op(retry_policy=RetryPolicy(max_retries=1, delay=5))
def clean(rows: list[int]) -> list[int]:
    return rows


@op
def publish(left: list[int], right: list[int]) -> int:
    return len(left + right)


@graph(out=GraphOut())
def prepare():
    return clean(fetch())


@job
def sub_graph():
    publish(prepare(), prepare.alias("prepare_again")())
