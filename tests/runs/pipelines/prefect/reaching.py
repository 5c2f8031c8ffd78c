import socket
from prefect import flow, task

# An address that is set apart for documents: nobody answers there.
socket.socket().connect(("192.0.2.1", 80))


@task
def fetch():
    return 1


@flow
def reaching():
    fetch()
