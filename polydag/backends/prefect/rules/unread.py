"""What no rule of a reader knew: it raises when it runs, and is never passed over."""

from __future__ import annotations

from polydag.backends.contract import Support
from polydag.backends.prefect.codes import NotConverted
from polydag.backends.prefect.rules.registry import RULES
from polydag.backends.prefect.values import spell
from polydag.backends.prefect.work import Signature, Site, Work
from polydag.ir.operations import Opaque


@RULES.lowers(Opaque, Support.NONE)
def opaque(operation: Opaque, site: Site) -> Work:
    """Opaque → a task that raises, with the original call above it."""
    raises = site.options.unsupported != "warn"
    effect = "raises when it runs" if raises else "does nothing"
    site.tell(NotConverted(task=site.task.id, class_name=operation.class_name, effect=effect))
    signature = Signature(site)
    for value in operation.arguments.values():
        spell(value, signature.scope)
    reason = f"PFW301: {operation.class_name} is not converted: write what `{site.task.id}` does"
    body = f"raise NotImplementedError({reason!r})" if raises else f"print({reason!r})"
    return Work(
        name=site.base,
        text=f"def {site.base}({signature.text()}):\n    {body}",
        arguments=signature.given,
        comment=tuple(f"# {line}".rstrip() for line in operation.source.splitlines()),
    )
