"""Operators that run dbt: those of airflow-dbt, of airflow-dbt-python and of cosmos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from polydag.frontends.airflow.clock import known_of
from polydag.frontends.airflow.dbt_words import data, folder_of, listed, option, words
from polydag.frontends.airflow.handles import ConfigHandle
from polydag.frontends.airflow.kept import kept_call
from polydag.frontends.airflow.request import RULES, OperatorRule, Request
from polydag.frontends.airflow.rules.codes import ProfileOfConnection
from polydag.ir.operations import Dbt, Operation
from polydag.ir.values import Code, Value

_VERBS = {
    "Build": ("build",),
    "Deps": ("deps",),
    "Run": ("run",),
    "RunOperation": ("run-operation",),
    "Seed": ("seed",),
    "Snapshot": ("snapshot",),
    "Test": ("test",),
    "Compile": ("compile",),
    "LS": ("ls",),
    "Ls": ("ls",),
    "DocsGenerate": ("docs", "generate"),
    "Docs": ("docs", "generate"),
    "SourceFreshness": ("source", "freshness"),
    "Source": ("source", "freshness"),
    "Clean": ("clean",),
}
_FLAGS = ("full_refresh", "fail_fast", "data", "schema", "store_failures", "singular", "generic")
_BEFORE = ("warn_error", "quiet", "debug", "no_version_check", "cache_selected_only")
_VALUES = ("profile", "target", "select", "models", "exclude", "selector", "threads")
_VALUES_ALSO = ("resource_type", "exclude_resource_type", "indirect_selection", "sample")


# Of cosmos: what changes what dbt does, or is called afterwards.
REFUSED = ("env", "manifest_filepath", "callback", "callback_args")


_PROFILE = ("profile_name", "target_name", "profile_mapping", "profiles_yml_filepath")


@dataclass(frozen=True, kw_only=True)
class Package:
    """The operators of a package: their modules and endings, how they call the project.

    What is `refused` changes what dbt does in a way that no word says. `renamed` are options that dbt calls otherwise.
    """

    modules: tuple[str, ...]
    endings: tuple[str, ...] = ("",)
    project: str = "project_dir"
    refused: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    installs: bool = False


_PACKAGES = (
    Package(
        modules=("airflow_dbt.operators.dbt_operator", "airflow_dbt"),
        project="dir",
        own=("dbt_bin", "verbose", "output_encoding"),
    ),
    Package(
        modules=("airflow_dbt_python.operators.dbt", "airflow_dbt_python"),
        refused=(
            *("dbt_conn_id", "profiles_conn_id", "project_conn_id", "env_vars", "state", "defer"),
            *("upload_dbt_project", "do_xcom_push_artifacts"),
        ),
        renamed={"selector_name": "selector"},
    ),
    Package(
        modules=("cosmos.operators.local", "cosmos.operators", "cosmos"),
        endings=("", "Local"),
        refused=REFUSED,
        installs=True,
    ),
)


def _reads(package: Package, verb: tuple[str, ...]) -> OperatorRule:
    def read(request: Request) -> Operation | None:
        """An operator of a package → Dbt; Opaque where no word of dbt says what it asks."""
        if any(is_set(request, name) for name in package.refused):
            return None
        native = kept_call(request, request.source)
        found = asked(request, verb, package.renamed, package.installs)
        if found is None:
            return None
        request.native = native
        own = {name: request.take_value(name) for name in (*package.refused, *package.own)}
        request.extras.update({name: value for name, value in own.items() if value is not None})
        project = request.take_value(package.project)
        profiles = request.take_value("profiles_dir") or found.profiles
        return found.model_copy(update={"project": project, "profiles": profiles})

    return read


def asked(
    request: Request, verb: tuple[str, ...], renamed: Mapping[str, str], installs: bool
) -> Dbt | None:
    """What dbt is asked for by the arguments that all operators share; None where reading does not tell what that is."""
    flags = {name: _flag(request, name) for name in (*_BEFORE, *_FLAGS)}
    flags["install_deps"] = _flag(request, "install_deps", installs)
    profile = request.given.peek("profile_config")
    if profile is not None and not (isinstance(profile, ConfigHandle) and profile.is_known):
        return None
    if None in flags.values():
        return None
    if any(_is_computed(request, name) for name in ("select", "models", "exclude")):
        return None
    place = None if profile is None else profile.given("profiles_yml_filepath", 3)
    folder = None if place is None else folder_of(request.value(place))
    if place is not None and folder is None:
        return None
    values = _options(request, renamed)
    command = (
        *listed(request.take_value("dbt_cmd_global_flags")),
        *words(*(f"--{name.replace('_', '-')}" for name in _BEFORE if flags[name])),
        *words(*verb),
        *_macro(request, verb),
        *(_of_profile(request, profile) if profile is not None else ()),
        *values,
        *words(*(f"--{name.replace('_', '-')}" for name in _FLAGS if flags[name])),
        *listed(request.take_value("dbt_cmd_flags")),
    )
    return Dbt(command=command, profiles=folder, deps=bool(flags["install_deps"]))


def _is_computed(request: Request, name: str) -> bool:
    """Whether only the run knows an argument that may be one word or a list of them."""
    datum = request.given.peek(name)
    return datum is not None and isinstance(request.value(datum), Code)


def _options(request: Request, renamed: Mapping[str, str]) -> tuple[Value, ...]:
    found: tuple[Value, ...] = ()
    for name in (*_VALUES, *_VALUES_ALSO, *renamed):
        # What dbt calls models now is what it selects.
        known = "select" if name == "models" else renamed.get(name, name)
        found += option(f"--{known.replace('_', '-')}", request.take_value(name))
    return (*found, *option("--vars", data(request.take_value("vars"))))


def _macro(request: Request, verb: tuple[str, ...]) -> tuple[Value, ...]:
    """What `run-operation` runs, and with what."""
    if verb != ("run-operation",):
        return ()
    name = request.take_value("macro_name") or request.take_value("macro")
    given = option("--args", data(request.take_value("args")))
    return (*(() if name is None else (name,)), *given)


def _of_profile(request: Request, profile: ConfigHandle) -> tuple[Value, ...]:
    """The words for cosmos's profile; one that it makes of a connection of Airflow's is told."""
    request.given.take("profile_config")
    given = {
        name: None if datum is None else request.value(datum)
        for place, name in enumerate(("profile_name", "target_name"))
        for datum in [profile.given(name, place)]
    }
    for name, datum in profile.rest(*_PROFILE).items():
        request.extras[f"profile_config.{name}"] = request.value(datum)
    mapping = profile.given("profile_mapping", 2)
    if mapping is not None:
        request.extras["profile_config"] = request.value(mapping)
        told = ProfileOfConnection(task=request.task, span=request.site.span)
        request.reading.tell(told)
    return (*option("--profile", given["profile_name"]), *option("--target", given["target_name"]))


def _flag(request: Request, name: str, default: bool = False) -> bool | None:
    """Whether a flag is set; None where only the run knows."""
    if name in request.mapped:
        return None
    datum = request.given.peek(name)
    known = default if datum is None else known_of(datum)
    if datum is not None and known is None:
        return default if _is_none(request, name) else None
    if not isinstance(known, bool):
        return None
    request.given.take(name)
    return known


def _is_none(request: Request, name: str) -> bool:
    value = request.take_value(name)
    return value is None or getattr(value, "value", "") is None


def is_set(request: Request, name: str) -> bool:
    datum = request.given.peek(name)
    return name in request.mapped or (datum is not None and datum.truth() is not False)


for _package in _PACKAGES:
    for _verb, _words in _VERBS.items():
        _names = {
            f"{module}.Dbt{_verb}{ending}Operator"
            for module in _package.modules
            for ending in _package.endings
        }
        RULES.reads(*sorted(_names))(_reads(_package, _words))
