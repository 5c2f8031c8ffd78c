"""Notifications: Slack webhooks and e-mails."""

from __future__ import annotations

from polydag.backends.airflow.lowered import RULES, Lowered, Scene
from polydag.backends.airflow.policies import Keywords
from polydag.backends.contract import Support
from polydag.ir.operations import Notify
from polydag.ir.tasks import Task
from polydag.rendering.pyvalues import expression

SLACK = "airflow.providers.slack.operators.slack_webhook"
SMTP = "airflow.providers.smtp.operators.smtp"


@RULES.lowers(Notify, Support.NATIVE)
def notify(operation: Notify, task: Task, scene: Scene) -> Lowered:
    """Notify → `SlackWebhookOperator` or `EmailOperator`."""
    return _slack(operation, scene) if operation.channel == "slack" else _email(operation, scene)


def _slack(operation: Notify, scene: Scene) -> Lowered:
    connection = operation.connection if operation.connection is not None else "slack_default"
    keywords: Keywords = {
        "slack_webhook_conn_id": expression(connection),
        "message": scene.speller.template(operation.message),
    }
    scene.work.packages.setdefault("apache-airflow-providers-slack")
    scene.work.manual.setdefault(f"Create the connection `{connection}` (Slack incoming webhook).")
    return Lowered(operator=scene.provider(SLACK, "SlackWebhookOperator"), keywords=keywords)


def _email(operation: Notify, scene: Scene) -> Lowered:
    known = expression([expression(r) for r in operation.recipients])
    to = known if operation.to is None else scene.speller.template(operation.to)
    keywords: Keywords = {"to": to}
    if operation.subject is not None:
        keywords["subject"] = scene.speller.template(operation.subject)
    keywords["html_content"] = scene.speller.template(operation.message)
    if operation.connection is not None:
        keywords["conn_id"] = expression(operation.connection)
    scene.work.packages.setdefault("apache-airflow-providers-smtp")
    return Lowered(operator=scene.provider(SMTP, "EmailOperator"), keywords=keywords)
