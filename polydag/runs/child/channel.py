"""The descriptors of the protocol, kept from whatever an engine or a body prints."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from polydag.runs.child.job import Json


@dataclass(frozen=True)
class Channel:
    """The protocol's own descriptors; 1 and 2 lead to the log, whatever an engine prints."""

    jobs: int
    answers: int

    @staticmethod
    def take() -> Channel:
        """Keep stdin and stdout for the protocol and give the engine substitutes."""
        channel = Channel(os.dup(0), os.dup(1))
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        return channel

    def send(self, message: Json) -> None:
        """Write one line."""
        data = json.dumps(message).encode() + b"\n"
        while data:
            data = data[os.write(self.answers, data) :]
