"""Messages for the on-call channel."""

import json
import os
import urllib.request


def _post(text: str) -> None:
    url = os.environ.get("SLACK_WEBHOOK")
    if url:
        body = json.dumps({"text": text}).encode()
        urllib.request.urlopen(urllib.request.Request(url, body))


def task_failed(context) -> None:
    """Tell who is on call which task failed."""
    ti = context["ti"]
    _post(f":red_circle: {ti.dag_id}.{ti.task_id} failed on {context['ds']}")


def dag_done(context) -> None:
    """Tell that a run is complete."""
    _post(f":large_green_circle: {context['dag'].dag_id} is done")
