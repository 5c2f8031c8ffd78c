from datetime import timedelta

from airflow.sdk import RetryDecision, RetryPolicy, dag, task


class RetryDelays(RetryPolicy):
    """Wait the listed seconds between attempts; the last one repeats."""

    def __init__(self, *seconds: float):
        self.seconds = seconds

    def evaluate(self, exception, try_number, max_tries, context=None):
        seconds = self.seconds[min(try_number, len(self.seconds)) - 1]
        return RetryDecision.retry(timedelta(seconds=seconds))


@task
def list_files() -> list[str]:
    return []


@task(retries=3, retry_policy=RetryDelays(2, 10, 30), max_active_tis_per_dagrun=4)
def load_file(name: str, folder: str) -> int:
    return 1


@task
def total(counts: list[int]) -> int:
    return sum(counts)


@dag
def mapped():
    files = list_files()
    counts = load_file.partial(folder="inbox").expand(name=files)
    total_task = total(counts)
    return total_task


mapped()
