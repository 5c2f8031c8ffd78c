from prefect import flow, task
from prefect.cache_policies import NO_CACHE

ROOT = "/data"


@task(cache_policy=NO_CACHE)
def process_file(file_path):
    return [file_path]


@flow
def batch():
    process_file_future = process_file.map(["file1.csv", "file2.csv", "file3.csv"])
    return process_file_future


if __name__ == "__main__":
    batch()
