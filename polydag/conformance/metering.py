"""How much a run of the suite cost: CPU seconds of this process and of all that it started."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """Seconds of wall clock and of CPU since some start.

    Processes count from when they ended and were waited for, so it is read after workers are closed.
    """

    wall: float
    cpu: float

    @staticmethod
    def now() -> Cost:
        """What this process has used up to now."""
        own = resource.getrusage(resource.RUSAGE_SELF)
        started = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = own.ru_utime + own.ru_stime + started.ru_utime + started.ru_stime
        return Cost(time.monotonic(), cpu)

    def since(self, start: Cost) -> Cost:
        """What was used from `start` until this."""
        return Cost(self.wall - start.wall, self.cpu - start.cpu)
