"""The rule set that the rules register in."""

from __future__ import annotations

from collections.abc import Callable

from polydag.backends.prefect.work import Work
from polydag.backends.rules import LoweringRules

# A rule takes its own type of operation, and a `Site`; `...` as each rule's first parameter is another type.
RULES: LoweringRules[Callable[..., Work]] = LoweringRules()
