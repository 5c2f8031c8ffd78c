"""Each file goes through three steps by itself."""

from polydag import Pipeline, task


@task
def files() -> list[str]:
    return ["a", "b"]


@task
def fetch(file: str) -> str:
    return file


@task
def clean(text: str) -> str:
    return text.strip()


@task
def merge(texts: list[str]) -> str:
    return "".join(texts)


with Pipeline("map_chained") as map_chained:
    merge(clean.map(text=fetch.map(file=files())))
