"""Messages to people."""

from __future__ import annotations

from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.values import all_texts, scalar
from polydag.ir.model import Symbolic
from polydag.ir.operations import Notify, Operation
from polydag.ir.values import Constant


@RULES.reads("airflow.providers.slack.operators.slack_webhook.SlackWebhookOperator")
def slack_webhook_operator(request: Request) -> Operation:
    """SlackWebhookOperator → Notify; `http_conn_id` is what `slack_webhook_conn_id` was called once."""
    given = request.given
    connection = given.take("slack_webhook_conn_id") or given.take("http_conn_id")
    message = request.take_value("message")
    return Notify(
        channel="slack",
        message=message or Constant(value=""),
        connection=scalar(connection, str),
    )


@RULES.reads("airflow.providers.smtp.operators.smtp.EmailOperator")
def email_operator(request: Request) -> Operation:
    """EmailOperator → Notify."""
    recipients = _recipients(request)
    return Notify(
        channel="email",
        message=request.take_value("html_content") or Constant(value=""),
        subject=request.take_value("subject"),
        recipients=recipients or (),
        to=request.take_value("to") if recipients is None else None,
        connection=scalar(request.given.take("conn_id"), str),
    )


def _recipients(request: Request) -> tuple[str | Symbolic, ...] | None:
    """The addresses where all are known when the file is read; None where a run decides on one of them."""
    if "to" in request.mapped:
        return None
    found = all_texts(request.given.peek("to"))
    if found is None or any(isinstance(text, str) and "{{" in text for text in found):
        return None
    request.given.take("to")
    return found
