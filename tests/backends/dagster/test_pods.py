"""The queue and the pod of a task are tags that Dagster's executors read; a pod that is not written out is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import emitted

TEXT = """
from kubernetes.client import models as k8s
from airflow.sdk import DAG, task

size = make()

with DAG("etl"):

    @task(queue="big", executor_config={"pod_override": POD})
    def load(): ...

    load()
"""
POD = """k8s.V1Pod(
    metadata=k8s.V1ObjectMeta(labels={"a": "b"}),
    spec=k8s.V1PodSpec(
        containers=[
            k8s.V1Container(name="base", resources=k8s.V1ResourceRequirements(limits={"cpu": 2})),
            k8s.V1Container(name="beside", image="proxy"),
        ],
        volumes=[k8s.V1Volume(name="shared", empty_dir=k8s.V1EmptyDirVolumeSource())],
    ),
)"""
CONFIG = (
    "{\"pod_template_spec_metadata\": {\"labels\": {'a': 'b'}}, "
    '"container_config": {"resources": {"limits": {\'cpu\': 2}}}, '
    '"pod_spec_config": {"volumes": [{"name": \'shared\', "empty_dir": {}}], '
    '"containers": [{"name": \'beside\', "image": \'proxy\'}]}}'
)


@pytest.mark.parametrize(
    ("pod", "written"),
    [
        pytest.param(POD, f'"dagster-k8s/config": {CONFIG}', id="a pod of literals is a tag"),
        pytest.param("k8s.V1Pod(spec=size)", None, id="a part that is a name is told"),
        pytest.param("make_pod()", None, id="a pod that a function makes is told"),
        pytest.param("k8s.V1Pod(kind='x')", None, id="another part of a pod is told"),
    ],
)
def test_where_a_task_runs_is_a_tag(pod: str, written: str | None, tmp_path: Path) -> None:
    path = tmp_path / "etl.py"
    path.write_text(TEXT.replace("POD", pod))
    emission, told = emitted(
        read_file(SourceFile(path, path.name)), parse_target("dagster"), Options()
    )
    assert emission is not None
    code = emission.draft.text
    assert '"dagster-celery/queue": "big"' in code
    assert (written or "op_tags") in code
    dropped = [d.message for d in told if d.code == "DGW101"]
    assert [("`executor_config" in text) for text in dropped] == [True] * (written is None)
