"""Operations that send a message."""

from __future__ import annotations

from polydag.backends.contract import Support
from polydag.backends.prefect.codes import PlainNotification
from polydag.backends.prefect.names import identifier
from polydag.backends.prefect.rules.registry import RULES
from polydag.backends.prefect.values import spell
from polydag.backends.prefect.work import Signature, Site, Work
from polydag.ir.model import Symbolic
from polydag.ir.operations import Notify
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression, expression


@RULES.lowers(Notify, Support.EMULATED)
def notify(operation: Notify, site: Site) -> Work:
    """Notify → a task that posts to a web hook, or sends mail by the standard library."""
    signature = Signature(site)
    lines, imports = (
        _mail(operation, site, signature)
        if operation.channel == "email"
        else _post(operation, site, signature)
    )
    doc = [f'"""{site.task.doc}"""'] if site.task.doc else []
    body = "\n    ".join([*doc, *lines])
    return Work(
        name=site.base,
        text=f"def {site.base}({signature.text()}) -> None:\n    {body}",
        arguments=signature.given,
        imports=imports,
    )


def _post(
    operation: Notify, site: Site, signature: Signature
) -> tuple[list[str], tuple[Import, ...]]:
    connection = operation.connection
    known = connection if isinstance(connection, str) else "slack_webhook"
    variable = f"{identifier(known)}_URL".upper()
    site.tell(PlainNotification(task=site.task.id, means="httpx", variable=variable))
    message = spell(operation.message, signature.scope)
    note = f"  # {connection.text}" if isinstance(connection, Symbolic) else ""
    lines = [
        f'url = os.environ["{variable}"]{note}',
        f'httpx.post(url, json={{"text": {message.text}}}).raise_for_status()',
    ]
    return lines, (Import("httpx"), Import("os"), *message.imports)


def _mail(
    operation: Notify, site: Site, signature: Signature
) -> tuple[list[str], tuple[Import, ...]]:
    site.tell(PlainNotification(task=site.task.id, means="smtplib", variable="SMTP_HOST"))
    message = spell(operation.message, signature.scope)
    subject = spell(operation.subject, signature.scope) if operation.subject else expression("")
    known = expression([expression(recipient) for recipient in operation.recipients])
    joined = Expression(f'", ".join({known.text})', known.imports)
    to = joined if operation.to is None else spell(operation.to, signature.scope)
    lines = [
        "message = EmailMessage()",
        f'message["Subject"] = {subject.text}',
        'message["From"] = os.environ["SMTP_FROM"]',
        f'message["To"] = {to.text}',
        f"message.set_content({message.text})",
        'with smtplib.SMTP(os.environ["SMTP_HOST"]) as server:',
        "    server.send_message(message)",
    ]
    imports = (Import("smtplib"), Import("os"), Import("email.message", "EmailMessage"))
    return lines, (*imports, *message.imports, *subject.imports, *to.imports)
