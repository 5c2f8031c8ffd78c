"""Claims about notifiers as callbacks: what the function that stands for one sends, and which stay Airflow's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

Read: TypeAlias = Callable[..., Any]
SLACK = "slack.notifications.slack:SlackNotifier"
WEBHOOK = "slack.notifications.slack_webhook:send_slack_webhook_notification"
MAIL = "smtp.notifications.smtp:SmtpNotifier"
SENT = {
    "a message of an app": (
        SLACK,
        'text="{{ ti.task_id }} of {{ dag.dag_id }}: {100%}", channel="#ops"',
        (
            'environ["SLACK_API_DEFAULT_TOKEN"]',
            'channel="#ops"',
            '"{} of {}: {{100%}}".format(context["ti"].task_id, context["dag"].dag_id)',
        ),
    ),
    "a message by a webhook": (
        WEBHOOK,
        'slack_webhook_conn_id="on-call", text="it failed"',
        ('WebhookClient(os.environ["ON_CALL_URL"])', 'text="it failed"'),
    ),
    "a mail to several": (
        MAIL,
        'to=["a@b.c", "d@e.f"], from_email="me@b.c", subject="{{ run_id }}", html_content="<b>no</b>"',
        ('"me@b.c", "a@b.c, d@e.f"', '"{}".format(context["run_id"])', '"<b>no</b>"'),
    ),
}
KEPT = {
    "a text that is computed": (SLACK, 'text=Variable.get("text")'),
    "a template that does more": (SLACK, 'text="{{ ds | upper }}"'),
    "a variable of the server": (SLACK, 'text="{{ var.value.x }}"'),
    "blocks": (SLACK, 'text="a", blocks=[]'),
    "a mail without a text": (MAIL, 'to="a@b.c"'),
}


def dag(notifier: str, arguments: str) -> str:
    module, _, name = notifier.partition(":")
    return (
        f"from airflow.providers.{module} import {name}\n"
        'with DAG("etl", schedule=None):\n'
        f'    EmptyOperator(task_id="step", on_failure_callback={name}({arguments}))\n'
    )


@pytest.mark.parametrize(("notifier", "arguments", "parts"), SENT.values(), ids=SENT)
def test_a_notifier_is_a_function_that_sends_the_same(
    read: Read, notifier: str, arguments: str, parts: tuple[str, ...]
) -> None:
    result = read(dag(notifier, arguments))
    [hook] = result.tasks["step"].hooks
    assert hook.event == "failure"
    text = result.module.functions[hook.function].text
    assert [part for part in parts if part not in text] == []
    assert result.codes == ["AFR005"]


@pytest.mark.parametrize(("notifier", "arguments"), KEPT.values(), ids=KEPT)
def test_what_no_function_says_is_told(read: Read, notifier: str, arguments: str) -> None:
    result = read(dag(notifier, arguments))
    assert result.tasks["step"].hooks == ()
    assert result.codes == ["AFR306"]
