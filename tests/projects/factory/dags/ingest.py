"""The ingest DAGs of all sources."""

from lib.factory import make_ingest
from lib.settings import SOURCES

for name, config in SOURCES.items():
    dag = make_ingest(name, config["schedule"], config["tables"])
    globals()[dag.dag_id] = dag
