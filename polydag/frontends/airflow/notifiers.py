"""Notifiers as callbacks: the function that sends what they send."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from polydag.frontends.airflow.handles import NotifierHandle
from polydag.rendering.strings import string
from polydag.syntax.calls import Arguments
from polydag.syntax.data import Datum, Known, ListData, TupleData

_PROVIDERS = "airflow.providers"
_EXPRESSION = re.compile(r"\{\{\s*([A-Za-z_]\w*)((?:\.\w+)*)\s*\}\}")
# What a template may begin with and a callback's context has.
_ROOTS = frozenset(
    {
        *("dag", "dag_run", "ds", "exception", "logical_date", "params", "reason", "run_id"),
        *("task", "task_instance", "ti", "ts"),
    }
)


@dataclass(frozen=True)
class Sent:
    """The text of the function, with `$name` for what it imports; the library and the variable that it needs."""

    text: str
    library: str
    variable: str


def sent(notifier: NotifierHandle) -> Sent | None:
    """What a notifier sends; None where it is given what no function here says."""
    write = _KINDS.get(notifier.name)
    return None if write is None else write(notifier.site.arguments)


def _slack(arguments: Arguments) -> Sent | None:
    given = _texts(arguments, ("slack_conn_id", "text", "channel"))
    if given is None or "text" not in given:
        return None
    variable = _variable(given.get("slack_conn_id", "slack_api_default"), "TOKEN")
    channel = given.get("channel", "#general")
    text = f'''def send_to_slack(context):
    """Send a message to the channel {channel}."""
    client = $slack_sdk.WebClient(token=$os.environ["{variable}"])
    client.chat_postMessage(channel={string(channel)}, text={_formatted(given["text"])})'''
    return Sent(text, "slack-sdk", variable)


def _webhook(arguments: Arguments) -> Sent | None:
    given = _texts(arguments, ("slack_webhook_conn_id", "text"))
    if given is None or "text" not in given:
        return None
    variable = _variable(given.get("slack_webhook_conn_id", "slack_default"), "URL")
    text = f'''def send_to_slack(context):
    """Send a message by the incoming webhook."""
    client = $slack_sdk.WebhookClient($os.environ["{variable}"])
    client.send(text={_formatted(given["text"])})'''
    return Sent(text, "slack-sdk", variable)


def _mail(arguments: Arguments) -> Sent | None:
    names = ("smtp_conn_id", "from_email", "to", "subject", "html_content")
    given = _texts(arguments, names)
    if given is None or not {"to", "subject", "html_content"} <= given.keys():
        return None
    variable = _variable(given.get("smtp_conn_id", "smtp_default"), "HOST")
    sender = string(given.get("from_email", "airflow@localhost"))
    text = f'''def send_by_mail(context):
    """Send a message to {given["to"]}."""
    message = $EmailMessage()
    message["From"], message["To"] = {sender}, {string(given["to"])}
    message["Subject"] = {_formatted(given["subject"])}
    message.set_content({_formatted(given["html_content"])}, subtype="html")
    with $smtplib.SMTP($os.environ["{variable}"]) as server:
        server.send_message(message)'''
    return Sent(text, "smtplib", variable)


_KINDS: Mapping[str, Callable[[Arguments], Sent | None]] = {
    f"{_PROVIDERS}.slack.notifications.slack.SlackNotifier": _slack,
    f"{_PROVIDERS}.slack.notifications.slack.send_slack_notification": _slack,
    f"{_PROVIDERS}.slack.notifications.slack_notifier.SlackNotifier": _slack,
    f"{_PROVIDERS}.slack.notifications.slack_notifier.send_slack_notification": _slack,
    f"{_PROVIDERS}.slack.notifications.slack_webhook.SlackWebhookNotifier": _webhook,
    f"{_PROVIDERS}.slack.notifications.slack_webhook.send_slack_webhook_notification": _webhook,
    f"{_PROVIDERS}.smtp.notifications.smtp.SmtpNotifier": _mail,
    f"{_PROVIDERS}.smtp.notifications.smtp.send_smtp_notification": _mail,
}
NOTIFIERS = frozenset(_KINDS)


def _texts(arguments: Arguments, known: tuple[str, ...]) -> dict[str, str] | None:
    """The arguments, by name; None where there are others, or one is no text that can be said here."""
    stated = {
        name: given.datum for name, given in arguments.keywords.items() if not _is_none(given.datum)
    }
    if not stated.keys() <= set(known) or len(list(arguments.data())) > 0:
        return None
    found = {name: _text(datum) for name, datum in stated.items()}
    texts = {name: text for name, text in found.items() if text is not None}
    return texts if len(texts) == len(found) else None


def _text(datum: Datum) -> str | None:
    if isinstance(datum, ListData | TupleData):
        several = [_text(item) for item in datum.items]
        known = [text for text in several if text is not None]
        return ", ".join(known) if len(known) == len(several) else None
    text = datum.value if isinstance(datum, Known) else None
    return text if isinstance(text, str) and _is_sayable(text) else None


def _is_none(datum: Datum) -> bool:
    return isinstance(datum, Known) and datum.value is None


def _is_sayable(text: str) -> bool:
    """Whether its templates are facts of the context and nothing more."""
    rest = _EXPRESSION.sub("", text)
    roots = {match[1] for match in _EXPRESSION.finditer(text)}
    return "{{" not in rest and "{%" not in rest and roots <= _ROOTS


def _formatted(text: str) -> str:
    """A template as an expression of `context`."""
    if not _EXPRESSION.search(text):
        return string(text)
    values = [f'context["{match[1]}"]{match[2]}' for match in _EXPRESSION.finditer(text)]
    pieces = re.split(r"\{\{.*?\}\}", text)
    plain = "{}".join(piece.replace("{", "{{").replace("}", "}}") for piece in pieces)
    return f"{string(plain)}.format({', '.join(values)})"


def _variable(connection: str, suffix: str) -> str:
    return f"{re.sub(r'[^0-9A-Za-z]', '_', connection)}_{suffix}".upper()
