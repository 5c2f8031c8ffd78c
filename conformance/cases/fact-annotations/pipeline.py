from airflow.decorators import dag, task


@dag(schedule=None)
def fact_annotations():
    @task
    def price() -> float:
        """An int in spite of the annotation, as JSON has it."""
        return 10

    @task
    def double(price: float) -> float:
        return price * 2

    double(price())


fact_annotations()
