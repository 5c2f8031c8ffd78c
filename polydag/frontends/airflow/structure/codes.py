"""Diagnostics of the structure of DAGs, beside those of `polydag.frontends.airflow.codes`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class RuleUnknown(Diagnostic):
    """The trigger rule of a task is computed, or none that Airflow has.

    The task is read as if it had none, so that it waits for the success of everything above it; only Airflow output keeps the
    rule. Write the rule as a constant.
    """

    code: ClassVar[str] = "AFR330"
    text: ClassVar[str] = (
        "the trigger rule `{expression}` of `{task}` is not known: `{task}` is read as `all_success`"
    )
    expression: str


@dataclass(frozen=True, kw_only=True)
class AssetGiven(Diagnostic):
    """A function under `@asset` is handed objects by Airflow: its own asset (`self`) and those that it reads.

    Their `uri`, `name` and `group` are written as they are, what is noted about them and read again (`outlet_events[self]`,
    `inlet_events[orders]`) as the target does it. This function does more with the object: it is given the name of the asset in
    its place. Change the function where it needs more than that.
    """

    code: ClassVar[str] = "AFR331"
    text: ClassVar[str] = "`{parameter}` of `{task}` is an object of Airflow: it is given {given}"
    parameter: str
    given: str


@dataclass(frozen=True, kw_only=True)
class AssetUnknown(Diagnostic):
    """A task names something as an asset that is none with a known name: an alias, a reference, an expression.

    The assets are missing from what the task publishes or reads; only Airflow output keeps the expression.
    """

    code: ClassVar[str] = "AFR332"
    text: ClassVar[str] = "`{argument}` of `{task}` names no known asset: `{expression}`"
    argument: str
    expression: str


@dataclass(frozen=True, kw_only=True)
class AssetAtTwoPlaces(Diagnostic):
    """The file states two addresses for one asset.

    Airflow activates none of two assets of one name, and the tasks that make or read it fail. In the output the asset has the
    address that is stated last. Give each its own name, or both the same address.
    """

    code: ClassVar[str] = "AFR333"
    text: ClassVar[str] = "the asset `{asset}` is said to be at `{first}` and at `{second}`"
    asset: str
    first: str
    second: str


@dataclass(frozen=True, kw_only=True)
class KeyNotPushed(Diagnostic):
    """A task pulls the value of a key that the other task, as it is read, pushes nothing under.

    The task is given None, as Airflow gives where nothing was pushed. Operators of services push keys of their own, and helpers
    that are given the context may push some: where such a value is meant, hand it on as a result.
    """

    code: ClassVar[str] = "AFR340"
    text: ClassVar[str] = (
        "`{task}` pulls `{key}` of `{upstream}`, which pushes nothing of that name: it is given None"
    )
    key: str
    upstream: str


@dataclass(frozen=True, kw_only=True)
class PullAwaited(Diagnostic):
    """A template pulls what another task gave, and nothing in Airflow makes the one wait for the success of the other.

    Airflow renders whatever is there by then, None where the other task failed, was skipped or has not run yet. Other engines
    hand the output over, so the task waits for it, and does not run without it. Make the one task follow the other if it needs
    the value, or let the body pull it.
    """

    code: ClassVar[str] = "AFR341"
    text: ClassVar[str] = (
        "a template of `{task}` pulls what `{upstream}` gave without waiting for its success: in other engines it waits for it"
    )
    upstream: str


@dataclass(frozen=True, kw_only=True)
class SchemaUnread(Diagnostic):
    """An argument of a `Param` is only known when the file is loaded: what it says of the values, or of the form, is lost.

    Values that Airflow would refuse are taken. Write the argument as a literal, or check the value in the first task that
    reads the parameter.
    """

    code: ClassVar[str] = "AFR365"
    text: ClassVar[str] = (
        "`{argument}` of the parameter `{parameter}` is lost: it is only known when the file is loaded"
    )
    argument: str
    parameter: str


@dataclass(frozen=True, kw_only=True)
class AnswerRead(Diagnostic):
    """A task reads the answer to an approval: its form, or which option was chosen.

    In other engines an approval only opens or shuts the way, and its answer is no output: the task fails when it reads it, or is
    given whether it was approved. Ask with a `HITLOperator` before a task that decides by the answer.
    """

    code: ClassVar[str] = "AFR366"
    text: ClassVar[str] = (
        "`{task}` reads the answer to `{approval}`, which only Airflow hands on: elsewhere an approval just opens the way"
    )
    approval: str
