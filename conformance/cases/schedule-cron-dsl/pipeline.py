from polydag import Pipeline, cron, task


@task
def one() -> int:
    return 1


with Pipeline("scheduled", schedule=cron("0 2 * * *", tz="Asia/Kolkata"), start="2026-01-01"):
    one()
