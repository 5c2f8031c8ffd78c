"""Requests and messages over HTTP."""

from __future__ import annotations

from polydag.backends.acts.recipes import Acting, Done, done
from polydag.ir.values import Constant

_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})


@done("http.request")
def request(acting: Acting) -> Done:
    """A request whose answer must be no error, and may be checked; what it says is handed on."""
    acting.packages.setdefault("requests")
    method = acting.known("method") if "method" in acting.operation.arguments else "POST"
    call = f"{acting.needs('requests', '')}.request({acting.take('method')}, "
    if isinstance(method, str) and method.upper() in _METHODS:
        call = f"{acting.needs('requests', '')}.{method.lower()}("
    rows = [row for name in ("endpoint", "headers", "data") for row in acting.bound(name)]
    arguments = [_address(acting)]
    if "data" in acting.operation.arguments:
        arguments.append(f"{'params' if method == 'GET' else 'data'}=data")
    if "headers" in acting.operation.arguments:
        arguments.append("headers=headers")
    arguments += acting.options("extra_options", "timeout", "verify", "allow_redirects", "cert")
    rows += [f"response = {call}{', '.join(arguments)})", "response.raise_for_status()"]
    check = acting.take("response_check")
    if check is not None:
        refused = 'raise ValueError(f"the answer was not accepted: {response.text}")'
        rows += [f"if not {_callable(check)}(response):", f"    {refused}"]
    chosen = acting.take("response_filter")
    if not acting.is_read:
        return Done(tuple(rows), "requests")
    given = "response.text" if chosen is None else f"{_callable(chosen)}(response)"
    return Done((*rows, f"return {given}"), "requests", "str" if chosen is None else "object")


def _callable(text: str) -> str:
    return text if text.isidentifier() else f"({text})"


def _address(acting: Acting) -> str:
    base = acting.environment("URL", "the address, with user and password where it needs them,")
    endpoint = acting.operation.arguments.get("endpoint")
    if endpoint is None:
        return base
    starts = isinstance(endpoint, Constant) and str(endpoint.value).startswith("/")
    return f"{base} + endpoint" if starts else f'{base} + "/" + endpoint'


@done("slack.message")
def slack(acting: Acting) -> Done:
    """A message to a channel, as an app with a token."""
    acting.packages.setdefault("slack-sdk")
    token = acting.environment("TOKEN", "the token of the Slack app")
    client = f"{acting.needs('slack_sdk', 'WebClient')}(token={token})"
    given = acting.keywords("channel", "text", "blocks", "attachments", "username", "icon_url")
    return Done((f"{client}.chat_postMessage({', '.join(given)})",), "slack-sdk")


@done("dbt.cloud_job")
def dbt_cloud_job(acting: Acting) -> Done:
    """A run of a job that dbt Cloud knows, waited for; 10 is its state of success, higher ones are failures."""
    acting.packages.setdefault("requests")
    library = acting.needs("requests", "")
    base = acting.environment("URL", "the address of dbt Cloud")
    token = acting.environment("TOKEN", "the token for it")
    account = acting.take("account_id") or acting.environment("ACCOUNT", "the account")
    body = ['"cause": ' + (acting.take("trigger_reason") or '"a run of a pipeline"')]
    body += [
        f'"{name}": {text}'
        for name in ("steps_override", "schema_override")
        if (text := acting.take(name)) is not None
    ]
    rows = [
        *acting.bound("job_id"),
        *([] if account == "account_id" else [f"account_id = {account}"]),
        f'address = {base} + f"/api/v2/accounts/{{account_id}}"',
        f'headers = {{"Authorization": "Token " + {token}}}',
        f"body = {{{', '.join(body)}}}",
        f'response = {library}.post(f"{{address}}/jobs/{{job_id}}/run/", json=body, headers=headers)',
        "response.raise_for_status()",
        'run = response.json()["data"]["id"]',
        "status = 0",
        "while status < 10:",
        f"    {acting.needs('time', '')}.sleep(60)",
        f'    found = {library}.get(f"{{address}}/runs/{{run}}/", headers=headers)',
        "    found.raise_for_status()",
        '    status = found.json()["data"]["status"]',
        "if status != 10:",
        '    raise RuntimeError(f"run {run} of dbt Cloud ended with the state {status}")',
    ]
    if not acting.is_read:
        return Done(tuple(rows), "requests")
    return Done((*rows, "return run"), "requests", "int")
