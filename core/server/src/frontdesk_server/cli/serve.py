"""`frontdesk serve`: answer for real."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

import gc
from typing import Annotated

import typer

from frontdesk_server.cli.options import HERE, ProjectOption, RoleOption

EXAMPLE = "frontdesk serve --project my-project --port 8080"


def serve(
    project: ProjectOption = HERE,
    host: Annotated[str | None, typer.Option(help="The address to listen on; else FRONTDESK_HOST.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port; 0 = any free one; else FRONTDESK_PORT.")
    ] = None,
    role: RoleOption = None,
    test_clock: Annotated[
        bool, typer.Option("--test-clock", help="Honour FRONTDESK_NOW. For tests: people would be answered wrongly.")
    ] = False,
) -> None:
    """Run the server, and answer for real.

    It takes webhooks, serves the widget and the REST interface, and sends what is decided. On PostgreSQL several
    processes may share that: role `ingress` takes in, `worker` decides, `sender` sends; each reports its health.

    The project's files are applied when the database is empty; later with `frontdesk apply`. Establishments are read
    again whenever their source changes. Ctrl-C or SIGTERM stops it once what was begun is finished.
    """
    gc.disable()  # until all is loaded: what is loaded stays
    from frontdesk_server.api.serving import run_server, server_plan

    run_server(server_plan(project, host=host, port=port, role=role, test_clock=test_clock))
