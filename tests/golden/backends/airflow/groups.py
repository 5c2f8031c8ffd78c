from airflow.sdk import TaskGroup, dag, task


@task
def extract_task(table):
    return [table]


@task
def validate_task(table, rows):
    pass


@task
def aggregate():
    pass


@dag
def main_pipeline():
    with TaskGroup("staging_flow_orders", tooltip="Stage one table."):
        rows = extract_task(table="orders")
        validate = validate_task(table="orders", rows=rows)
    with TaskGroup("staging_flow_customers", tooltip="Stage one table."):
        extracted_task = extract_task(table="customers")
        validate_task_task = validate_task(table="customers", rows=extracted_task)
    aggregate_task = aggregate()

    validate >> extracted_task
    validate_task_task >> aggregate_task


main_pipeline()
