from airflow.sdk import dag, task


@task
def extract():
    return [1]


@task.branch
def choose_process(data):
    if len(data) > 1000:
        return "full_process"
    return "incremental_process"


@task
def full_process(data):
    pass


@task
def incremental_process(data):
    pass


@task(trigger_rule="none_failed")
def finish():
    pass


@dag
def conditional():
    data = extract()
    choose_process_task = choose_process(data)
    full_process_task = full_process(data)
    incremental_process_task = incremental_process(data)
    finish_task = finish()

    choose_process_task >> [full_process_task, incremental_process_task] >> finish_task


conditional()
