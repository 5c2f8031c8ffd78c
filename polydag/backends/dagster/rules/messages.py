"""Notify → a few lines that send the message to an address from the environment."""

from __future__ import annotations

from polydag.backends.contract import Support
from polydag.backends.dagster.codes import PostsItself
from polydag.backends.dagster.made import RULES, Made, Output
from polydag.backends.dagster.names import environment_name
from polydag.backends.dagster.workpiece import Workpiece
from polydag.ir.model import Symbolic
from polydag.ir.operations import Notify


@RULES.lowers(Notify, Support.EMULATED)
def notify(operation: Notify, piece: Workpiece) -> Made:
    """Notify → a post to a webhook, or an e-mail through a server."""
    body = _slack(operation, piece) if operation.channel == "slack" else _email(operation, piece)
    return Made(body=body, returns="None", outputs=(Output("result", nothing=True),))


def _slack(operation: Notify, piece: Workpiece) -> tuple[str, ...]:
    name = (
        operation.connection.text
        if isinstance(operation.connection, Symbolic)
        else operation.connection
    )
    variable = f"{environment_name(name or 'slack_webhook')}_URL"
    _tell(operation, piece, variable)
    # dagster-slack wants a token of its own; a webhook needs none, and requests comes with Dagster.
    requests, os = piece.sheet.needs("requests"), piece.sheet.needs("os")
    return (
        f"response = {requests}.post(",
        f'    {os}.environ["{variable}"], json={{"text": {piece.expression(operation.message)}}}, timeout=30',
        ")",
        "response.raise_for_status()",
    )


def _email(operation: Notify, piece: Workpiece) -> tuple[str, ...]:
    _tell(operation, piece, "SMTP_HOST")
    known = ", ".join(piece.sheet.value(address) for address in operation.recipients)
    to = f"[{known}]" if operation.to is None else piece.expression(operation.to)
    message, os = piece.sheet.needs("email.message", "EmailMessage"), piece.sheet.needs("os")
    smtp = piece.sheet.needs("smtplib")
    subject = (
        piece.expression(operation.subject) if operation.subject is not None else '"Notification"'
    )
    return (
        f"message = {message}()",
        f'message["Subject"] = {subject}',
        f'message["From"] = {os}.environ["SMTP_FROM"]',
        f'message["To"] = {to}',
        f"message.set_content({piece.expression(operation.message)})",
        f'with {smtp}.SMTP({os}.environ["SMTP_HOST"]) as server:',
        "    server.send_message(message)",
    )


def _tell(operation: Notify, piece: Workpiece, variable: str) -> None:
    piece.sheet.tell(PostsItself(channel=operation.channel, variable=variable, **piece.place))
    piece.sheet.manual.setdefault(
        f"set the environment variable {variable} for the {operation.channel} messages"
    )
