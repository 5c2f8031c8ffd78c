"""Direct calls that take what may have failed without the flow's knowing."""

from __future__ import annotations

from polydag.frontends.prefect.codes import FailureStops
from polydag.frontends.prefect.drafts import Draft
from polydag.syntax.calls import CallSite


def failure_unseen(draft: Draft, site: CallSite) -> FailureStops | None:
    """What is told of a call that the flow waits for, and that something of the kind stands above."""
    above = [d for d in (*draft.data, *draft.control) if isinstance(d, Draft) and not d.fatal]
    if not above or not draft.fatal or draft.rule != "all_success":
        return None
    futures = ", ".join(f"`{d.id}`" for d in above)
    return FailureStops(task=draft.id, futures=futures, span=site.span)
