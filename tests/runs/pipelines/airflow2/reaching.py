import socket
import datetime

from airflow.decorators import dag, task

# An address that is set apart for documents: nobody answers there.
socket.socket().connect(("192.0.2.1", 80))


@dag(schedule=None, start_date=datetime.datetime(2024, 1, 1))
def reaching():
    @task
    def fetch():
        return 1

    fetch()


reaching()
