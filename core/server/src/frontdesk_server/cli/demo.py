"""`frontdesk demo`: a sample organisation, served on this machine."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs
from __future__ import annotations

import gc
from typing import Annotated

import typer

EXAMPLE = "FRONTDESK_NOW=2026-12-24T18:30:00+01:00 frontdesk demo"


def demo(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port; 0 = any free one; else FRONTDESK_PORT.")
    ] = None,
    channel: Annotated[
        str | None,
        typer.Option(
            metavar="KIND", help="With an account on this channel too, and a fake platform to be a contact on."
        ),
    ] = None,
) -> None:
    """Serve a sample organisation on this machine.

    Maison Colibri is an invented chain of bakeries, garages and clinics on five continents.

    Prints what each place would answer right now, why, and the address of its page with the chat. What happens there
    is kept in ./frontdesk-demo (FRONTDESK_DEMO_DIR). FRONTDESK_NOW sets the clock. Ctrl-C stops.

    `--channel whatsapp` adds an account whose platform is a fake one, in a process of its own (it takes
    frontdesk-testkit), and prints the command by which you are its contact. In the folder of a channel of your own,
    once that is installed, it is the platform of its tests.
    """
    gc.disable()  # until all is loaded: what is loaded stays
    from frontdesk_server.demo.running import run_demo

    run_demo(port, channel)
