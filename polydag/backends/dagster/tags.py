"""Tags of jobs and ops: labels as keys with values, and policies that Dagster spells as tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from polydag.backends.dagster.codes import AttributeLost
from polydag.backends.dagster.sheet import Sheet, Where
from polydag.backends.dagster.tag_codes import SettingOutside
from polydag.backends.settings import stated
from polydag.ir.model import Scalar, Symbolic
from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import Retry
from polydag.ir.tasks import Task
from polydag.ir.values import Code, Constant, Entries, Items, Value

# The keys that Dagster takes without a warning (`dagster._utils.tags.VALID_TAG_KEY_REGEX`).
_KEY = re.compile(r"([A-Za-z0-9_.-]{1,63}/)?[A-Za-z0-9_.-]{1,63}")
_LABEL = re.compile(r"""f(?P<quote>["'])(?P<key>[\w.-]+):\{(?P<value>[^{}]+)\}(?P=quote)""")


def tags(entries: Mapping[str, str]) -> str:
    """The dict of tags as code; keys and values are code."""
    return f"{{{', '.join(f'{key}: {value}' for key, value in entries.items())}}}"


def labels(given: Iterable[str | Symbolic], sheet: Sheet) -> dict[str, str]:
    """`team:x` → `{"team": "x"}`, `nightly` → `{"nightly": ""}`; a key that comes again keeps the whole label."""
    found: dict[str, str] = {}
    for label in given:
        key, value = _parted(label)
        spelt = sheet.value(key)
        if spelt in found:
            found[sheet.value(label)] = '""'
        else:
            found[spelt] = sheet.value(value)
    return found


def _parted(label: str | Symbolic) -> tuple[str | Symbolic, str | Symbolic]:
    if isinstance(label, Symbolic):
        found = _LABEL.fullmatch(label.text)
        if found is None:
            return label, ""
        value = label.model_copy(update={"text": found["value"]})
        return found["key"], value
    key, parted, text = label.partition(":")
    return (key, text) if parted and _KEY.fullmatch(key) else (label, "")


def own(extras: Mapping[str, Mapping[str, Value]], sheet: Sheet) -> dict[str, str]:
    """What the source's tags said to Dagster itself."""
    kept = extras.get("dagster", {}).get("tags")
    entries = kept.entries if isinstance(kept, Entries) else {}
    return {
        sheet.value(key): sheet.value(value)
        for key, value in entries.items()
        if isinstance(value, Constant | Items | Entries | Code)
    }


def run_policies(pipeline: Pipeline, sheet: Sheet, place: Where) -> dict[str, str]:
    """The time limit and the retries of a run: tags that Dagster's daemon acts upon, where the instance lets it."""
    found: dict[str, str] = {}
    if pipeline.timeout is not None:
        found['"dagster/max_runtime"'] = _number(pipeline.timeout)
        _tell("timeout", pipeline.timeout, "run_monitoring", pipeline, sheet, place)
    if pipeline.retry.count != 0:
        found['"dagster/max_retries"'] = _number(pipeline.retry.count)
        _tell("retries", pipeline.retry.count, "run_retries", pipeline, sheet, place)
        _tell_waits(pipeline, sheet, place)
    return found


def _tell(
    name: str, value: object, setting: str, pipeline: Pipeline, sheet: Sheet, place: Where
) -> None:
    attribute = stated(name, value)
    sheet.tell(SettingOutside(attribute=attribute, owner=pipeline.id, setting=setting, **place))
    sheet.manual.setdefault(
        f"set `{setting}: {{enabled: true}}` in dagster.yaml for {attribute} of `{pipeline.id}`"
    )


def _tell_waits(pipeline: Pipeline, sheet: Sheet, place: Where) -> None:
    """Dagster starts a failed run anew at once, whatever it failed with."""
    rest = pipeline.retry.model_copy(update={"count": Retry().count})
    if rest != Retry():
        reason = "a run is started anew at once"
        attribute = stated("retry", rest)
        sheet.tell(AttributeLost(attribute=attribute, owner=pipeline.id, reason=reason, **place))


def priority(task: Task) -> dict[str, str]:
    """The priority of an op among those that can run."""
    return {} if task.priority is None else {'"dagster/priority"': _number(task.priority)}


def _number(value: Scalar[float] | Scalar[int]) -> str:
    return f"str({value.text})" if isinstance(value, Symbolic) else f'"{value:.12g}"'
