"""A process that has closed its network reaches this machine alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import socket
from polydag.runs.child import network

server = socket.create_server(("127.0.0.1", 0))
network.close()
try:
    {statement}
except Exception as error:
    print(type(error).__name__, error)
else:
    print("reached")
"""


def tried(statement: str) -> str:
    """What a statement says in a process of its own: the network cannot be opened again."""
    text = PROGRAM.format(statement=statement)
    return subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize(
    "statement",
    [
        "socket.create_connection(server.getsockname())",
        "socket.getaddrinfo('localhost', 80)",
        "socket.gethostbyname(socket.gethostname())",
        "socket.socketpair()",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', server.getsockname())",
    ],
)
def test_this_machine_is_reached(statement: str) -> None:
    assert tried(statement) == "reached\n"


@pytest.mark.parametrize(
    ("statement", "host"),
    [
        ("socket.create_connection(('192.0.2.1', 80), timeout=1)", "192.0.2.1"),
        ("socket.create_connection(('example.invalid', 80), timeout=1)", "example.invalid"),
        ("socket.gethostbyname('example.invalid')", "example.invalid"),
        (
            "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))",
            "192.0.2.1",
        ),
        ("socket.socket(socket.AF_INET6).connect(('2001:db8::1', 80))", "2001:db8::1"),
    ],
)
def test_others_are_not(statement: str, host: str) -> None:
    assert tried(statement).startswith(f"ConnectionRefusedError {host} is not reached")
