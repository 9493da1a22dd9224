"""`frontdesk reply`: an operator's answer, on its way through the inbox and the outbox like every other."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from typing import Annotated

import typer

from frontdesk_server.cli.options import HERE, ProjectOption

EXAMPLE = 'frontdesk reply 0123456789abcdef0123456789abcdef "Yes, we have it in blue." --project my-project'


def reply(
    conversation: Annotated[str, typer.Argument(help="The conversation's id, 32 hex digits.")],
    text: Annotated[str, typer.Argument(help="What the contact is to read.")],
    project: ProjectOption = HERE,
    operator: Annotated[str | None, typer.Option(help="Who writes, for the journal.")] = None,
    id_: Annotated[str | None, typer.Option("--id", help="Your own id: the same one is sent once.")] = None,
) -> None:
    """Answer in a conversation as an operator.

    The running server sends it. Greetings stand back for the next ten minutes.
    """
    from frontdesk.errors import ConfigError
    from frontdesk_server.cli.opened import with_store
    from frontdesk_server.cli.output import say

    said = text.strip()
    if not said:
        raise ConfigError.of("FD734")
    event = with_store(
        project,
        lambda store, _project, _host: store.append_reply(conversation, said, operator=operator, id_=id_),
    )
    say(f"Accepted as {event}: it is sent as soon as a server runs.")
