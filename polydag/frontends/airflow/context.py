"""What bodies ask of Airflow: the context, XCom, parameters, variables, exceptions, marked as uses with a neutral meaning."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from polydag.frontends.airflow.escaping import CONF, HANDED_ON, Reach, asked_of, both, leaked
from polydag.frontends.airflow.handed import last_place
from polydag.frontends.airflow.looked_up import looked_up
from polydag.frontends.airflow.names import SDK, canonical, is_airflow
from polydag.frontends.airflow.pulled import pulled_name
from polydag.frontends.airflow.structure.asset_uses import AssetUses
from polydag.frontends.airflow.template_names import INJECTED, MEMBERS, OBJECTS, SYNONYMS
from polydag.ir.functions import Function, Use, UseKind
from polydag.ir.values import Constant, Value
from polydag.syntax.bodies import Body, given_to, with_uses
from polydag.syntax.trees import children

CONTEXT = "context"
_SKIP = f"{SDK}.exceptions.AirflowSkipException"
_ERROR = f"{SDK}.exceptions.AirflowException"
_FAIL = f"{SDK}.exceptions.AirflowFailException"
_METHODS = frozenset({"get", "items", "keys", "values", "copy"})
_CURRENT = f"{SDK}.get_current_context"


@dataclass(frozen=True)
class Pull:
    """`xcom_pull(…)` in a body, with the name under which its use knows it."""

    call: ast.Call
    name: str


@dataclass
class Marking:
    """What a body asks for."""

    uses: list[Use] = field(default_factory=list)
    pulls: list[Pull] = field(default_factory=list)
    pushes: list[str] = field(default_factory=list)
    conf: dict[str, Value | None] = field(default_factory=dict)


def injected_names(
    function: Function, given: frozenset[str], is_hook: bool, objects: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The parameters that Airflow fills in: the context of a hook, what is called as a fact is, and `**context`."""
    if is_hook:
        return tuple(p.name for p in function.parameters[:1])
    return tuple(
        p.name
        for p in function.parameters
        if p.name not in given
        and (p.name in INJECTED or p.name in objects or p.kind == "var_keyword")
    )


def mark(
    function: Function,
    body: Body,
    injected: tuple[str, ...],
    is_hook: bool,
    known_pull: Callable[[ast.Call], bool],
    reach: Reach,
    assets: AssetUses,
) -> tuple[Function, Marking]:
    """The function with its uses; `known_pull` says whether it is known what a call pulls, `reach` what helpers ask."""
    marker = _Marker(function, body, injected, is_hook, known_pull, reach, assets)
    names = assets.named or marker.askers & {*function.names}
    if injected or names or _names_airflow(function, body):
        for statement in body.node.body:
            marker.visit(statement)
    marking = marker.marking
    marking.uses = leaked(marking.uses, marker.leaks, function.text)
    outputs = ("result",) if function.returns_value or not marking.pushes else ()
    outputs = (*outputs, *dict.fromkeys(marking.pushes))
    changed = function.model_copy(update={"injected": injected, "outputs": outputs})
    return with_uses(changed, marking.uses), marking


def _names_airflow(function: Function, body: Body) -> bool:
    """Whether anything in the text can be Airflow's: it imports it, or a name that it takes from the module is."""
    known = body.module.names if body.module is not None else {}
    taken = (*function.names, *(capture.name for capture in function.captured))
    return "airflow" in function.text or any(is_airflow(known.get(name, "")) for name in taken)


class _Marker:
    """Walks a body, outermost expressions first."""

    def __init__(
        self,
        function: Function,
        body: Body,
        injected: tuple[str, ...],
        is_hook: bool,
        known_pull: Callable[[ast.Call], bool],
        reach: Reach,
        assets: AssetUses,
    ) -> None:
        self.body = body
        self.reach = reach
        self.assets = assets
        self.askers = reach.askers_of(body.module)
        self.known_pull = known_pull
        self.is_hook = is_hook
        self.marking = Marking()
        # Locals that stand for the context and are handed on, with what may be asked of them.
        self.leaks: dict[str, str | None] = {}
        self.roots = {name: self._root(name, function, is_hook) for name in injected}

    def _root(self, name: str, function: Function, is_hook: bool) -> str:
        kinds = {p.name: p.kind for p in function.parameters}
        if is_hook or kinds[name] == "var_keyword":
            return CONTEXT
        return OBJECTS.get(name, name)

    def visit(self, node: ast.AST) -> None:
        """Mark a node, or what is inside it."""
        if isinstance(node, ast.Import | ast.ImportFrom):
            self._import(node)
            return
        if isinstance(node, ast.Raise) and self._raise(node):
            return
        of_asset = self.assets.use(node, self.meaning)
        if of_asset is not None:
            use, parts = of_asset
            self.marking.uses.append(use)
            for part in parts:
                self.visit(part)
            return
        if isinstance(node, ast.expr) and self._expression(node):
            return
        for child in children(node):
            self.visit(child)

    def meaning(self, node: ast.AST) -> str | None:
        """What an expression is: `context`, an object of it (`ti`, `dag_run`, `params`), or a fact of the run."""
        if isinstance(node, ast.Name):
            if node.id in self.roots and not self.body.is_rebound(node.id):
                return self.roots[node.id]
            bound = self.body.bound_to(node.id)
            return None if bound is None else self.meaning(bound)
        if isinstance(node, ast.Call):
            return self._called(node)
        if isinstance(node, ast.Subscript):
            owner = self.meaning(node.value)
            key = node.slice.value if isinstance(node.slice, ast.Constant) else None
            return _entry(key) if owner == CONTEXT and isinstance(key, str) else None
        if isinstance(node, ast.Attribute):
            owner = self.meaning(node.value)
            if (owner, node.attr) == ("dag_run", "conf"):
                return CONF
            return None if owner is None else MEMBERS.get((owner, node.attr))
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            # `dag_run.conf or {}`
            return CONF if self.meaning(node.values[0]) == CONF else None
        return None

    def _called(self, node: ast.Call) -> str | None:
        if canonical(self.body.qualified(node.func) or "") == _CURRENT:
            return CONTEXT
        if isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
            key = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
            if self.meaning(node.func.value) == CONTEXT and isinstance(key, str):
                return _entry(key)
        return None

    def _expression(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Call | ast.Attribute) and self._look_up(node):
            return True
        if isinstance(node, ast.Call) and self._call(node):
            return True
        if isinstance(node, ast.Subscript | ast.Attribute | ast.Call) and self._parameter(node):
            return True
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "log"
            and self.meaning(node.value) == "ti"
        ):
            self._add("log", node, "info")
            return True
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            return False
        if self.is_hook and self._is_unknown(node):
            self._add("escape", node, self.body.segment(node))
            return True
        if isinstance(node, ast.Name | ast.Attribute) and self._is_error(node):
            self._add("error", node)
            return True
        meaning = self.meaning(node)
        if meaning is None:
            return False
        if isinstance(node, ast.Name) and self.body.bound_to(node.id) is not None:
            # A local that stands for it: its assignment is marked, the name stays.
            return self._local(node, meaning)
        self._fact(node, meaning)
        return True

    def _is_unknown(self, node: ast.expr) -> bool:
        """Whether a hook asks an object of the context for what only Airflow knows (`ti.log_url`, `dag.get_doc()`)."""
        if isinstance(node, ast.Call):
            return isinstance(node.func, ast.Attribute) and self._is_unknown(node.func)
        if not isinstance(node, ast.Attribute) or self.meaning(node) is not None:
            return False
        return self.meaning(node.value) in OBJECTS.values() or self._is_unknown(node.value)

    def _is_error(self, node: ast.expr) -> bool:
        return canonical(self.body.qualified(node) or "") == _ERROR

    def _fact(self, node: ast.expr, meaning: str) -> None:
        if meaning not in HANDED_ON or self.body.assigned_to(node) is not None:
            self._add("context", node, meaning)
            return
        asked = asked_of(node, self.body, self.reach)
        self._add("escape", node, meaning, asked=asked)

    def _local(self, node: ast.Name, meaning: str) -> bool:
        if meaning in HANDED_ON:
            asked = asked_of(node, self.body, self.reach)
            known = self.leaks.get(node.id, asked)
            self.leaks[node.id] = both(known, asked)
        return True

    def _look_up(self, node: ast.Call | ast.Attribute) -> bool:
        """A variable or connection of the server."""
        name = self.body.qualified(node.func) if isinstance(node, ast.Call) else None
        found = looked_up(node, name or "", self.meaning)
        if found is not None:
            self._add(found.kind, node, found.key, **found.arguments)
        return found is not None

    def _hand(self, node: ast.Call) -> None:
        """A helper that asks for the context is handed it: one more argument of the call."""
        if not isinstance(node.func, ast.Name) or node.func.id not in self.askers:
            return
        if self.body.binds(node.func.id):
            return
        place, lead = last_place(self.body.function.text, node)
        given = {
            "asked": self.reach.words(self.body.module, node.func.id),
            "lead": f"{lead}context=",
        }
        use = Use(kind="escape", key=CONTEXT, arguments=given, start=place, stop=place)
        self.marking.uses.append(use)

    def _call(self, node: ast.Call) -> bool:
        self._hand(node)
        if isinstance(node.func, ast.Attribute):
            owner = self.meaning(node.func.value)
            if owner == "ti" and node.func.attr == "xcom_push":
                return self._push(node)
            if owner == "ti" and node.func.attr == "xcom_pull":
                return self._pull(node)
        if _is_task_logger(node):
            self._add("log", node, "info")
            return True
        if canonical(self.body.qualified(node.func) or "") == f"{SDK}.PokeReturnValue":
            said = given_to(node, "is_done", "xcom_value")
            self._add("seen", node, "", done=said.get("is_done"), value=said.get("xcom_value"))
            return True
        return False

    def _parameter(self, node: ast.expr) -> bool:
        """`params["x"]`, `params.x`, `params.get("x")`, and the same of `dag_run.conf`."""
        owner: ast.expr | None = None
        key: object = None
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            owner, key = node.value, node.slice.value
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "get"
        ):
            if node.args and isinstance(node.args[0], ast.Constant):
                owner, key = node.func.value, node.args[0].value
        elif isinstance(node, ast.Attribute):
            owner, key = node.value, node.attr
        meaning = None if owner is None else self.meaning(owner)
        if not isinstance(key, str) or meaning not in ("params", CONF):
            return False
        if isinstance(node, ast.Attribute) and (meaning == CONF or key in _METHODS):
            return False
        return self._given(node, key, meaning)

    def _given(self, node: ast.expr, key: str, meaning: str) -> bool:
        """A parameter of the run; a key of `dag_run.conf` is one too, with the default that stands beside it."""
        default = node.args[1] if isinstance(node, ast.Call) and len(node.args) > 1 else None
        if meaning == CONF and default is not None and not isinstance(default, ast.Constant):
            return False
        if meaning == CONF:
            known = default.value if isinstance(default, ast.Constant) else None
            plain = known if isinstance(known, str | int | float) else None
            value = None if plain is None else Constant(value=plain)
            self.marking.conf[key] = self.marking.conf.get(key) or value
        self._add("parameter", node, key)
        return True

    def _push(self, node: ast.Call) -> bool:
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        given.update(zip(("key", "value"), node.args, strict=False))
        key, value = given.get("key"), given.get("value")
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str) or value is None:
            return False
        self.marking.pushes.append(key.value)
        self._add("push", node, key.value, value=value)
        self.visit(value)
        return True

    def _pull(self, node: ast.Call) -> bool:
        if not self.known_pull(node):
            return False
        name = self.body.assigned_to(node) or pulled_name(node)
        taken = {pull.name: ast.dump(pull.call) for pull in self.marking.pulls}
        number = 2
        unique = name
        while taken.get(unique, ast.dump(node)) != ast.dump(node):
            unique, number = f"{name}_{number}", number + 1
        self.marking.pulls.append(Pull(node, unique))
        self._add("pull", node, unique)
        return True

    def _raise(self, node: ast.Raise) -> bool:
        """`raise AirflowSkipException(…)` and `raise AirflowFailException(…)`."""
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        name = canonical(self.body.qualified(raised) or "") if raised is not None else ""
        kinds: dict[str, UseKind] = {_SKIP: "skip", _FAIL: "fail"}
        kind = kinds.get(name)
        if kind is None:
            return False
        message = node.exc.args[0] if isinstance(node.exc, ast.Call) and node.exc.args else None
        self._add(kind, node, "", message=message)
        if message is not None:
            self.visit(message)
        return True

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        module = node.module or "" if isinstance(node, ast.ImportFrom) else node.names[0].name
        if not module.startswith("airflow"):
            return
        self._add("import", node, "")

    def _add(
        self,
        kind: UseKind,
        node: ast.expr | ast.stmt,
        key: str = "",
        **arguments: ast.expr | str | None,
    ) -> None:
        self.marking.uses.append(self.body.use(kind, node, key, **arguments))


def _is_task_logger(node: ast.Call) -> bool:
    """`logging.getLogger("airflow.task")`: the logger whose words Airflow puts into the log of the task."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="logging"), attr="getLogger"),
            args=[ast.Constant(value="airflow.task")],
        ):
            return True
    return False


def _entry(key: str) -> str:
    """What an entry of the context is."""
    return OBJECTS.get(key, SYNONYMS.get(key, key))
