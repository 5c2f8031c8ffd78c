"""Variables and connections for templates and building code, on Airflow 2."""

from __future__ import annotations

from polydag.runs.child.lookups import or_made_up, variable


def install() -> None:
    """Make up what is not found, in this process, which runs one job and ends."""
    from airflow.exceptions import AirflowNotFoundException
    from airflow.models import Connection, Variable

    def named(_: object, key: str, *args: object, **kwargs: object) -> object:
        return variable(key, bool(kwargs.get("deserialize_json")))

    def connection(_: object, key: str) -> Connection:
        return Connection(conn_id=key, conn_type="generic", host=f"{key}.host", login=key)

    get = Variable.get

    def stored(_: object, key: str, *args: object, **kwargs: object) -> object:
        return get(key, *args, **kwargs)

    look_up = Connection.get_connection_from_secrets.__func__
    Variable.get = classmethod(or_made_up(stored, named, KeyError))
    Connection.get_connection_from_secrets = classmethod(
        or_made_up(look_up, connection, AirflowNotFoundException)
    )
