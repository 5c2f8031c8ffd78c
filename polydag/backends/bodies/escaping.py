"""Airflow's context where a body hands it on: a small frozen mapping of what the target knows of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from polydag.backends.bodies.spelling import Site, Spelled
from polydag.ir.functions import Function, Use, flat_uses
from polydag.ir.policies import RunParameter

ANYTHING = "*"
# Facts by Airflow's key, and what its objects know of the run.
_DATES = (
    "ds",
    "ds_nodash",
    "ts",
    "ts_nodash",
    "logical_date",
    "data_interval_start",
    "data_interval_end",
    "prev_ds",
    "next_ds",
    "yesterday_ds",
    "tomorrow_ds",
)
_OF_RUN = ("run_id",)
# What only callbacks are told.
_OF_END = ("exception", "reason")
_OBJECTS = {
    "ti": ("task_id", "dag_id", "run_id", "try_number"),
    "task": ("task_id", "dag_id"),
    "dag": ("dag_id",),
    "dag_run": (
        "dag_id",
        "run_id",
        "logical_date",
        "data_interval_start",
        "data_interval_end",
        "conf",
    ),
}
_ALIASES = {"ti": ("ti", "task_instance")}
_SYNONYMS = {"execution_date": "logical_date", "dag_id": "pipeline"}
_LINE = 80
_NAMESPACE = ("types", "SimpleNamespace")
CONTEXT = "AirflowContext"
CONTEXT_CLASS = '''class AirflowContext(Mapping):
    """What Airflow hands to callables as their context, as far as it is known here; any other key raises."""

    def __init__(self, **known):
        self._known = known

    def __getitem__(self, key):
        if key not in self._known:
            raise NotImplementedError(f"`{key}` of Airflow's context is not known here")
        return self._known[key]

    def __iter__(self):
        return iter(self._known)

    def __len__(self):
        return len(self._known)'''
Facts = Callable[[str], Spelled | None]


def facts_asked(use: Use) -> tuple[str, ...]:
    """The facts of the run that are read where the context is handed on, by the IR's words."""
    if use.kind != "escape" or "asked" not in use.arguments:
        return ()
    asked = use.arguments["asked"].split()
    members = _members(use.key, asked) if use.key in _OBJECTS else _context_facts(asked)
    keys = [_SYNONYMS.get(key, key) for key in members]
    return tuple(dict.fromkeys(key for key in keys if key != "conf"))


def asks_by_name(use: Use) -> bool:
    """Whether it is known what whoever is handed the context asks for."""
    return ANYTHING not in use.arguments.get("asked", ANYTHING).split()


def asks_parameters(use: Use) -> bool:
    """Whether the parameters of the run are handed on."""
    if use.kind != "escape" or "asked" not in use.arguments:
        return False
    asked = {*use.arguments["asked"].split()}
    return use.key in ("params", "dag_run.conf") or bool(asked & {"params", "conf", ANYTHING})


def hands_on(function: Function, unsupported: Iterable[Use]) -> bool:
    """Whether the function hands on a context that is built for it."""
    lost = [*unsupported]
    return any(use.kind == "escape" and use not in lost for use in flat_uses(function.uses))


@dataclass(frozen=True)
class Run:
    """The parameters of a run by name, and those of them that the source states; `whole` is all of them in one expression."""

    names: tuple[str, ...] = ()
    declared: frozenset[str] = frozenset()
    whole: Spelled | None = None

    @classmethod
    def of(cls, parameters: Iterable[RunParameter]) -> Run:
        """What a run is given."""
        known = {parameter.name: parameter.declared for parameter in parameters}
        return cls(tuple(known), frozenset(name for name in known if known[name]))


NO_PARAMETERS = Run()


def escaped(facts: Facts, parameters: Facts | None, run: Run) -> Callable[[Site], Spelled | None]:
    """The rule of a target for `escape`: `facts` and `parameters` spell each by itself; without the latter nobody knows them."""

    def spelled(site: Site) -> Spelled | None:
        words = site.arguments.get("asked")
        is_unknown = parameters is None and run.whole is None
        if words is None or (is_unknown and site.key in ("params", "dag_run.conf")):
            return None
        build = _Build(facts, parameters, run, words.split())
        return build.made(site.arguments.get("lead", "") + build.of(site.key))

    return spelled


def _members(owner: str, asked: list[str]) -> list[str]:
    return [m for m in _OBJECTS[owner] if ANYTHING in asked or m in asked or m not in _DATES]


def _context_facts(asked: list[str]) -> list[str]:
    """The facts behind the keys that are asked for, those of objects among them."""
    words = {_SYNONYMS.get(word, word) for word in asked}
    found = [key for key in (*_DATES, *_OF_RUN) if ANYTHING in asked or key in words]
    for name in _objects(asked):
        found += _members(name, asked)
    return found


def _objects(asked: list[str]) -> list[str]:
    return [
        name
        for name in _OBJECTS
        if ANYTHING in asked or any(alias in asked for alias in _ALIASES.get(name, (name,)))
    ]


class _Build:
    """Puts an expression together, and collects what its parts need."""

    def __init__(self, facts: Facts, parameters: Facts | None, run: Run, asked: list[str]) -> None:
        self.facts = facts
        self.parameters = parameters
        self.knows_parameters = parameters is not None or run.whole is not None
        self.run = run
        self.asked = asked
        self.parts: list[Spelled] = []

    def made(self, text: str) -> Spelled:
        """The expression with everything that its parts need."""
        found = Spelled(text=text)
        for part in self.parts:
            found = replace(
                found,
                imports=(*found.imports, *part.imports),
                needs=found.needs | part.needs,
                parameters=tuple(dict.fromkeys((*found.parameters, *part.parameters))),
                module=tuple(dict.fromkeys((*found.module, *part.module))),
            )
        return found

    def of(self, key: str) -> str:
        """The context itself, or one of its objects."""
        if key == "params":
            return self._parameters()
        if key == "dag_run.conf":
            return self._conf()
        if key in _OBJECTS:
            return self._object(key)
        self.parts.append(Spelled(text=None, needs=frozenset({CONTEXT})))
        known = self._facts(key for key in _context_keys(self.asked))
        for name in _objects(self.asked):
            aliases = _ALIASES.get(name, (name,))
            known += [
                f"{alias}={self._object(name)}"
                for alias in aliases
                if {alias, ANYTHING} & {*self.asked}
            ]
        if {"params", ANYTHING} & {*self.asked} and self.knows_parameters:
            known.append(f"params={self._parameters()}")
        return _lines(CONTEXT, known)

    def _object(self, name: str) -> str:
        self.parts.append(Spelled(text=None, imports=(_NAMESPACE,)))
        members = _members(name, self.asked)
        known = self._facts(member for member in members if member != "conf")
        if "conf" in members and self.knows_parameters:
            known.append(f"conf={self._conf()}")
        return f"SimpleNamespace({', '.join(known)})"

    def _facts(self, keys: Iterable[str]) -> list[str]:
        """`key=…` of what the target knows."""
        found = []
        for key in keys:
            spelled = self.facts(_SYNONYMS.get(key, key))
            if spelled is not None and spelled.text is not None:
                self.parts.append(spelled)
                found.append(f"{key}={spelled.text}")
        return found

    def _parameters(self, names: Iterable[str] | None = None) -> str:
        if self.run.whole is not None:
            self.parts.append(self.run.whole)
            return self.run.whole.text or ""
        given = []
        stated = [name for name in self.run.names if name in self.run.declared]
        for name in stated if names is None else names:
            spelled = self.parameters(name) if self.parameters is not None else None
            if spelled is not None:
                self.parts.append(spelled)
                given.append(f'"{name}": {spelled.text}')
        return f"{{{', '.join(given)}}}"

    def _conf(self) -> str:
        """What a run was given: parameters that nobody gave are not in it."""
        given = self._parameters(self.run.names)
        if given == "{}" or self.run.whole is not None:
            return given
        return f"{{key: value for key, value in {given}.items() if value is not None}}"


def _lines(name: str, known: list[str]) -> str:
    """A call, with an argument a line where there are many."""
    line = f"{name}({', '.join(known)})"
    if len(line) <= _LINE:
        return line
    rows = "".join(f"        {argument},\n" for argument in known)
    return f"{name}(\n{rows}    )"


def _context_keys(asked: list[str]) -> list[str]:
    keys = [*_DATES, *_OF_RUN, *_OF_END, "execution_date"]
    return [key for key in keys if key in asked or (ANYTHING in asked and key != "execution_date")]
