"""Built-in functions that make one value of another: `str`, `bool`, `int`, and what Python computes of constants by itself."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from polydag.syntax.builtins import computes
from polydag.syntax.builtins_files import as_path
from polydag.syntax.calls import CallSite
from polydag.syntax.convert import to_python
from polydag.syntax.data import FALSE, TRUE, Datum, Handle, Known, PathData, is_known
from polydag.syntax.flow import RaisedError
from polydag.syntax.lifting import lifted
from polydag.syntax.truth import truth_of

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator


def by_python(function: Callable[..., Any]) -> Callable[[Evaluator, CallSite], Datum | None]:
    """A pure function of constants, computed by Python itself."""

    def rule(ev: Evaluator, site: CallSite) -> Datum | None:
        arguments = site.arguments
        given = [*arguments.data(), *(a.datum for a in arguments.keywords.values())]
        if site.arguments.spreads or not all(map(is_known, given)):
            return None
        named = {name: to_python(a.datum) for name, a in arguments.keywords.items()}
        try:
            value = function(*map(to_python, arguments.data()), **named)
        except (TypeError, ValueError, ArithmeticError) as error:
            raise RaisedError(type(error).__name__, str(error)) from error
        return lifted(value)

    return rule


_PURE: dict[str, Callable[..., Any]] = {
    "int": int,
    "float": float,
    "abs": abs,
    "round": round,
    "ord": ord,
    "chr": chr,
    "repr": repr,
    "divmod": divmod,
    "hex": hex,
    "bin": bin,
}
for _name, _function in _PURE.items():
    computes(f"builtins.{_name}")(by_python(_function))

_TEXTS: dict[str, Callable[..., Any]] = {
    "inspect.cleandoc": inspect.cleandoc,
    "textwrap.dedent": textwrap.dedent,
}
for _name, _function in _TEXTS.items():
    computes(_name)(by_python(_function))


@computes("builtins.str")
def _str(ev: Evaluator, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    match data:
        case []:
            return Known("")
        case [Handle() as handle, *_]:
            return handle.string(site)
        case [PathData(path=path), *_]:
            return as_path(path, site)
    return Known(str(to_python(data[0]))) if is_known(data[0]) else None


@computes("builtins.bool")
def _bool(ev: Evaluator, site: CallSite) -> Datum | None:
    data = site.arguments.data()
    truth = truth_of(data[0]) if data else False
    return None if truth is None else TRUE if truth else FALSE
