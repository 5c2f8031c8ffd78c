from prefect import flow, task


def process_data():
    """Stands in for the team's processing."""
    return 1


@task(retries=3, retry_delay_seconds=[60, 120, 300])
def my_task():
    return process_data()


@flow
def retrying():
    my_task()
