"""How often, when and after which exceptions a task of Airflow is tried again."""

from __future__ import annotations

from polydag.frontends.airflow.given import Given
from polydag.frontends.airflow.handles import RetryPolicyHandle
from polydag.frontends.airflow.names import SDK, canonical
from polydag.frontends.airflow.values import scalar, seconds
from polydag.ir.model import Symbolic
from polydag.ir.policies import Delays, Retry, worth_retrying
from polydag.syntax.convert import to_symbolic
from polydag.syntax.data import ClassData, Datum, External, Known, ListData, Unknown

# Airflow waits this long before a retry when nobody says otherwise.
DEFAULT_DELAY = 300.0
_ACTIONS = {"FAIL": False, "RETRY": True, "DEFAULT": True}


def retry_of(given: Given) -> Retry:
    """How often and after which delays a failed attempt is repeated."""
    count = scalar(given.take("retries"), int)
    base = seconds(given.take("retry_delay"))
    cap = seconds(given.take("max_retry_delay"))
    backoff = given.take("retry_exponential_backoff")
    worth = _worth(given.peek("retry_policy"))
    if worth is not None:
        given.take("retry_policy")
    only_on, never_on = worth or ((), ())
    return Retry(
        count=0 if count is None else count,
        delays=_delays(DEFAULT_DELAY if base is None else base, cap, backoff),
        only_on=only_on,
        never_on=never_on,
    )


def _delays(base: float | Symbolic, cap: float | Symbolic | None, backoff: Datum | None) -> Delays:
    known = backoff.value if isinstance(backoff, Known) else None
    if not isinstance(known, bool | int | float) or not known:
        return Delays(shape="fixed", base=base)
    factor = 2.0 if known is True else float(known)
    return Delays(shape="exponential", base=base, factor=factor, cap=cap, jitter="window")


def _worth(policy: Datum | None) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """`ExceptionRetryPolicy([RetryRule(…), …])` → exceptions; None where it says more, such as delays of their own."""
    if not isinstance(policy, RetryPolicyHandle) or policy.name != "ExceptionRetryPolicy":
        return None
    rules = policy.given("rules", 0)
    default = _action(policy.given("default", 1), "DEFAULT")
    if not isinstance(rules, ListData) or default is None:
        return None
    answers = []
    for rule in rules.items:
        answer = _answer(rule)
        if answer is None:
            return None
        answers.append(answer)
    return worth_retrying(answers, default)


def _answer(rule: Datum) -> tuple[tuple[str, ...], bool] | None:
    if not isinstance(rule, RetryPolicyHandle) or rule.name != "RetryRule":
        return None
    if rule.says("retry_delay", 2) or rule.says("match_subclasses", 4):
        return None
    exceptions = _exceptions(rule.given("exception", 0))
    action = _action(rule.given("action", 1), "RETRY")
    return None if exceptions is None or action is None else (exceptions, action)


def _exceptions(datum: Datum | None) -> tuple[str, ...] | None:
    """The classes as the author names them; one that is named by a string would have to be imported."""
    found = []
    for one in datum.items if isinstance(datum, ListData) else (datum,):
        if not isinstance(one, ClassData | External | Unknown):
            return None
        text = one.name if isinstance(one, ClassData) else to_symbolic(one)
        if text is None:
            return None
        found.append(text.text if isinstance(text, Symbolic) else text)
    return tuple(found)


def _action(datum: Datum | None, default: str) -> bool | None:
    """Whether an action retries."""
    if datum is None:
        return _ACTIONS[default]
    owner, _, name = (canonical(datum.qualified) if isinstance(datum, External) else "").rpartition(
        "."
    )
    return _ACTIONS.get(name) if owner == f"{SDK}.RetryAction" else None
