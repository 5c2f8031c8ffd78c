"""One attempt of one task in the worker process; standard library only."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol, cast

from polydag.runs.child import programs
from polydag.runs.child.bodies import at, is_asked, of
from polydag.runs.child.hanging import SOON, hang
from polydag.runs.child.stubs import StubFailure, StubSkip, derive, plain
from polydag.runs.reference import calls, shell
from polydag.runs.reference.context import Context, Fail, Seen, Skip
from polydag.runs.reference.keeping import Shelf, key_of
from polydag.runs.reference.namespace import Namespace
from polydag.runs.reference.waiting import PAUSE, Patience, wait

Message = dict[str, object]


class Home(Protocol):
    """What an attempt needs of its worker."""

    real: bool
    facts: Message
    own: Message
    parameters: Message
    declared: list[str]
    assumed: Message
    scenario: Message
    elements: dict[str, list[Message]]
    failures: dict[str, BaseException]
    functions: dict[str, Message]
    namespace: Namespace
    run: str
    shelf: Shelf | None

    def compute(self, tree: object) -> object:
        """The value of a tree."""

    def instance(self, group: str, index: int | None) -> AbstractContextManager[None]:
        """Compute as an instance of a mapped group."""

    def keep(self, task: str, index: int | None, outputs: Message) -> None:
        """Remember what a task gave."""


class Attempt:
    """Runs a body, or what stands in for it, and says what happened."""

    def __init__(self, home: Home, message: Message) -> None:
        self.home = home
        self.message = message
        self.task = str(message["task"])
        self.index = cast("int | None", message["index"])
        self.inputs: Message = {}
        self.outputs: Message = {}
        self.is_kept = False

    def report(self) -> Message:
        """Run the attempt; whatever the body raises becomes its outcome."""
        try:
            with calls.limit(self._limit()):
                result = self._run()
            self.home.keep(self.task, self.index, self.outputs)
            return self._said("success") | {"result": plain(result), "kept": self.is_kept}
        except (Skip, StubSkip) as skip:
            return self._said("skipped") | {"message": str(skip)}
        except (Exception, SystemExit) as error:  # noqa: BLE001  # a body may raise anything
            self.home.failures.pop(self.task, None)
            self.home.failures[self.task] = error
            kinds = [kind.__name__ for kind in type(error).__mro__]
            return self._said("failed") | {
                "error": type(error).__name__,
                "message": str(error),
                "kinds": kinds,
                "final": isinstance(error, Fail),
            }

    def _said(self, state: str) -> Message:
        return {"state": state, "inputs": plain(self.inputs), "outputs": plain(self.outputs)}

    def _run(self) -> object:
        self.home.own = {
            "try_number": self.message["attempt"],
            "map_index": -1 if self.index is None else self.index,
            "task_id": self.task,
            "test_mode": False,
            "task_instance_key_str": "__".join(
                str(self.home.facts.get(key) or self.task)
                for key in ("pipeline", "task_id", "ds_nodash")
            ),
        }
        trees = cast("Message", self.message["arguments"])
        with self.home.instance(str(self.message["group"]) or self.task, self.index):
            arguments = {name: self.home.compute(tree) for name, tree in trees.items()}
        if self.index is not None:
            arguments |= self.home.elements[self.task][self.index]
        pulled = cast("Message", self.message["pulls"])
        pulls = {name: self.home.compute(tree) for name, tree in pulled.items()}
        self.inputs = {**self._spread(arguments), **pulls}
        if self.message["kind"] == "shell":
            self.inputs = self._command(arguments)
        return self._unless_kept(lambda: self._done(arguments, pulls))

    def _unless_kept(self, work: Callable[[], object]) -> object:
        """The result of an equal call before, where there is one; else that of the work, which is kept."""
        cache, shelf = cast("Message | None", self.message["cache"]), self.home.shelf
        key = key_of(cache, self.message, self.inputs, self.home) if cache and shelf else None
        if cache is None or shelf is None or key is None:
            return work()
        found = shelf.find(key, cast("float | None", cache["within"]))
        if found is not None:
            self.is_kept = True
            result, self.outputs = found
            return result
        result = work()
        shelf.put(key, result, self.outputs)
        return result

    def _done(self, arguments: Message, pulls: Message) -> object:
        self._begin()
        result = self._body(arguments, pulls)
        if self._asked("fail_late"):
            raise StubFailure(f"{self.task} fails after its body")
        return result

    def _body(self, arguments: Message, pulls: Message) -> object:
        kind = str(self.message["kind"])
        if kind == "condition":
            with self.home.instance(str(self.message["group"]), self.index):
                return self._gave(bool(self.home.compute(self.message["condition"])))
        if kind == "function" and (self.home.real or self.message["synthesised"]):
            return self._called(arguments, pulls)
        if kind == "wait":
            return self._waited(arguments, pulls)
        if kind == "shell" and self.home.real:
            return self._gave(self._shell(self.inputs))
        if kind == "script" and self.home.real:
            return self._gave(self._script(arguments, pulls))
        if kind == "empty":
            return None
        if kind == "launch":
            return None
        if kind == "latest" and self.home.real:
            return self._gave(True)  # a run here is one by hand
        if self.home.real:
            raise NotImplementedError(f"the reference cannot do this for real: {kind}")
        return self._stubbed()

    def _spread(self, arguments: Message) -> Message:
        """The arguments by name, those of `**kwargs` among them, as every runner records them."""
        part = self.home.functions.get(str(self.message["function"]), {})
        kinds = cast("dict[str, str]", part.get("parameters", {}))
        spread: Message = {}
        for name, value in arguments.items():
            if kinds.get(name) == "var_keyword":
                spread |= cast("Message", value)
            else:
                spread[name] = value
        return spread

    def _begin(self) -> None:
        """Hang, skip or fail before the body, as the scenario wants."""
        if self._asked("hang"):
            hang()
        if self.message["kind"] != "wait":
            self._steer()

    def _steer(self) -> None:
        """Skip or fail, as the scenario wants; a wait does so when it looks, which may forgive that."""
        if of(cast("list[str]", self.home.scenario["skip"]), self.task, self.index):
            raise StubSkip(f"{self.task} is skipped")
        if self._asked("fail"):
            raise StubFailure(f"{self.task} fails")

    def _asked(self, what: str) -> bool:
        """Whether this attempt is one of those that the scenario asks for."""
        named = cast("dict[str, int]", self.home.scenario[what])
        return is_asked(named, self.task, self.index, cast("int", self.message["attempt"]))

    def _limit(self) -> float | None:
        """The task's time limit, near where the body hangs."""
        limit = cast("float | None", self.message["timeout"])
        return min(limit, SOON) if limit is not None and self._asked("hang") else limit

    def _gave(self, value: object) -> object:
        self.outputs = {"result": value}
        return value

    def _called(self, arguments: Message, pulls: Message) -> object:
        name = str(self.message["function"])
        part = self.home.functions[name]
        facts = {**self.home.facts, **self.home.own}
        context = Context(facts, self.home.parameters, pulls, self.home.assumed)
        context.declared = self.home.declared
        function = cast("Callable[..., object]", self.home.namespace.function(name))
        result = calls.call(function, part, arguments, context)
        names = cast("list[str]", part["outputs"])
        if self.message["labels"] and context.pushed:
            # What a body chooses is what it gives.
            return self._gave(list(context.pushed))
        self.outputs = calls.outputs(result, names, context)
        for name in cast("list[str]", part["optional"]):
            if name not in context.pushed and self.outputs.get(name) is None:
                self.outputs.pop(name, None)
        if part["optional"] and len(names) == 1 and not self.outputs:
            raise Skip(f"{name} gave no output")
        return self.outputs.get("result", result)

    def _waited(self, arguments: Message, pulls: Message) -> object:
        """Call the function until it finds something; what stands in for it looks in vain as often as the scenario wants."""
        patience = Patience.of(cast("Message", self.message["wait"]))
        if self.home.real or self.message["synthesised"]:
            found = wait(lambda: self._called(arguments, pulls), patience, PAUSE)
            value = found.value if isinstance(found, Seen) else None
            self.outputs["result"] = value
            return value
        asked = at(cast("dict[str, int]", self.home.scenario["wait"]), self.task, self.index, 0)
        looks = itertools.count()

        def look() -> bool:
            self._steer()
            return 0 <= asked <= next(looks)

        wait(look, patience, 0.0)
        return self._stubbed()

    def _command(self, arguments: Message) -> Message:
        """What would be run, as every runner records it."""
        options = cast("Mapping[str, object]", self.message["shell"])
        names = cast("list[str] | None", options["env"])
        env = None if names is None else {name: arguments[name] for name in names}
        text, folder = arguments["command"], arguments.get("cwd")
        return programs.given(text, env, bool(options["append"]), folder)

    def _shell(self, known: Message) -> object:
        options = cast("Mapping[str, object]", self.message["shell"])
        line = shell.run(
            str(known["command"]),
            cast("Mapping[str, object] | None", known["env"]),
            bool(known["append_env"]),
            known["cwd"],
            options["skip_on"],
        )
        if options["processor"] is None:
            return line
        made = cast("Callable[[str], object]", self.home.compute(options["processor"]))
        return made(line)

    def _script(self, arguments: Message, pulls: Message) -> object:
        """Run the command that the author's function returns."""
        options = cast("Message", self.message["shell"])
        around = [*cast("list[str]", options["env"] or []), *(["cwd"] if options["cwd"] else [])]
        own = {name: value for name, value in arguments.items() if name not in around}
        command = self._called(own, pulls)
        return self._shell(self._command({**arguments, "command": command}))

    def _stubbed(self) -> object:
        """The values that the scenario gives, else values derived from the inputs that count."""
        values = cast("Message", self.home.scenario["values"])
        counted = cast("list[str]", self.message["counted"])
        given = {name: self.inputs[name] for name in counted if name in self.inputs}
        annotations = cast("dict[str, str | None]", self.message["outputs"])
        first = next(iter(annotations), "result")
        own = f"{self.task}[{self.index}]"
        absent = cast("list[str]", self.home.scenario["leave_out"])
        for output, annotation in annotations.items():
            if f"{self.task}.{output}" in absent:
                continue
            if own in values and output in ("result", first):
                value = values[own]
            elif f"{self.task}.{output}" in values:
                value = values[f"{self.task}.{output}"]
            elif self.task in values and output in ("result", first):
                value = values[self.task]
            else:
                value = derive(self.task, output, given, annotation)
            self.outputs[output] = value
        return self.outputs.get(first)
