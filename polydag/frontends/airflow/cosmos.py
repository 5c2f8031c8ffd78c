"""Projects of dbt that cosmos makes a group, or a whole DAG, of: one task each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from polydag.frontends.airflow.dag import make_dag
from polydag.frontends.airflow.handles import ConfigHandle, DagHandle
from polydag.frontends.airflow.operators import make_operator
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.request import Request
from polydag.frontends.airflow.rules.codes import DbtAsOne
from polydag.frontends.airflow.rules.dbt import REFUSED, asked, is_set
from polydag.ir.operations import Operation
from polydag.syntax.calls import Argument, Arguments, CallSite
from polydag.syntax.data import Datum, DictData, External, Known

_CONFIGS = ("ProjectConfig", "ProfileConfig", "RenderConfig", "ExecutionConfig")
CONFIGS = frozenset(
    f"{module}.{name}" for module in ("cosmos", "cosmos.config") for name in _CONFIGS
)
GROUPS = frozenset(
    {
        "cosmos.DbtTaskGroup",
        "cosmos.airflow.task_group.DbtTaskGroup",
        "cosmos.task_group.DbtTaskGroup",
    }
)
DAGS = frozenset({"cosmos.DbtDag", "cosmos.airflow.dag.DbtDag", "cosmos.dag.DbtDag"})
_OURS = ("project_config", "profile_config", "render_config", "execution_config", "operator_args")
# What the operators call otherwise than the configurations.
_OF_PROJECT = {"dbt_vars": "vars", "install_dbt_deps": "install_deps", "env_vars": "env"}
_OF_RENDERING = {"select": "select", "exclude": "exclude", "selector": "selector"}
_OF_EXECUTION = {"install_dbt_deps": "install_deps"}
_WITHOUT_TESTS = ("model", "seed", "snapshot")


def make_project(reading: Reading, site: CallSite) -> Datum | None:
    """A task for `DbtTaskGroup(…)`, with the group's id."""
    return _task(reading, site, site.arguments.take("group_id", 0) or Known("dbt_task_group"))


def make_project_dag(reading: Reading, site: CallSite) -> DagHandle:
    """A DAG for `DbtDag(…)`, with one task."""
    stated = site.arguments.keywords
    given = {name: stated.pop(name) for name in _OURS if name in stated}
    handle = make_dag(reading, site)
    inner = replace(site, arguments=Arguments(keywords=given))
    reading.stack.append(handle.draft)
    try:
        _task(reading, inner, Known("dbt_build"))
    finally:
        reading.stack.pop()
    return handle


def _task(reading: Reading, site: CallSite, id: Datum) -> Datum | None:
    """The task, which is given what the configurations say as the operators of cosmos are."""
    stated = site.arguments
    found: dict[str, Datum] = {"task_id": id}
    operators = stated.peek("operator_args")
    if isinstance(operators, DictData) and not operators.partial:
        found |= operators.text_entries()
        stated.take("operator_args")
    known = {name: stated.peek(name) for name in _OURS[:4]}
    for name, renamed in (
        ("project_config", _OF_PROJECT),
        ("render_config", _OF_RENDERING),
        ("execution_config", _OF_EXECUTION),
    ):
        found |= _named(known[name], renamed)
    keywords = {**stated.keywords, **{name: Argument(datum) for name, datum in found.items()}}
    inner = replace(site, arguments=replace(stated, keywords=keywords))
    return make_operator(reading, inner, site.qualified, rule=_built)


def _named(config: Datum | None, renamed: Mapping[str, str]) -> dict[str, Datum]:
    if not isinstance(config, ConfigHandle):
        return {}
    given = {there: config.given(name) for name, there in renamed.items()}
    return {name: datum for name, datum in given.items() if datum is not None}


def _built(request: Request) -> Operation | None:
    """A project that cosmos renders → Dbt; Opaque where its configurations are not known."""
    given = request.given
    configs = {name: given.peek(name) for name in (_OURS[0], _OURS[2], _OURS[3])}
    strange = [
        config
        for config in configs.values()
        if config is not None and not (isinstance(config, ConfigHandle) and config.is_known)
    ]
    if strange or any(is_set(request, name) for name in REFUSED):
        return None
    project = _place(configs)
    found = asked(request, ("build", *_kinds(configs["render_config"])), {}, installs=True)
    if project is None or found is None:
        return None
    request.reading.tell(DbtAsOne(task=request.task, span=request.site.span))
    for name, config in configs.items():
        given.take(name)
        if isinstance(config, ConfigHandle):
            _keep(request, name, config)
    return found.model_copy(update={"project": request.value(project)})


def _place(configs: Mapping[str, Datum | None]) -> Datum | None:
    """Where the project is: stated for running it, or for all."""
    stated = [configs["execution_config"], configs["project_config"]]
    found = (
        c.given("dbt_project_path", place)
        for c, place in zip(stated, (None, 0), strict=True)
        if isinstance(c, ConfigHandle)
    )
    return next((datum for datum in found if datum is not None), None)


def _kinds(rendering: Datum | None) -> tuple[str, ...]:
    """The words that leave tests out, where nobody wants them."""
    stated = rendering.given("test_behavior") if isinstance(rendering, ConfigHandle) else None
    name = stated.qualified.rpartition(".")[2] if isinstance(stated, External) else None
    is_none = name == "NONE" or (isinstance(stated, Known) and stated.value == "none")
    return tuple(w for kind in _WITHOUT_TESTS for w in ("--resource-type", kind)) if is_none else ()


def _keep(request: Request, name: str, config: ConfigHandle) -> None:
    """What nothing but cosmos understands is told as Airflow's own."""
    known = ["dbt_project_path", *_OF_PROJECT, *_OF_RENDERING]
    known += ["test_behavior"] if _kinds(config) else []
    for key, datum in config.rest(*known).items():
        request.extras[f"{name}.{key}"] = request.value(datum)
