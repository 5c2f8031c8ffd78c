"""The suite's result as JUnit XML, which build servers read: a test suite per case, a test per scenario and column."""

from __future__ import annotations

from collections.abc import Iterable

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from polydag.conformance.judging import Judgement, Outcome
from polydag.conformance.result import Result

_KINDS = {Outcome.FAILED: Failure, Outcome.BROKEN: Error, Outcome.NOT_RUN: Skipped}


def junit(result: Result) -> str:
    """The XML text; what deviates as stated passes, and says so in its output."""
    made = JUnitXml("polydag conformance")
    for case in result.cases:
        suite = TestSuite(case.id)
        suite.add_testcases([_test(one) for one in result.of(case.id)])
        made.add_testsuite(suite)
    # The library has types, but not on these two.
    made.update_statistics()  # type: ignore[no-untyped-call]
    text: bytes = made.tostring()  # type: ignore[no-untyped-call]
    return text.decode() + "\n"


def _test(judgement: Judgement) -> TestCase:
    test = TestCase(f"{judgement.scenario} · {judgement.column}", judgement.case)
    if kind := _KINDS.get(judgement.outcome):
        first, *_ = judgement.lines
        one = kind(first, judgement.outcome.value)
        one.text = "\n".join(judgement.lines)
        test.result = [one]
    if judgement.deviations:
        test.system_out = "\n".join(_stated(judgement))
    return test


def _stated(judgement: Judgement) -> Iterable[str]:
    for one in judgement.deviations:
        code = f" ({one.code})" if one.code else ""
        yield f"deviates as stated, {one.kind}: {one.reason}{code}"
