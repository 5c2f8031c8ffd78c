from dagster import Failure, RetryPolicy, asset


@asset(retry_policy=RetryPolicy(max_retries=2))
def rows():
    raise Failure("the export is late")
