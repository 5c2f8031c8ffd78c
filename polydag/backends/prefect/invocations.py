"""Calls, submissions and maps as text."""

from __future__ import annotations

from collections.abc import Mapping

from polydag.backends.prefect.calls import Callee, arguments_text, is_scalar
from polydag.backends.prefect.lines import Lines
from polydag.backends.prefect.needs import Needs
from polydag.backends.prefect.references import Reading, References
from polydag.ir.tasks import Mapping as Mapped
from polydag.ir.values import OutputOf, Value
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression

Given = Mapping[str, Expression]


class Invocations:
    """Spells how a task is started."""

    def __init__(
        self,
        references: References,
        needs: Needs,
        lines: Lines,
        waits: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.references = references
        self.waits = waits
        self.needs = needs
        self.lines = lines

    def direct(self, callee: Callee, *extra: str) -> str:
        """`load(rows)`."""
        return self._call(callee, "", self._given(callee, Reading.VALUE), list(extra))

    def one_by_one(self, callee: Callee, mapping: Mapped) -> str:
        """`[load(city) for city in cities]`: the first failure ends it."""
        targets, collection = self._over(mapping)
        given = {**self._given(callee, Reading.VALUE), **{n: Expression(n) for n in targets}}
        return f"[{self._call(callee, '', given, [])} for {', '.join(targets)} in {collection}]"

    def submitted(self, callee: Callee, reading: Reading = Reading.FUTURE, *extra: str) -> str:
        """`load.submit(rows, wait_for=[archived])`, or a map."""
        given = self._given(callee, reading)
        waits = self._wait_for(callee) if reading is Reading.FUTURE and not extra else list(extra)
        if callee.task.mapping is not None and callee.task.mapping.mode != "group":
            return self._mapped(callee, callee.task.mapping, given, waits)
        return self._call(callee, ".submit", given, waits)

    def test_of(self, collections: tuple[Value, ...]) -> str:
        """Whether there is an element to map over."""
        return " and ".join(self._collection(value).text for value in collections)

    def head_of(self, mapping: Mapped, reading: Reading) -> tuple[list[str], str]:
        """Loop variables of a mapped group, and what they run over; a collection that failed has no elements."""
        if mapping.mode == "kwargs":
            return ["element"], self._elements(mapping.over["**"], reading)
        if reading is Reading.VALUE:
            return self._over(mapping)
        spelt = {name: self._elements(value, reading) for name, value in mapping.over.items()}
        if len(spelt) == 1:
            return list(spelt), next(iter(spelt.values()))
        return list(spelt), f"{self._combiner(mapping)}({', '.join(spelt.values())})"

    def _elements(self, value: Value, reading: Reading) -> str:
        text = self.references.spelt(value, reading).text
        return (
            text if reading is Reading.VALUE or not isinstance(value, OutputOf) else f"{text} or []"
        )

    def _combiner(self, mapping: Mapped) -> str:
        if mapping.mode == "zip":
            return "zip"
        self.lines.need(Import("itertools", "product"))
        return "product"

    def _mapped(self, callee: Callee, mapping: Mapped, given: Given, extra: list[str]) -> str:
        if mapping.mode == "kwargs":
            inner = self._call(callee, ".submit", given, ["**arguments", *extra])
            return f"[{inner} for arguments in {self._collection(mapping.over['**']).text}]"
        if len(mapping.over) == 1:
            ((name, value),) = mapping.over.items()
            constant = {
                key: found if is_scalar(callee.arguments[key]) else self._unmapped(found)
                for key, found in given.items()
            }
            return self._call(callee, ".map", {**constant, name: self._collection(value)}, extra)
        targets, text = self._over(mapping)
        named = {**given, **{name: Expression(name) for name in targets}}
        return f"[{self._call(callee, '.submit', named, extra)} for {', '.join(targets)} in {text}]"

    def _over(self, mapping: Mapped) -> tuple[list[str], str]:
        """Loop variables and what they run over."""
        collections = [self._collection(value).text for value in mapping.over.values()]
        if len(collections) == 1:
            return list(mapping.over), collections[0]
        return list(mapping.over), f"{self._combiner(mapping)}({', '.join(collections)})"

    def _collection(self, value: Value) -> Expression:
        chained = self.needs.is_chained(value) and isinstance(value, OutputOf)
        return self.references.spelt(value, Reading.FUTURE if chained else Reading.VALUE)

    def _unmapped(self, value: Expression) -> Expression:
        self.lines.need(Import("prefect", "unmapped"))
        return Expression(f"unmapped({value.text})")

    def _call(self, callee: Callee, method: str, given: Given, extra: list[str]) -> str:
        target = callee.target
        self.lines.need(*target.imports)
        return f"{target.text}{method}({', '.join([*arguments_text(callee, given), *extra])})"

    def _given(self, callee: Callee, reading: Reading) -> dict[str, Expression]:
        mapped = callee.task.mapping.over if callee.task.mapping is not None else {}
        return {
            name: self.references.spelt(value, reading)
            for name, value in callee.arguments.items()
            if name not in mapped
        }

    def _wait_for(self, callee: Callee) -> list[str]:
        """Futures that the task waits for without taking them."""
        runs = self.references.runs(self.waits[callee.task.id])
        if len(runs) == 1 and runs[0].startswith("*"):
            return [f"wait_for={runs[0][1:]}"]
        return [f"wait_for=[{', '.join(runs)}]"] if runs else []
