"""The edits of one function while it is lowered: what each use is spelt as, and which statements change."""

from __future__ import annotations

import ast

from polydag.backends.bodies.spelling import Site, Spelled, Spelling
from polydag.ir.functions import Function, Use
from polydag.syntax.bodies import Body
from polydag.syntax.splice import Replacement, removals, splice

Range = tuple[int, int]
# Uses that are statements and stay where they are, spelt as statements.
_STATEMENTS = ("skip", "fail", "verdict", "metadata")


class Draft:
    """Collects what lowering finds; `statements` are new rows (none: the statement goes) by the old statement's place."""

    def __init__(self, function: Function, body: Body, spelling: Spelling) -> None:
        self.function = function
        self.body = body
        self.spelling = spelling
        self.text = function.text
        self.statements: dict[Range, list[str]] = {}
        self.expressions: dict[Range, str] = {}
        self.first: list[str] = []
        self.last: list[str] = []
        self.imports: dict[tuple[str, str], None] = {}
        self.needs: set[str] = set()
        self.parameters: dict[str, None] = {}
        self.module: dict[str, None] = {}
        self.unsupported: list[Use] = []

    def spelled(self, use: Use) -> Spelled | None:
        """What stands in place of a use; a use that the target has nothing for is recorded."""
        before = self._asked()
        site = self.site(use)
        given = self.spelling.spell(site)
        if given is None:
            if use not in self.unsupported:
                self.unsupported.append(use)
            return None
        if not any(text in (given.text or "") for text in site.arguments.values()):
            # What only a dropped argument asked for is not needed.
            self.imports, self.needs, self.parameters, self.module = before
        return self.record(given)

    def _asked(
        self,
    ) -> tuple[dict[tuple[str, str], None], set[str], dict[str, None], dict[str, None]]:
        return {**self.imports}, {*self.needs}, {**self.parameters}, {**self.module}

    def site(self, use: Use) -> Site:
        """The use as a spelling sees it."""
        arguments = {name: self.argument(use, name) for name in use.arguments}
        assigns = use.key if use.kind == "logger" else use.assigns
        return Site(kind=use.kind, key=use.key, arguments=arguments, assigns=assigns)

    def record(self, spelled: Spelled) -> Spelled:
        """Keep what a spelling asks for."""
        self.imports.update(dict.fromkeys(spelled.imports))
        self.needs |= spelled.needs
        self.parameters.update(dict.fromkeys(spelled.parameters))
        self.module.update(dict.fromkeys(spelled.module))
        return spelled

    def argument(self, use: Use, name: str) -> str:
        """An argument's text with the uses inside it spelt."""
        text = use.arguments[name]
        start = self._argument_start(text, use)
        return text if start is None else self.expression(start, start + len(text), use.inner)

    def _argument_start(self, text: str, use: Use) -> int | None:
        """Where an argument stands inside its use; only uses inside it make that matter."""
        if not use.inner:
            return None
        start = self.text.find(text, use.start, use.stop)
        while start >= 0:
            if any(start <= inner.start and inner.stop <= start + len(text) for inner in use.inner):
                return start
            start = self.text.find(text, start + 1, use.stop)
        return None

    def expression(self, start: int, stop: int, uses: tuple[Use, ...] | None = None) -> str:
        """A part of the text with the uses inside it spelt."""
        inside = [
            (use.start - start, use.stop - start, new)
            for use in (self.function.uses if uses is None else uses)
            if start <= use.start and use.stop <= stop
            if (new := self.spelt_expression(use)) is not None
        ]
        return splice(self.text[start:stop], inside)

    def spelt_expression(self, use: Use) -> str | None:
        """The expression in place of a use; None leaves the author's, in which inner uses are spelt."""
        given = self.expressions.get((use.start, use.stop))
        if given is not None:
            return given
        spelled = self.spelled(use)
        if spelled is None and self.spelling.otherwise is not None:
            return use.arguments.get("lead", "") + self.spelling.otherwise
        if spelled is None or spelled.text is None:
            return self.expression(use.start, use.stop, use.inner) if use.inner else None
        return self._quoted_for(use, spelled.text)

    def _quoted_for(self, use: Use, text: str) -> str:
        """The text with other quotes where it stands inside an f-string: before Python 3.12 that may not hold its own."""
        for node in self.body.walk():
            if isinstance(node, ast.JoinedStr) and _inside(
                (use.start, use.stop), self.body.offset(node)
            ):
                text = " ".join(text.split()) if "\n" in text else text
                opening = self.body.segment(node).lstrip("rRfFbBuU")
                if opening.startswith('"') and not opening.startswith('"""') and "'" not in text:
                    return text.replace('"', "'")
        return text

    def place(self, use: Use) -> Range:
        """The statement of a use, or the use itself where it is only a part of one."""
        return use.statement or (use.start, use.stop)

    def indent_of(self, start: int) -> str:
        """The indentation of the row in which a statement begins."""
        row = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        return row if not row.strip() else row[: len(row) - len(row.lstrip())]

    def statement_uses(self) -> None:
        """Spell the uses that are whole statements."""
        for use in self.function.uses:
            place = self.place(use)
            if place in self.statements:
                continue
            if use.kind in _STATEMENTS:
                spelled = self.spelled(use)
                if spelled is not None:
                    self.statements[place] = (
                        spelled.text.split("\n") if spelled.text is not None else []
                    )
            elif use.kind == "logger":
                self._logger(use, place)
            elif use.kind == "stored" and not use.arguments:
                self.statements[place] = []
            elif use.kind == "import":
                kept = use.arguments.get("keep")
                self.statements[place] = [kept] if kept else []

    def _logger(self, use: Use, place: Range) -> None:
        spelled = self.spelled(use)
        if spelled is not None:
            rows = [] if spelled.text is None else [f"{use.key} = {spelled.text}"]
            self.statements[place] = rows

    def dead_assignments(self) -> None:
        """Take away `ti = context["ti"]` and its like, where only uses that are spelt anew read the name."""
        covered = [self.place(use) for use in self.function.uses] + [*self.statements]
        for use in self.function.uses:
            if use.kind not in ("context", "escape") or not use.assigns or use.statement is None:
                continue
            if self.body.is_rebound(use.assigns) or use.statement in self.statements:
                continue
            loads = [self.body.offset(node) for node in self.body.loads(use.assigns)]
            if all(
                any(_inside(load, other) for other in covered if other != use.statement)
                for load in loads
            ):
                self.statements[use.statement] = []

    def self_assignments(self) -> None:
        """Take away `ds = ds`, which a parameter in place of a use would leave."""
        for use in self.function.uses:
            if not use.assigns or use.statement is None or use.statement in self.statements:
                continue
            if self.spelt_expression(use) == use.assigns:
                self.statements[use.statement] = []

    def finished(self) -> str:
        """The text with every edit made; the signature is not touched."""
        gone = [place for place, rows in self.statements.items() if not rows]
        edits: list[Replacement] = removals(self.text, gone, keep_body=not self.last)
        for (start, stop), rows in self.statements.items():
            if rows:
                edits.append((start, stop, ("\n" + self.indent_of(start)).join(rows)))
        handled = [*self.statements]
        for use in self.function.uses:
            if any(_inside((use.start, use.stop), place) for place in handled):
                continue
            new = self.spelt_expression(use)
            if new is not None:
                edits.append((use.start, use.stop, new))
        return splice(self.text, edits)


def _inside(inner: Range, outer: Range) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def value_node(text: str) -> ast.expr | None:
    """The syntax of an expression's text; None where it is none."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return None
