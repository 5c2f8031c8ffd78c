"""Whether a datum counts as true, and whether two are equal, as far as that is known."""

from __future__ import annotations

from polydag.syntax.convert import to_python
from polydag.syntax.data import Datum, External, Handle, Known, Unknown, is_known

_FLAGS = {"typing.TYPE_CHECKING": False, "typing_extensions.TYPE_CHECKING": False}


def truth_of(datum: Datum) -> bool | None:
    """Whether it counts as true; None when that is not known."""
    if isinstance(datum, External) and datum.qualified in _FLAGS:
        return _FLAGS[datum.qualified]
    return datum.truth()


def equal(left: Datum, right: Datum) -> bool | None:
    """Whether they are equal; None when that is not known."""
    if left is right and not isinstance(left, Unknown):
        return True
    if isinstance(left, Known) and isinstance(right, Known):
        return bool(left.value == right.value)
    if is_known(left) and is_known(right):
        return to_python(left) == to_python(right)
    if isinstance(right, External) and right.guarded:
        return False if isinstance(left, Known) and left.value is None else None
    if isinstance(left, External) and left.guarded:
        return equal(right, left)
    if isinstance(left, Known) and left.value is None and not isinstance(right, Unknown | External):
        # What is always true is not None; of another handle nobody can tell.
        return False if not isinstance(right, Handle) or right.truth() else None
    if isinstance(right, Known) and right.value is None and isinstance(left, Handle):
        return equal(right, left)
    if isinstance(left, Handle) and isinstance(right, Handle):
        return left.is_same(right)
    return None
