from polydag import Pipeline, every, task


@task
def files() -> list[str]:
    return ["a", "b"]


@task
def process(path: str, mode: str = "fast", n: int = 1) -> int:
    return len(path)


@task(trigger_rule="none_failed")
def combine(sizes: list[int]) -> int:
    return sum(sizes)


with Pipeline("mapping", schedule=every(hours=6), max_active_runs=1) as mapping:
    names = files()
    combine(process.partial(mode="slow").map(path=names, n=[1, 2]))
    process.zip(path=["x", "y"], n=[1, 2])
    process.using(id="spread").map_kwargs([{"path": "a"}, {"path": "b", "n": 3}])
