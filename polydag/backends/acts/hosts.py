"""Commands and files on other hosts, by SSH."""

from __future__ import annotations

from polydag.backends.acts.recipes import Acting, Done, done

_BY = "Fabric"


@done("ssh.command")
def command(acting: Acting) -> Done:
    """A command whose failure fails the task; what it prints is handed on."""
    given = acting.keywords("command", env="environment", timeout="cmd_timeout", pty="get_pty")
    run = f"connection.run({', '.join(given)})"
    opened = f"with {fabric_connection(acting)} as connection:"
    if not acting.is_read:
        return Done((opened, f"    {run}"), _BY)
    return Done((opened, f"    return {run}.stdout"), _BY, "str")


@done("sftp.transfer")
def transfer(acting: Acting) -> Done:
    """A file that is put there, or got from there."""
    rows = [*acting.bound("local_filepath"), *acting.bound("remote_filepath")]
    puts = "operation" not in acting.operation.arguments or acting.known("operation") == "put"
    if puts:
        copy = "connection.put(local_filepath, remote=remote_filepath)"
    else:
        acting.known("operation")
        copy = "connection.get(remote_filepath, local=local_filepath)"
    return Done((*rows, f"with {fabric_connection(acting)} as connection:", f"    {copy}"), _BY)


def fabric_connection(acting: Acting) -> str:
    """The connection to the host, which no other code opens."""
    acting.packages.setdefault("fabric")
    host = acting.take("remote_host") or acting.environment("HOST", "user@host")
    return f"{acting.needs('fabric', 'Connection')}({host})"
