"""Variables and connections for templates and building code, on Airflow 3."""

from __future__ import annotations

from polydag.runs.child.lookups import or_made_up, variable


def install() -> None:
    """Make up what is not found, in this process, which runs one job and ends."""
    from airflow.sdk import Connection, Variable
    from airflow.sdk.exceptions import AirflowNotFoundException, AirflowRuntimeError
    from airflow.sdk.execution_time.context import VariableAccessor

    def named(_: object, key: str, *args: object, **kwargs: object) -> object:
        return variable(key, bool(kwargs.get("deserialize_json")))

    def accessed(accessor: VariableAccessor, key: str) -> object:
        return variable(key, accessor._deserialize_json)

    def connection(_: object, key: str) -> Connection:
        return Connection(conn_id=key, conn_type="generic", host=f"{key}.host", login=key)

    errors = (AirflowRuntimeError, AirflowNotFoundException)
    Variable.get = classmethod(or_made_up(Variable.get.__func__, named, *errors))
    Connection.get = classmethod(or_made_up(Connection.get.__func__, connection, *errors))
    VariableAccessor.__getattr__ = or_made_up(VariableAccessor.__getattr__, accessed, *errors)
