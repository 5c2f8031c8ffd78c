"""An error of the user's surroundings: one line on stderr, exit code 2."""

from __future__ import annotations

import click


class Failure(click.ClickException):
    """Something outside polydag keeps the command from doing its work; the message names the place."""

    exit_code = 2
