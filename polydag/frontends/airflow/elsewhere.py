"""Functions that Airflow runs by a Python of their own: which one, and how it is told where that cannot be carried."""

from __future__ import annotations

from polydag.frontends.airflow.functions import Placed
from polydag.frontends.airflow.request import Request
from polydag.frontends.airflow.rules.codes import PlaceLost
from polydag.frontends.airflow.template_files import template_file
from polydag.ir.elsewhere import Elsewhere
from polydag.ir.values import Code, Constant, Entries, Items, Text, Value, walk
from polydag.syntax.data import Datum, Known
from polydag.syntax.describe import literal

# The kinds that have a counterpart in every engine.
KINDS = {"virtualenv": "virtualenv", "external_python": "interpreter", "docker": "container"}
# What says which environment a function of its own runs in, by the neutral word; those without one have an own spelling.
_WORDS = {
    "requirements": "requirements",
    "system_site_packages": "system_site_packages",
    "python": "python",
    "pip_install_options": "options",
    "venv_cache_path": "cache",
    "serializer": "serializer",
    "env_vars": "env",
    "inherit_env": "inherit_env",
    "skip_on_exit_code": "skip_on",
}
# The same of a container; the words are those of Docker's library.
_CONTAINER = {
    "image": "image",
    "python_command": "python",
    "docker_url": "url",
    "container_name": "name",
    "auto_remove": "remove",
    "serializer": "serializer",
    **{
        name: name
        for name in (
            *("cap_add", "device_requests", "environment", "extra_hosts", "hostname", "mem_limit"),
            *("mounts", "network_mode", "privileged", "shm_size", "tty", "ulimits", "user"),
            "working_dir",
        )
    },
}
# What a container has beside these.
_SECRET = ("private_environment", "use_dill")
_RESPELT = ("python_version", "use_dill", "index_urls", "string_args")
# What nothing outside of Airflow can do.
_AIRFLOWS = ("use_airflow_context", "index_urls_from_connection_ids")
# What says how far Airflow itself is there: it is not, elsewhere.
_EXPECTED = ("expect_airflow", "expect_pendulum")
# What runs a function in a container; of a pod nobody could bring the result back.
_CONTAINERS = ("docker", "kubernetes")
ENVIRONMENT = (*_WORDS, *_RESPELT, *_AIRFLOWS, *_EXPECTED)
_GLOBAL = "virtualenv_string_args"


def read_elsewhere(request: Request, spelling: str, kind: str, *, chooses: bool) -> None:
    """Read where a function runs; where that cannot be carried it is told, and the function runs where its task does."""
    names = (*_CONTAINER, *_SECRET) if kind in _CONTAINERS else ENVIRONMENT
    taken = {name: request.given.take(name) for name in names}
    stated = {name: datum for name, datum in taken.items() if datum is not None}
    request.extras |= {name: request.value(datum) for name, datum in stated.items()}
    shown = [f"{name}={_shown(datum)}" for name, datum in stated.items()]
    settings = _settings(request, stated, kind)
    reason = _reason(request, settings, kind, chooses=chooses)
    lost = PlaceLost(
        task=request.task,
        decorator=f"{spelling}({', '.join(shown)})" if shown else spelling,
        reason=reason or "its body needs the engine or the project",
        span=request.site.span,
    )
    if reason:
        request.reading.tell(lost)
        return
    known = {"kind": KINDS[kind], "settings": settings, "globals": _strings(request)}
    request.placed = Placed(Elsewhere.model_validate(known), lost)


def _strings(request: Request) -> dict[str, str]:
    """The global of the script that Airflow makes: `string_args`, as lines of text."""
    value = request.extras.get("string_args")
    texts = [str(item.value) for item in _items(value) if isinstance(item, Constant)]
    return {_GLOBAL: repr(texts)} if texts else {}


def _shown(datum: Datum) -> str:
    text = literal(datum)
    return "…" if text is None else " ".join(text.text.split())


def _settings(request: Request, stated: dict[str, Datum], kind: str) -> dict[str, Value]:
    """The settings by neutral names."""
    words = _CONTAINER if kind in _CONTAINERS else _WORDS
    found = {
        word: request.extras[name]
        for name, word in words.items()
        if name in stated and not _is_none(stated[name])
    }
    if kind == "virtualenv":
        found["requirements"] = _required(request, found)
        version = request.extras.get("python_version")
        if isinstance(version, Constant) and version.value is not None:
            found["python"] = Constant(value=f"python{version.value}")
        options = [*_items(found.get("options")), *_indexes(request.extras.get("index_urls"))]
        if options and _is_listed(found.get("options")):
            found["options"] = Items(items=tuple(options))
    found |= _container(request, found) if kind == "docker" else {}
    if request.extras.get("use_dill") == Constant(value=True):
        found["serializer"] = Constant(value="dill")
    if isinstance(found.get("skip_on"), Constant):
        found["skip_on"] = Items(items=(found["skip_on"],))
    return found


def _container(request: Request, found: dict[str, Value]) -> dict[str, Value]:
    """What is said otherwise of a container: when it is removed, and variables that Airflow shows to nobody."""
    changed: dict[str, Value] = {}
    removes, private = found.get("remove"), request.extras.get("private_environment")
    if isinstance(removes, Constant):
        changed["remove"] = Constant(value=removes.value in (True, "success", "force"))
    if private is not None:
        both = (found.get("environment", Entries()), private)
        texts = [part.entries for part in both if isinstance(part, Entries)]
        merged = {name: value for entries in texts for name, value in entries.items()}
        changed["environment"] = Entries(entries=merged) if len(texts) == 2 else Text(parts=())
    return changed


def _is_none(datum: Datum) -> bool:
    return isinstance(datum, Known) and datum.value is None


def _items(value: Value | None) -> tuple[Value, ...]:
    return value.items if isinstance(value, Items) else ()


def _is_listed(value: Value | None) -> bool:
    return value is None or isinstance(value, Items)


def _indexes(value: Value | None) -> list[Value]:
    """The options of pip that name package indexes: the first one, others, or none at all."""
    urls = [value] if isinstance(value, Constant) and value.value is not None else _items(value)
    if isinstance(value, Items) and not urls:
        return [Constant(value="--no-index")]
    words = ["--index-url", *["--extra-index-url"] * (len(urls) - 1)]
    return [
        part for word, url in zip(words, urls, strict=False) for part in (Constant(value=word), url)
    ]


def _required(request: Request, found: dict[str, Value]) -> Value:
    """The requirements one by one, also of a text or a file, with what carries the arguments where only they are installed."""
    value = found.get("requirements", Items())
    if isinstance(value, Constant):
        text = str(value.value)
        is_file = text.endswith(".txt")
        held = template_file(request.pipeline, text, request.site) if is_file else text
        if held is None:
            return value
        lines = [line.strip() for line in held.splitlines() if line.strip()]
        value = Items(items=tuple(Constant(value=line) for line in lines))
    serializer = found.get("serializer", Constant(value="pickle"))
    alone = found.get("system_site_packages") == Constant(value=False)
    if alone and serializer != Constant(value="pickle") and isinstance(value, Items):
        return Items(items=tuple(dict.fromkeys((*value.items, serializer))))
    return value


def _reason(request: Request, settings: dict[str, Value], kind: str, *, chooses: bool) -> str:
    """Why the place cannot be carried; empty where it can."""
    if kind not in KINDS:
        return "polydag knows no counterpart"
    for name in _AIRFLOWS:
        if name in request.extras and request.extras[name] != Constant(value=False):
            return f"`{name}` is Airflow's own"
    for name in (*_WORDS, *_RESPELT, *_CONTAINER):
        if name in request.mapped:
            return f"it is mapped over `{name}`"
    values = {**settings, **{n: v for n in _RESPELT if (v := request.extras.get(n)) is not None}}
    for name, value in values.items():
        if any(not isinstance(part, Constant | Items | Entries | Code) for part in walk(value)):
            return f"`{name}` is only known in a run"
        if any(isinstance(part, Code) and part.reads for part in walk(value)):
            return f"`{name}` is only known in a run"
    return _unwritten(request, settings, chooses=chooses)


def _unwritten(request: Request, settings: dict[str, Value], *, chooses: bool) -> str:
    """Why a setting has no spelling elsewhere; empty where all have one."""
    if not settings.keys() & {"requirements", "python", "image"}:
        return "nothing says which `python` it is"
    if not _is_listed(settings.get("requirements")):
        return "`requirements` is no list, or a file that is not there"
    if not _is_known(request.extras.get("string_args")):
        return "`string_args` is computed"
    if not _is_known(request.extras.get("index_urls")) or not _is_listed(settings.get("options")):
        return "options of pip are computed"
    codes = settings.get("skip_on")
    if codes is not None and (
        chooses or not _is_known(codes) or Constant(value=0) in _items(codes)
    ):
        return "`skip_on_exit_code` is computed, zero, or of a choice"
    return ""


def _is_known(value: Value | None) -> bool:
    return value is None or all(isinstance(part, Constant | Items) for part in walk(value))
