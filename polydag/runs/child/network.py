"""Keeps a run off the network: in a process that calls `close`, only this machine answers."""

from __future__ import annotations

import ipaddress
import socket
import sys

CONNECTING = ("socket.connect", "socket.sendto")
NAMING = ("socket.getaddrinfo", "socket.gethostbyname")


def close() -> None:
    """From here on refuse what leads off this machine; holds for this process and its forks, and cannot be undone."""
    own = frozenset({"localhost", socket.gethostname()})

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        host = _host(event, arguments)
        if host and host not in own and not _is_own_address(host):
            raise ConnectionRefusedError(
                f"{host} is not reached: with stubs a run has no network but this machine's own"
            )

    sys.addaudithook(hear)


def _host(event: str, arguments: tuple[object, ...]) -> str | None:
    """The host that is asked for; None for other events, and for sockets of files."""
    if event in NAMING:
        host = arguments[0]
    elif event in CONNECTING and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return None
    return host.decode(errors="replace") if isinstance(host, bytes) else str(host or "") or None


def _is_own_address(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
