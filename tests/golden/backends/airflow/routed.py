from airflow.sdk import dag, task


# polydag AFW208: the labels of `route` become ids of tasks in `route_branch`
@task
def route():
    if ready():
        return "now"
    else:
        return "later"


@task.branch
def route_branch(label):
    return {"now": "a", "later": "b"}[label]


@task
def a():
    print('a')


@task
def b():
    print('b')


@dag
def routed():
    label = route()
    route_branch_task = route_branch(label)
    a_task = a()
    b_task = b()

    route_branch_task >> [a_task, b_task]


routed()
# told: AFW208 the labels of `route` become ids of tasks in `route_branch`
