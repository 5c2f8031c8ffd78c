"""Messages to people."""

from __future__ import annotations

from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.values import scalar, texts
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
    given = request.given
    return Notify(
        channel="email",
        message=request.take_value("html_content") or Constant(value=""),
        subject=request.take_value("subject"),
        recipients=texts(given.take("to")),
        connection=scalar(given.take("conn_id"), str),
    )
