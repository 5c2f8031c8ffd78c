from dagster import RetryPolicy, asset


def process_data():
    """Stands in for the team's processing."""
    return 1


@asset(retry_policy=RetryPolicy(max_retries=3))
def my_asset():
    return process_data()
