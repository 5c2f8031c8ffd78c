import functools
import os
import signal
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from dagster import (
    AssetIn,
    Backoff,
    ConfigurableResource,
    Definitions,
    HookContext,
    Output,
    RetryPolicy,
    asset,
    define_asset_job,
    failure_hook,
)


def load(limit):
    return [1] * limit


RETRIES = RetryPolicy(max_retries=3, delay=30, backoff=Backoff.EXPONENTIAL)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Fail the attempt of an op that takes longer; Dagster has no timeout per op."""

    def expire(signum, frame):
        raise TimeoutError(f"took longer than {seconds} seconds")

    previous = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def time_limit_outputs(seconds: float):
    """As `time_limit`, for an op that yields its outputs."""

    def decorate(function):
        @functools.wraps(function)
        def limited(*args, **kwargs):
            with time_limit(seconds):
                outputs = list(function(*args, **kwargs))
            yield from outputs

        return limited

    return decorate


class Params(ConfigurableResource):
    """Parameters of a run."""

    limit: int = 10


@failure_hook
def email_on_failure(context: HookContext) -> None:
    """Tell the owners by e-mail that an op has used up its retries."""
    message = EmailMessage()
    message["Subject"] = f"{context.job_name}.{context.op.name} failed"
    message["From"] = os.environ["SMTP_FROM"]
    message["To"] = ["team@company.com"]
    message.set_content(str(context.op_exception))
    with smtplib.SMTP(os.environ["SMTP_HOST"]) as server:
        server.send_message(message)


# polydag DGW205: the timeout of `fetch_new` is kept by a helper, as Dagster has none per op
@asset(output_required=False, retry_policy=RETRIES)
@time_limit_outputs(60)
def fetch_new(params: Params):
    limit = params.limit
    rows = load(limit)
    if not rows:
        return
    yield Output(rows)


@asset(ins={"rows": AssetIn("fetch_new")}, retry_policy=RETRIES)
def store(rows, params: Params):
    limit = params.limit
    print("store")


# polydag DGW212: the e-mail on failure of `skipping` is sent by a failure hook through `SMTP_HOST`
skipping = define_asset_job(
    "skipping", selection=[fetch_new, store], hooks={email_on_failure}
)

defs = Definitions(
    assets=[fetch_new, store], jobs=[skipping], resources={"params": Params()}
)
# told: DGW001 `skipping` is written as assets: data passes between tasks that all must succeed
# told: DGW212 the e-mail on failure of `skipping` is sent by a failure hook through `SMTP_HOST`
# told: DGW205 the timeout of `fetch_new` is kept by a helper, as Dagster has none per op
