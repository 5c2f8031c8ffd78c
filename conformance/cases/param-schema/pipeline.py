"""Parameters with what JSON Schema says of them; one of them stands in the defaults, one with its task."""

from airflow.sdk import Param, dag, task


@dag(
    schedule=None,
    default_args={"params": {"kept": Param("fixed", const="fixed")}},
    params={
        "count": Param(5, type="integer", multipleOf=5, exclusiveMaximum=20, title="Count"),
        "rate": Param(1.5, type=["null", "number"], minimum=0),
        "days": Param([1, 2], type="array", items={"type": "integer"}, minItems=1),
        "unit": Param("kg", enum=["kg", "t"]),
    },
)
def param_schema():
    @task(params={"own": Param(5, type="integer")})
    def show(params):
        count, rate, days = params["count"], params["rate"], sum(params["days"])
        return f"{count} {rate} {days} {params['unit']} {params['kept']} {params['own']}"

    show()


param_schema()
