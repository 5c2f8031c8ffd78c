"""Work for clusters: Spark by its own command, EMR, Dataproc and notebooks of Databricks by their clients."""

from __future__ import annotations

from polydag.backends.acts.cloud import aws, databricks
from polydag.backends.acts.recipes import Acting, Done, done
from polydag.ir.values import Constant

_DATAPROC = "google-cloud-dataproc"
# Those that the command calls otherwise than the arguments.
_CALLED = {"java_class": "class", "yarn_queue": "queue"}
_OPTIONS = (
    *("name", "java_class", "py_files", "files", "jars", "packages", "exclude_packages"),
    *("repositories", "archives", "num_executors", "executor_cores", "total_executor_cores"),
    *("executor_memory", "driver_memory", "driver_class_path", "keytab", "principal"),
    *("proxy_user", "properties_file", "deploy_mode", "yarn_queue"),
)


@done("spark.submit")
def spark_submit(acting: Acting) -> Done:
    """An application that is handed to Spark, and waited for where Spark itself waits."""
    given = acting.operation.arguments
    rows = [r for name in ("application", "application_args", "conf") for r in acting.bound(name)]
    master = acting.environment("MASTER", "the master of Spark")
    words = ['"spark-submit"', '"--master"', master]
    for name in _OPTIONS:
        if name in given:
            option = _CALLED.get(name, name.replace("_", "-"))
            words += [f'"--{option}"', _word(acting, name)]
    rows.append(f"command = [{', '.join(words)}]")
    if "conf" in given:
        rows.append("for name, value in conf.items():")
        rows.append('    command += ["--conf", f"{name}={value}"]')
    more = ", *map(str, application_args)" if "application_args" in given else ""
    rows += [f"command += [application{more}]", *acting.bound("env_vars")]
    env = f", env={{**{acting.needs('os', '')}.environ, **env_vars}}" if "env_vars" in given else ""
    run = f"{acting.needs('subprocess', '')}.run(command, check=True{env})"
    return Done((*rows, run), "spark-submit")


def _word(acting: Acting, name: str) -> str:
    value, text = acting.operation.arguments[name], acting.take(name) or ""
    if isinstance(value, Constant) and not isinstance(value.value, str):
        return f'"{value.value}"'
    return text if isinstance(value, Constant) else f"str({text})"


@done("emr.create")
def emr_create(acting: Acting) -> Done:
    """A cluster of EMR that is started; its id is handed on."""
    rows = acting.bound("job_flow_overrides")
    run = f"{aws(acting, 'emr')}.run_job_flow(**job_flow_overrides)"
    if not acting.is_read:
        return Done((*rows, run), "boto3")
    return Done((*rows, f'return {run}["JobFlowId"]'), "boto3", "str")


@done("emr.steps")
def emr_steps(acting: Acting) -> Done:
    """Steps that a cluster of EMR is given, and that are waited for where the source says so."""
    rows = [row for name in ("job_flow_id", "steps") for row in acting.bound(name)]
    rows.append(f"client = {aws(acting, 'emr')}")
    if "job_flow_id" not in acting.operation.arguments:
        rows += [row for name in ("job_flow_name", "cluster_states") for row in acting.bound(name)]
        pages = 'client.get_paginator("list_clusters").paginate(ClusterStates=cluster_states)'
        found = 'found["Id"] for page in pages for found in page["Clusters"]'
        rows.append(f"pages = {pages}")
        rows.append(f'job_flow_id = next({found} if found["Name"] == job_flow_name)')
    added = 'client.add_job_flow_steps(JobFlowId=job_flow_id, Steps=steps)["StepIds"]'
    if acting.is_true("wait_for_completion"):
        wait = 'client.get_waiter("step_complete").wait(ClusterId=job_flow_id, StepId=name)'
        rows += [f"names = {added}", "for name in names:", f"    {wait}"]
        added = "names"
    elif not acting.is_read:
        rows.append(added.removesuffix('["StepIds"]'))
    if acting.is_false("wait_for_completion"):
        acting.value("wait_for_completion")
    if not acting.is_read:
        return Done(tuple(rows), "boto3")
    return Done((*rows, f"return {added}"), "boto3", "list[str]")


@done("emr.terminate")
def emr_terminate(acting: Acting) -> Done:
    """A cluster of EMR that is stopped."""
    rows = acting.bound("job_flow_id")
    stop = f"{aws(acting, 'emr')}.terminate_job_flows(JobFlowIds=[job_flow_id])"
    return Done((*rows, stop), "boto3")


@done("dataproc.job")
def dataproc_job(acting: Acting) -> Done:
    """A job of a cluster of Dataproc, waited for."""
    acting.packages.setdefault(_DATAPROC)
    rows = [row for name in ("job", "project_id", "region") for row in acting.bound(name)]
    if "project_id" not in acting.operation.arguments:
        rows.append(f'project_id = {acting.needs("os", "")}.environ["GOOGLE_CLOUD_PROJECT"]')
    request = ['"project_id": project_id', '"region": region', '"job": job']
    id = acting.take("request_id")
    request += [f'"request_id": {id}'] if id is not None else []
    options = '{"api_endpoint": f"{region}-dataproc.googleapis.com:443"}'
    library = acting.needs("google.cloud", "dataproc_v1")
    rows += [
        f"client = {library}.JobControllerClient(client_options={options})",
        f"client.submit_job_as_operation(request={{{', '.join(request)}}}).result()",
    ]
    return Done(tuple(rows), _DATAPROC)


@done("databricks.notebook")
def databricks_notebook(acting: Acting) -> Done:
    """A notebook that Databricks runs, waited for."""
    task = [f'"notebook_path": {acting.take("notebook_path")}']
    for name, called in (("source", "source"), ("notebook_params", "base_parameters")):
        text = acting.take(name)
        task += [f'"{called}": {text}'] if text is not None else []
    body = [f'"notebook_task": {{{", ".join(task)}}}']
    for name, called in (
        ("new_cluster", "new_cluster"),
        ("existing_cluster_id", "existing_cluster_id"),
        ("notebook_packages", "libraries"),
    ):
        text = acting.take(name)
        body += [f'"{called}": {text}'] if text is not None else []
    return Done(
        (
            f"body = {{{', '.join(body)}}}",
            f"client = {databricks(acting)}",
            'run = client.api_client.do("POST", "/api/2.1/jobs/runs/submit", body=body)',
            'client.jobs.wait_get_run_job_terminated_or_skipped(run_id=run["run_id"])',
        ),
        "databricks-sdk",
    )
