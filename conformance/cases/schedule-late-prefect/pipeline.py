from prefect import flow, task


@task
def one():
    return 1


@flow
def scheduled():
    one()


if __name__ == "__main__":
    scheduled.serve(name="scheduled", cron="0 6 * * *")
