from dagster import in_process_executor, job, op


@op
def load():
    return 1


@job(executor_def=in_process_executor)
def etl():
    load()
