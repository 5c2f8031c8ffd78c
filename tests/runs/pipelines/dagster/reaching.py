import socket
import dagster as dg

# An address that is set apart for documents: nobody answers there.
socket.socket().connect(("192.0.2.1", 80))


@dg.op
def fetch():
    return 1


@dg.job
def reaching():
    fetch()
