"""Secrets of flows and bodies on Prefect that no server of this machine has."""

from __future__ import annotations

from polydag.runs.child.lookups import or_made_up, variable


def install() -> None:
    """Make up what is not found, in this process, which runs one job and ends."""
    from prefect.blocks.system import Secret

    def loaded(kind: type[Secret], name: str, *args: object, **kwargs: object) -> Secret:
        return kind(value=variable(name))

    Secret.load = classmethod(or_made_up(Secret.load.__func__, loaded, ValueError))
