"""What lives outside the code: an environment variable, a variable with a default, a secret."""

from polydag import Pipeline, environment, secret, task, text, variable


@task
def connect(host: str, token: str) -> str:
    return host + token


@task
def load(connection: str, table: str, note: str) -> int:
    return len(connection + table + note)


with Pipeline("lookup_dsl") as lookup_dsl:
    place = environment("WAREHOUSE_HOST", "localhost")
    session = connect(place, secret("token"))
    load(session, variable("table", "orders"), text("into {table}", table=variable("table", "orders")))
