"""A DAG that is only there where a package is."""

from airflow import DAG
from airflow.providers.standard.operators.empty import EmptyOperator

try:
    from kubernetes.client import models as k8s
except ImportError:
    k8s = None

if k8s:
    with DAG("in_pods"):
        EmptyOperator(task_id="start", executor_config={"pod_override": k8s.V1Pod()})
