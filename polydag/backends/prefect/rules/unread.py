"""What no rule of a reader knew: it raises when it runs, and is never passed over."""

from __future__ import annotations

from polydag.backends.contract import Support
from polydag.backends.original import original
from polydag.backends.prefect.codes import NotConverted
from polydag.backends.prefect.rules.registry import RULES
from polydag.backends.prefect.values import spell
from polydag.backends.prefect.work import Signature, Site, Work
from polydag.backends.unread import ARGUMENTS, carried, message, sayable
from polydag.ir.operations import Opaque


@RULES.lowers(Opaque, Support.NONE)
def opaque(operation: Opaque, site: Site) -> Work:
    """Opaque → a task that raises, with the original call above it."""
    raises = site.options.unsupported != "warn"
    effect = "raises when it runs" if raises else "does nothing"
    site.tell(NotConverted(task=site.task.id, class_name=operation.class_name, effect=effect))
    signature = Signature(site, {ARGUMENTS})
    # What an argument reads is a parameter, whether or not it can be said.
    spelt = {name: spell(value, signature.scope) for name, value in operation.arguments.items()}
    said = {name: spelt[name] for name in sayable(operation)}
    rows = carried({name: made.text for name, made in said.items()})
    shown = message(NotConverted.code, operation, site.task.id, rows)
    rows.append(f"raise NotImplementedError({shown})" if raises else f"print({shown})")
    body = "\n    ".join(rows)
    return Work(
        name=site.base,
        text=f"def {site.base}({signature.text()}):\n    {body}",
        arguments=signature.given,
        imports=tuple(item for made in said.values() for item in made.imports),
        comment=original(operation, site.prelude),
    )
