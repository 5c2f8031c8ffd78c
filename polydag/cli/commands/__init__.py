"""One module per command; each holds one click command called `command`."""

from __future__ import annotations
