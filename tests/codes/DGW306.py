# target: dagster
from prefect import flow, task


@task
def publish(rows):
    print(rows)


@task
def announce(rows):
    print(rows)


@task
def notify(text):
    print(text)


@flow
def publishing():
    try:
        publish([1])
        announce([1])
    except Exception as error:
        notify(f"not published: {error}")


if __name__ == "__main__":
    publishing()
