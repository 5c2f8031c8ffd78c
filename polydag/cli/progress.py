"""A progress bar on stderr: on a terminal only, gone when the work is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Advance = Callable[[str], None]


@contextmanager
def progress(total: int, quiet: bool = False) -> Iterator[Advance]:
    """Yield what is called with a description as each piece of work is done."""
    console = Console(stderr=True)
    shown = Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )
    with shown:
        bar = shown.add_task("starting the engines", total=total)
        yield lambda description: shown.update(bar, advance=1, description=description)
