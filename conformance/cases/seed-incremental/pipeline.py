from datetime import datetime

from airflow.decorators import dag, task


def fetch_data(query):
    """Stands in for the team's query."""
    return query


@dag(schedule_interval='@daily', start_date=datetime(2024, 1, 1), catchup=False)
def incremental():
    @task
    def extract_incremental(**context):
        # Get last successful run timestamp
        last_run = context['prev_ds']

        # Extract only new data
        data = fetch_data(f"WHERE updated_at > '{last_run}'")
        return data

    extract_incremental()


incremental()
