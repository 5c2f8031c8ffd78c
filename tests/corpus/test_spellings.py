"""Every spelling of a dependency gives the edges, setups and teardowns that Airflow makes of it."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from polydag.translate.reading import read_files
from polydag.translate.sources import SourceFile
from tests.corpus.structures import as_read, differences
from tests.corpus.truth import environment_of, loaded

OLD = """
from airflow import DAG
from airflow.decorators import dag, setup, task, task_group, teardown
from airflow.models.baseoperator import chain, chain_linear, cross_downstream
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator
from airflow.utils.edgemodifier import Label
from airflow.utils.task_group import TaskGroup
"""
NEW = """
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import (
    DAG, Label, TaskGroup, chain, chain_linear, cross_downstream, setup, task, task_group, teardown
)
"""
HEAD = """

@task
def give(x=None):
    return [1]


@task
def take(*args):
    return 1


@setup
def make():
    return 1


@teardown(on_failure_fail_dagrun=True)
def drop(x=None):
    return 1


def group(name, size=2):
    with TaskGroup(name) as made:
        tasks = [EmptyOperator(task_id=f"t{n}") for n in range(size)]
        chain(*tasks)
    return made

"""
TASKS = "a, b, c, d, e, f, g, h = (EmptyOperator(task_id=name) for name in 'abcdefgh')\n"
SPELLINGS = {
    "lists": """
a >> [b, c] >> d
[e, f] >> g
h << [a, g]
""",
    "mixed": """
a >> b << c
d << e << [f, g]
h >> [a]
""",
    "tuples": """
a >> (b, c)
(d, e) >> f
""",
    "methods": """
a.set_downstream([b, c])
d.set_upstream([b, c])
e.set_downstream(f, Label('x'))
g.set_upstream(h, edge_modifier=Label('y'))
""",
    "chains": """
chain(a, [b, c], [d, e], f)
chain(*[g, h])
""",
    "linear": """
chain_linear(a, [b, c], [d, e, f], g)
chain_linear(g, h)
""",
    "crosses": """
cross_downstream([a, b], [c, d])
cross_downstream(from_tasks=[e], to_tasks=[f, g])
""",
    "labels": """
a >> Label('one') >> b >> Label('two') >> [c, d]
[c, d] >> Label('x') >> e
f << Label('y') << g
Label('z') >> h
""",
    "groups": """
one, two = group('one'), group('two', 3)
a >> one >> two >> [b, c]
one >> Label('x') >> d
e >> [one, f] >> g
chain(h, [one, two], a and b)
""",
    "grouped chains": """
one, two = group('one'), group('two')
chain([a, b], [one, two], c)
chain_linear(one, [d, e])
cross_downstream([f], [two])
cross_downstream([g, one], [h])
""",
    "set on groups": """
one = group('one')
one.set_upstream(a)
one.set_downstream([b, c])
d.set_downstream(one)
""",
    "outputs": """
x = give()
y = give(x)
a >> x >> b
y >> [c, d]
[e, f] >> take(x, y)
chain(g, take(y), h)
""",
    "outputs of operators": """
one = PythonOperator(task_id='one', python_callable=print)
one.output >> a
b >> one.output
chain(one.output, [c, d])
take.override(task_id='q')(one.output['k']) >> e
""",
    "nested": """
with TaskGroup('outer') as outer:
    with TaskGroup('inner') as inner:
        x = EmptyOperator(task_id='x')
        y = EmptyOperator(task_id='y')
    z = EmptyOperator(task_id='z')
    inner >> z
a >> outer >> b
c >> inner >> d
outer << e
""",
    "group functions": """
@task_group
def grouped(n):
    return take(give(n))
one = grouped(1)
a >> one >> b
two = grouped(one)
[c, d] >> two
two >> Label('x') >> e
""",
    "empty group": """
with TaskGroup('none') as none:
    pass
a >> none >> b
""",
    "chain of labels": """
chain(a, Label('x'), b, [Label('y'), Label('z')], [c, d], e)
""",
    "setup calls": """
x = make()
y = give()
x >> y >> drop(x)
""",
    "as setup": """
s = a.as_setup()
t = b.as_teardown(setups=s)
s >> c >> t
d >> t
""",
    "teardown of several": """
b.as_teardown(setups=[c, d], on_failure_fail_dagrun=True)
[c, d] >> a >> b
""",
    "with teardown": """
with b.as_teardown(setups=a):
    c >> d
    e
""",
    "with chain": """
with a.as_setup() >> b.as_teardown():
    c >> [d, e]
    f
""",
    "with list": """
with [a, b] >> c.as_teardown(setups=[a, b]):
    d >> e
""",
    "with decorated": """
x = make()
y = drop(x)
with x >> y as scope:
    give() >> take()
    scope.add_task(a)
""",
    "with several": """
with a.as_setup() >> b.as_teardown(setups=a), c.as_setup() >> d.as_teardown(setups=c):
    e >> f
""",
    "with nested": """
with a.as_setup() >> b.as_teardown(setups=a):
    e
    with c.as_setup() >> d.as_teardown(setups=c):
        f >> g
""",
    "setups in groups": """
with TaskGroup('one') as one:
    s = EmptyOperator(task_id='s').as_setup()
    w = EmptyOperator(task_id='w')
    t = EmptyOperator(task_id='t').as_teardown(setups=s)
    s >> w >> t
one >> a
b >> one
""",
    "setup before group": """
one = group('one')
a.as_setup() >> one >> b.as_teardown(setups=a)
one >> c
""",
    "flags": """
a.is_setup = True
b.is_teardown = True
b.on_failure_fail_dagrun = True
a >> c >> b
a >> b
""",
    "teardown in list": """
a >> [b.as_teardown(), c]
[d.as_setup(), e] >> f
""",
}


@pytest.mark.engines
@pytest.mark.parametrize(("version", "imports"), [("airflow-3.3", NEW), ("airflow-2.11", OLD)])
def test_every_spelling_gives_the_edges_of_airflow(
    version: str, imports: str, tmp_path: Path
) -> None:
    for number, (name, text) in enumerate(SPELLINGS.items()):
        dag = f"with DAG({name.replace(' ', '_')!r}):\n{indent(TASKS + text, '    ')}\n"
        (tmp_path / f"spelling_{number}.py").write_text(imports + HEAD + dag)
    truth = loaded(environment_of(version), [tmp_path])
    readings = read_files(SourceFile(path, path.name) for path in truth)
    found: list[str] = []
    for (path, loading), reading in zip(truth.items(), readings, strict=True):
        assert reading.module is not None
        about = differences(loading["dags"], as_read(reading.module))
        found += [str(d) for d in about if d.task is not None]
        found += [f"{path.name}: {d}" for d in reading.diagnostics if d.code != "AFR003"]
        found += [f"{path.name}: {loading['error']}"] if loading["error"] else []
    assert found == []
