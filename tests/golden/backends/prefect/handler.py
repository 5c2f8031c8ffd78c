from prefect import flow, task

ROOT = "/data"


@task
def extract():
    return []


@task
def archive(rows):
    return [rows]


@task
def publish(rows):
    return [rows]


@task
def fall_back(message):
    return [message]


@task
def load(rows):
    return [rows]


@task
def finish():
    return []


@task
def clean_up():
    return []


@flow
def sync():
    rows = extract()
    archive(rows)
    try:
        publish(rows)
    except Exception as error:
        fall_back(f"failed: {error}")
    load(rows)
    try:
        finish()
    except Exception:
        clean_up()
        raise


if __name__ == "__main__":
    sync()
