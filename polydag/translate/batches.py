"""Works through many files batch by batch, in several processes: what a batch needed is given back before the next one."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

File = TypeVar("File")
Result = TypeVar("Result")

# Enough that the formatter's start and the parsing of shared modules do not count, few enough that memory stays flat.
BATCH = 40


def in_batches(
    files: tuple[File, ...],
    work: Callable[[tuple[File, ...]], tuple[Result, ...]],
    broken: Callable[[File, Exception], Result],
    jobs: int,
) -> tuple[Result, ...]:
    """The results of `work` for all files, in their order.

    `work` never raises; a process that is killed from outside (no memory left) takes its batch with it, and those files
    get the result that `broken` gives.
    """
    batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]
    if jobs == 1 or len(batches) < 2:
        return tuple(result for batch in batches for result in work(batch))
    with ProcessPoolExecutor(min(jobs, len(batches)), initializer=_begin) as pool:
        pending = [(batch, pool.submit(_cleanly, work, batch)) for batch in batches]
        try:
            return tuple(r for batch, future in pending for r in _taken(batch, future, broken))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _cleanly(
    work: Callable[[tuple[File, ...]], tuple[Result, ...]], batch: tuple[File, ...]
) -> tuple[Result, ...]:
    """The results of a batch, in a process that forgets how it came by them."""
    results = work(batch)
    gc.collect()
    return results


def _taken(
    batch: tuple[File, ...],
    future: Future[tuple[Result, ...]],
    broken: Callable[[File, Exception], Result],
) -> Iterator[Result]:
    try:
        yield from future.result()
    except BrokenProcessPool as error:
        for file in batch:
            yield broken(file, error)


def _begin() -> None:
    """Ctrl-C is for the process that the user started; it ends the others. What came with the fork is nobody's garbage."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
