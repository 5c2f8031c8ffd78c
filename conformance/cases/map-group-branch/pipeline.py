"""Each file is loaded as a whole or in part."""

from airflow.decorators import dag, task, task_group


@dag(schedule=None)
def map_group_branch():
    @task
    def files() -> list[str]:
        return ["a", "b"]

    @task.branch
    def pick(file: str) -> str:
        return "one_file.full" if file == "a" else "one_file.delta"

    @task
    def full(file: str) -> str:
        return file

    @task
    def delta(file: str) -> str:
        return file

    @task(trigger_rule="none_failed_min_one_success")
    def close(file: str) -> str:
        return file

    @task_group
    def one_file(file: str):
        closed = close(file)
        pick(file) >> [full(file), delta(file)] >> closed
        return closed

    @task
    def done() -> str:
        return "done"

    one_file.expand(file=files()) >> done()


map_group_branch()
