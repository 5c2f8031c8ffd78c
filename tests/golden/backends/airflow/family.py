from airflow.sdk import DAG, task


@task
def a():
    print('a')


@task
def process_region(region):
    return region


@task
def combine(regions):
    pass


with DAG(dag_id="regions") as dag:
    a_task = a()
    processes = []
    for region in ["us-east", "eu-central"]:
        process = process_region.override(task_id=f"process_{region}")(region)
        processes.append(process)
    combine(processes)

    a_task >> processes
