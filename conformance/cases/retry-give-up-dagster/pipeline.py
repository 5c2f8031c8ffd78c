from dagster import Failure, RetryPolicy, job, op


@op(retry_policy=RetryPolicy(max_retries=2, delay=5))
def refused() -> int:
    raise Failure("the account is closed", allow_retries=False)


@op(retry_policy=RetryPolicy(max_retries=2, delay=5))
def busy() -> int:
    raise TimeoutError("no answer")


@op
def both_answers(a: int, b: int) -> int:
    return a + b


@job
def retry_give_up_dagster():
    both_answers(refused(), busy())
