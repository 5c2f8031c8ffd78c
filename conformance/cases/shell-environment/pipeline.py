"""Commands whose text, environment and folder are put together when they run."""

from polydag import Pipeline, context, shell, task, text


@task
def table() -> str:
    return "orders"


with Pipeline("shell_environment") as shell_environment:
    region = shell_environment.param("region", default="eu")
    name = table()
    plain = shell("plain", "echo '{a}' $HOME")
    added = shell("added", 'echo "$REGION"', env={"REGION": region, "TABLE": name}, append_env=True)
    replaced = shell("replaced", 'echo "$LEVEL"', env={"LEVEL": "3"}, cwd="/")
    put_together = shell("put_together", text("load {table} {day}", table=name, day=context("ds")))
    [plain, added] >> replaced >> put_together
