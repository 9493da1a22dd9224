"""`frontdesk migrate`: the tables of the database brought up to this version."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

from frontdesk_server.cli.options import HERE, JsonOption, ProjectOption

EXAMPLE = "frontdesk migrate --project my-project"


def migrate(project: ProjectOption = HERE, as_json: JsonOption = False) -> None:
    """Bring the tables of the database up to this version. Once, from one machine; servers go on meanwhile.

    On PostgreSQL servers never change tables: run this of the new version before its servers start. Those of the
    version before go on, and may be started anew, as long as the new tables suit them too.

    Two do not run at once, and who uses the tables is not kept waiting: where they cannot be had within 2 seconds
    nothing is changed, and it is to be run again.
    """
    import asyncio

    from frontdesk.host import Host
    from frontdesk_server.cli.opened import database_url
    from frontdesk_server.cli.output import print_json, say
    from frontdesk_server.clock import SystemClock
    from frontdesk_server.project import load_project
    from frontdesk_server.settings import read_settings
    from frontdesk_server.store import migrate_store

    url = database_url(load_project(project, Host.load()), read_settings())
    done = asyncio.run(migrate_store(url, SystemClock()))
    if as_json:
        print_json({"before": done.before, "after": done.after})
    elif done.before == done.after:
        say(f"Nothing to do: the tables have revision {done.after}.")
    else:
        say(f"The tables have revision {done.after} now; it was {done.before or 'none'}.", style="bold green")
