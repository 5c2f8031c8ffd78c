from prefect import flow, task


@task(timeout_seconds=600, retries=1)
def slow(rows: int = 1):
    return rows


@task
def below(rows):
    return rows


@flow
def patience():
    return below(slow())


@flow
def patience_in_threads():
    return below.submit(slow.submit())


@task(name="slow", timeout_seconds=600, retries=1)
async def slow_async(rows: int = 1):
    return rows


@flow
async def patience_async():
    return below(await slow_async())
