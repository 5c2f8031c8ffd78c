from prefect import flow, task


@task
def extract_task(table_name: str):
    """Stands in for the team's extraction."""
    return f"{table_name} rows"


@task
def validate_task(table_name: str):
    """Stands in for the team's validation."""


@task
def aggregate_all_tables():
    """Stands in for the team's aggregation."""


@flow
def staging_flow(table_name: str):
    """Subflow for staging a single table"""
    extract_task(table_name)
    validate_task(table_name)
    return f"{table_name} staged"

@flow
def main_pipeline():
    """Main flow calling multiple subflows"""
    tables = ['orders', 'customers', 'products']

    for table in tables:
        staging_flow(table)  # Call subflow

    aggregate_all_tables()
