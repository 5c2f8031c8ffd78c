"""Act → a task that does it with a well-known library."""

from __future__ import annotations

from polydag.backends.acts import RECIPES, Acting, names_of
from polydag.backends.acts.telling import told
from polydag.backends.contract import Support
from polydag.backends.prefect.rules.registry import RULES
from polydag.backends.prefect.values import spell
from polydag.backends.prefect.work import Signature, Site, Work
from polydag.ir.operations import Act
from polydag.ir.values import Value
from polydag.rendering.imports import Import


@RULES.lowers(Act, Support.EMULATED)
def act(operation: Act, site: Site) -> Work:
    """Act → a task of a few lines."""
    mapped = site.task.mapping.over if site.task.mapping is not None else ()
    signature = Signature(site, names_of(operation).difference(mapped))
    imports = dict[Import, None]()

    def spelt(value: Value) -> str:
        found = spell(value, signature.scope)
        imports.update(dict.fromkeys(found.imports))
        return found.text

    def needs(module: str, name: str = "") -> str:
        imports.setdefault(Import(module, name or None))
        return name or module

    acting = Acting(operation, site.read, "prefect", spelt, needs)
    done = RECIPES[operation.act](acting)
    for diagnostic in told(acting, done, site.task.id):
        site.tell(diagnostic)
    doc = [f'"""{site.task.doc}"""'] if site.task.doc else []
    body = "\n    ".join([*doc, *done.rows])
    return Work(
        name=site.base,
        text=f"def {site.base}({signature.text()}) -> {done.returns}:\n    {body}",
        arguments=signature.given,
        imports=tuple(imports),
    )
