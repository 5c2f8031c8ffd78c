"""Four steps in a row."""

from polydag import Pipeline, shell, task


@task(retries=2, retry_delay=300)
def extract():
    return fetch_from_api()


@task
def validate(rows: list) -> list:
    if not rows:
        raise ValueError("empty")
    return rows


with Pipeline("linear", retries=1, retry_delay=60, timeout=3600, owner="data") as linear:
    rows = extract()
    # dbt does the transformation
    transform = shell("transform", "dbt run --models staging", trigger_rule="all_success")
    checked = validate(rows)
    rows >> transform >> checked
    done = shell("load", "load.sh ", env={"TABLE": "orders"}, append_env=True)
    done.after(checked)
