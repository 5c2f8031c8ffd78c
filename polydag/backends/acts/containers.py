"""Containers that run to their end: on a Docker host, or as a pod of a cluster."""

from __future__ import annotations

from polydag.backends.acts.recipes import Acting, Done, done

_HOST = "unix://var/run/docker.sock"


@done("container.run")
def container(acting: Acting) -> Done:
    """A container whose failure fails the task; its last line of output is handed on."""
    acting.packages.setdefault("docker")
    docker = acting.needs("docker", "")
    host = acting.known("docker_url")
    client = f"{docker}.from_env()"
    if "docker_url" in acting.operation.arguments and host != _HOST:
        client = f"{docker}.DockerClient(base_url={acting.take('docker_url')})"
    given = acting.keywords("image", "command", "entrypoint", "environment", "working_dir")
    given += acting.keywords("user", "mounts", "network_mode", "privileged", "mem_limit", "tty")
    given += acting.keywords("shm_size", "hostname", "extra_hosts", name="container_name")
    removes = acting.known("auto_remove")
    if removes in (True, "success", "force"):
        given.append("remove=True")
    elif removes is None and "auto_remove" in acting.operation.arguments:
        given.append(f"remove={acting.take('auto_remove')}")
    rows = [f"client = {client}"]
    if acting.is_true("force_pull"):
        rows.append(f"client.images.pull({acting.take('image')})")
    run = f"client.containers.run({', '.join(given)})"
    if not acting.is_read:
        return Done((*rows, f"print({run}.decode())"), "the Docker SDK")
    rows += [f"message = {run}.decode()", "print(message)"]
    return Done((*rows, 'return message.strip().rpartition("\\n")[2]'), "the Docker SDK", "str")


@done("pod.run")
def pod(acting: Acting) -> Done:
    """A pod that runs as a job of the cluster, and is waited for."""
    return _dagster_pod(acting) if acting.target == "dagster" else _prefect_pod(acting)


def _dagster_pod(acting: Acting) -> Done:
    acting.packages.setdefault("dagster-k8s")
    acting.wants.add("context")
    given = ["context", *acting.keywords("image", "namespace", command="cmds", args="arguments")]
    given += acting.keywords(
        "image_pull_policy", "service_account_name", load_incluster_config="in_cluster"
    )
    rows = acting.bound("env_vars")
    if rows:
        given.append('env_vars=[f"{name}={value}" for name, value in env_vars.items()]')
    named = acting.take("name")
    given += [f'job_metadata={{"labels": {{"name": {named}}}}}'] if named is not None else []
    run = f"{acting.needs('dagster_k8s', 'execute_k8s_job')}({', '.join(given)})"
    return Done((*rows, run), "dagster-k8s")


def _prefect_pod(acting: Acting) -> Done:
    acting.packages.setdefault("prefect-kubernetes")
    names = ("name", "namespace", "image", "cmds", "arguments", "env_vars")
    rows = [row for name in names for row in acting.bound(name)]
    there = acting.operation.arguments
    container = ['"name": "main"', '"image": image']
    container += ['"command": cmds'] if "cmds" in there else []
    container += ['"args": arguments'] if "arguments" in there else []
    container += (
        [f'"imagePullPolicy": {acting.take("image_pull_policy")}']
        if "image_pull_policy" in there
        else []
    )
    if "env_vars" in there:
        container.append(
            '"env": [{"name": key, "value": value} for key, value in env_vars.items()]'
        )
    account = acting.take("service_account_name")
    spec = [f'"containers": [{{{", ".join(container)}}}]', '"restartPolicy": "Never"']
    spec += [f'"serviceAccountName": {account}'] if account is not None else []
    named = "name" if "name" in there else "'pod'"
    # Of runs at the same time each has a pod of its own.
    unique = acting.needs("uuid", "uuid4")
    job = (
        f'{{"apiVersion": "batch/v1", "kind": "Job", "metadata": {{"name": f"{{{named}}}-{{{unique}().hex[:8]}}"}},'
        f' "spec": {{"backoffLimit": 0, "template": {{"spec": {{{", ".join(spec)}}}}}}}}}'
    )
    block = acting.needs("prefect_kubernetes", "KubernetesJob")
    credentials = f"{acting.needs('prefect_kubernetes.credentials', 'KubernetesCredentials')}()"
    space = ", namespace=namespace" if "namespace" in there else ""
    acting.value("in_cluster")
    rows += [
        f"job = {job}",
        f"run = {block}(credentials={credentials}, v1_job=job{space}).trigger()",
        "run.wait_for_completion()",
    ]
    return Done(tuple(rows), "prefect-kubernetes")
